"""Verifies one statement: facts, negation and meaning, and which sentences support it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.facts.negation import negation_agrees
from assistant.facts.tense import asserts_unconfirmed_completion
from assistant.generative.verification.analysed_passage import AnalysedPassage
from assistant.generative.verification.features import (
    Claim,
    SentenceRef,
    VerificationFeatures,
    VerificationWeights,
    measure_features,
    supporting_sentences,
)
from assistant.generative.verification.fitted_weights import VERIFICATION_WEIGHTS
from assistant.ingest.embedders import Embedder


@dataclass(frozen=True, slots=True)
class Verification:
    """Result of verifying a statement.

    Attributes:
        supported: Whether the cited passages support it.
        score: The probability of that by words and meaning.
        problems: What contradicts it, each in a few words ("the number 5 is not in its source").
        supporting_sentences: The sentences that support it, as (index of the passage, start, end) with offsets into the article.
        features: The features that the score was computed from.
    """

    supported: bool
    score: float
    problems: tuple[str, ...]
    supporting_sentences: tuple[tuple[int, int, int], ...]
    features: VerificationFeatures

    @property
    def certainty(self) -> float:
        """Number that orders statements: the score, halved for each problem."""
        return self.score * 0.5 ** len(self.problems)


def verify_statement(
    statement: str,
    passages: Sequence[AnalysedPassage],
    embedder: Embedder,
    question: str = "",
    weights: VerificationWeights = VERIFICATION_WEIGHTS,
) -> Verification:
    """Verifies a statement against the passages that it cites.

    The passages must contain every number, amount, date and name of the statement, in any form. The supporting sentences must not
    deny it, and must not only expect what it reports as done. They must be close to it in words and meaning.

    Args:
        statement: A sentence of an answer, without citation numbers.
        passages: The passages that it cites.
        embedder: Compares meanings.
        question: The question that it answers. It completes a fragment ("2 May") to a sentence.
        weights: The weights of words and meaning.
    """
    claim = Claim(statement, question)
    supporting = supporting_sentences(claim, passages)
    features = measure_features(claim, passages, supporting, embedder)
    score = weights.probability(features)
    problems = tuple(_problems(claim, passages, supporting)) if passages else ("nothing is cited",)
    return Verification(
        supported=not problems and bool(supporting) and score >= weights.supported_from,
        score=score,
        problems=problems,
        supporting_sentences=tuple(
            (passage, *passages[passage].spans[sentence]) for passage, sentence in sorted(supporting)
        ),
        features=features,
    )


def _problems(claim: Claim, passages: Sequence[AnalysedPassage], supporting: Sequence[SentenceRef]) -> Iterator[str]:
    missing = claim.words.quantities.missing_in([passage.all_words.quantities for passage in passages])
    for number in missing.numbers:
        yield f"the number {number.value:f} is not in its source"
    for day in missing.days:
        yield f"the date {day} is not in its source"
    for run in claim.names:
        if missing_words := min((passage.names.missing(run) for passage in passages), key=len):
            yield f"the name {' '.join(missing_words)} is not in its source"
    if supporting and not claim.is_about(passages[passage].words[sentence] for passage, sentence in supporting):
        yield "its source speaks of something other than the question"
    sentences = [passages[passage].sentences[sentence] for passage, sentence in supporting]
    if sentences and not claim.is_bare and not negation_agrees(claim.statement, sentences):
        yield "its source denies it, or it denies what its source says"
    if verb := asserts_unconfirmed_completion(claim.statement, sentences):
        yield f"its source only expects what it tells as done ({verb})"
