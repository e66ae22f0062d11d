"""Verifies one statement: facts, negation, meaning, whether its sources answer the question, and which sentences support it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.facts.cause import unsaid_cause
from assistant.facts.comparison import unsaid_comparison
from assistant.facts.names import NamesInText
from assistant.facts.negation import negation_agrees
from assistant.facts.tense import asserts_unconfirmed_completion
from assistant.generative.verification.added_names import unrelated_name
from assistant.generative.verification.analysed_passage import AnalysedPassage, VerificationModels
from assistant.generative.verification.features import (
    Claim,
    SentenceRef,
    VerificationFeatures,
    VerificationWeights,
    measure_features,
    supporting_sentences,
)
from assistant.generative.verification.fitted_weights import VERIFICATION_WEIGHTS
from assistant.generative.verification.same_question import answer_probability, question_problems
from assistant.questions.question import Question


@dataclass(frozen=True, slots=True)
class Verification:
    """Result of verifying a statement.

    Attributes:
        supported: Whether the cited passages support it.
        score: The probability of that by words and meaning.
        problems: What contradicts it, each in a few words ("the number 5 is not in its source").
        supporting_sentences: The sentences that support it, as (index of the passage, start, end) with offsets into the article.
        features: The features that the score was computed from.
        answers: The QA model's probability that a supporting sentence answers the question; 1 if there is nothing to judge.
    """

    supported: bool
    score: float
    problems: tuple[str, ...]
    supporting_sentences: tuple[tuple[int, int, int], ...]
    features: VerificationFeatures
    answers: float

    @property
    def certainty(self) -> float:
        """Number that orders statements: the score, halved for each problem."""
        return self.score * 0.5 ** len(self.problems)


def verify_statement(
    statement: str,
    passages: Sequence[AnalysedPassage],
    models: VerificationModels,
    question: Question | None = None,
    weights: VerificationWeights = VERIFICATION_WEIGHTS,
) -> Verification:
    """Verifies a statement against the passages that it cites.

    The passages must contain every number, amount, date and name of the statement, in any form, and each name beside something else of it.
    The supporting sentences must not deny it, must not only expect what it reports as done, and must compare what it compares, and name
    a cause if it does. They must be close to it in words and meaning, and answer the question: about the same names, at the same time, with the
    same yes or no.

    Args:
        statement: A sentence of an answer, without citation numbers.
        passages: The passages that it cites.
        models: The models that compare meanings and judge answers.
        question: The question that it answers, which completes a fragment ("2 May") to a sentence; None for a summary.
        weights: The weights of words and meaning.
    """
    claim = Claim(statement, question.text if question else "")
    supporting = supporting_sentences(claim, passages)
    features = measure_features(claim, passages, supporting, models)
    score = weights.probability(features)
    answers = answer_probability(question, passages, supporting)
    problems = list(_problems(claim, question, passages, supporting)) if passages else ["nothing is cited"]
    if supporting and answers < weights.answers_from:
        problems.append("its source does not answer the question")
    return Verification(
        supported=not problems and bool(supporting) and score >= weights.supported_from,
        score=score,
        problems=tuple(problems),
        supporting_sentences=tuple(
            (passage, *passages[passage].spans[sentence]) for passage, sentence in sorted(supporting)
        ),
        features=features,
        answers=answers,
    )


def _problems(
    claim: Claim, question: Question | None, passages: Sequence[AnalysedPassage], supporting: Sequence[SentenceRef]
) -> Iterator[str]:
    yield from _missing_facts(claim, question, passages)
    if supporting and not claim.is_about(passages[passage].words[sentence] for passage, sentence in supporting):
        yield "its source speaks of something other than the question"
    sentences = [passages[passage].sentences[sentence] for passage, sentence in supporting]
    if sentences and not claim.is_bare and not negation_agrees(claim.statement, sentences):
        yield "its source denies it, or it denies what its source says"
    if verb := asserts_unconfirmed_completion(claim.statement, sentences):
        yield f"its source only expects what it tells as done ({verb})"
    if sentences and (word := unsaid_comparison(claim.statement, sentences)):
        yield f"its sources compare nothing ({word} than)"
    if sentences and (words := unsaid_cause(claim.statement, sentences)):
        yield f"its sources name no cause ({words})"
    if question is not None:
        yield from question_problems(claim.statement, question, passages, supporting)


def _missing_facts(claim: Claim, question: Question | None, passages: Sequence[AnalysedPassage]) -> Iterator[str]:
    missing = claim.words.quantities.missing_in([passage.all_words.quantities for passage in passages])
    for number in missing.numbers:
        yield f"the number {number.value:f} is not in its source"
    for day in missing.days:
        yield f"the date {day} is not in its source"
    question_names = NamesInText(question.text) if question else NamesInText("")
    for run in claim.names:
        # A name of the question need not be in the same sentences, but in the article.
        found_in = (
            passage.names_in_article if not question_names.missing(run) else passage.names for passage in passages
        )
        if missing_words := min((names.missing(run) for names in found_in), key=len):
            yield f"the name {' '.join(missing_words)} is not in its source"
    if name := unrelated_name(claim, question_names, passages):
        yield f"its source tells nothing of this about {name}"
