"""The check of one statement: facts, negation, meaning; and which sentences carry it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.facts.negation import negation_agrees
from assistant.facts.tense import asserts_unconfirmed_completion
from assistant.generative.verification.features import (
    Claim,
    Place,
    VerificationFeatures,
    VerificationWeights,
    measure_features,
    supporting_sentences,
)
from assistant.generative.verification.fitted_weights import VERIFICATION_WEIGHTS
from assistant.generative.verification.read_passage import AnalysedPassage
from assistant.ingest.embedders import Embedder


@dataclass(frozen=True, slots=True)
class Verification:
    """What the check of a statement found.

    Attributes:
        supported: Whether what it cites backs it.
        score: How likely that is by words and meaning, from 0 to 1.
        problems: What speaks against it, each in a few words ("the number 5 is not in its source").
        carrying: The sentences that carry it, as (which passage, first character, one past the last character).
        measures: What the score was made from.
    """

    supported: bool
    score: float
    problems: tuple[str, ...]
    carrying: tuple[tuple[int, int, int], ...]
    measures: VerificationFeatures

    @property
    def certainty(self) -> float:
        """One number to order statements by: the score, halved for each problem."""
        return self.score * 0.5 ** len(self.problems)


def verify_statement(
    statement: str,
    passages: Sequence[AnalysedPassage],
    embedder: Embedder,
    question: str = "",
    model: VerificationWeights = VERIFICATION_WEIGHTS,
) -> Verification:
    """Checks a statement against the passages that it cites.

    Every number, amount, date and name in it must stand in one of them, in whatever form; the sentences that carry it must not deny what it says, nor
    only expect what it tells as done; and they must be close enough to it in words and meaning.

    Args:
        statement: A sentence of an answer, without citation numbers.
        passages: What it cites.
        embedder: Compares meanings.
        question: The question that it answers, which makes a fragment ("2 May") a sentence.
        model: How much words and meaning count.
    """
    claim = Claim(statement, question)
    places = supporting_sentences(claim, passages)
    measures = measure_features(claim, passages, places, embedder)
    score = model.probability(measures)
    problems = tuple(_problems(claim, passages, places)) if passages else ("nothing is cited",)
    return Verification(
        supported=not problems and bool(places) and score >= model.supported_from,
        score=score,
        problems=problems,
        carrying=tuple((which, *passages[which].spans[sentence]) for which, sentence in sorted(places)),
        measures=measures,
    )


def _problems(claim: Claim, passages: Sequence[AnalysedPassage], places: Sequence[Place]) -> Iterator[str]:
    missing = claim.words.quantities.missing_in([passage.all_words.quantities for passage in passages])
    for number in missing.numbers:
        yield f"the number {number.value:f} is not in its source"
    for day in missing.days:
        yield f"the date {day} is not in its source"
    for run in claim.names:
        if unknown := min((passage.names.missing(run) for passage in passages), key=len):
            yield f"the name {' '.join(unknown)} is not in its source"
    if places and not claim.is_about(passages[which].words[sentence] for which, sentence in places):
        yield "its source speaks of something other than the question"
    carrying = [passages[which].sentences[sentence] for which, sentence in places]
    if carrying and not claim.is_bare and not negation_agrees(claim.statement, carrying):
        yield "its source denies it, or it denies what its source says"
    if verb := asserts_unconfirmed_completion(claim.statement, carrying):
        yield f"its source only expects what it tells as done ({verb})"
