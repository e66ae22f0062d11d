"""Decides what an answer to a yes-or-no question leads with: yes, no, undecided, or nothing."""

import math
from collections.abc import Sequence

from assistant.answers.answer import Lead
from assistant.extractive.qa_model import Judgement
from assistant.extractive.sentence_reranking import JudgedSentence
from assistant.extractive.yes_no import yes_or_no
from assistant.facts.negation import can_deny
from assistant.facts.tense import asserts_unconfirmed_completion
from assistant.ingest.language.english import ENGLISH
from assistant.logistic import logit, sigmoid
from assistant.questions.question import Question, QuestionKind

_LEADS: tuple[Lead, ...] = ("yes", "no", "undecided")
"""In the order of the QA model's logits."""

_WITHOUT_LEAD = 0.7  # what a missing lead takes from the confidence, as a logit
_MIN_PROBABILITY = 0.7
_MIN_PROBABILITY_OF_UNDECIDED = 0.8  # a sentence that only seems undecided may say yes or no


def find_lead(question: Question, quotes: Sequence[str], judged: Sequence[JudgedSentence]) -> Lead | None:
    """Returns the lead; None if the question is of another kind, or the lead is uncertain.

    The rules of `yes_or_no` decide where they apply. Else the QA model does: its probabilities, averaged over the judged sentences, each
    weighted by the probability that it answers.

    Args:
        question: The question.
        quotes: The quotes of the answer, best first.
        judged: The sentences that the QA model judged.
    """
    if question.kind is not QuestionKind.YES_NO:
        return None
    has_certain = question.language is ENGLISH and yes_or_no(question.text, quotes[:1]) is not None
    if has_certain:
        certain = yes_or_no(question.text, quotes)
        return None if certain == "yes" and _is_only_expected(question, quotes[0]) else certain
    lead = _lead_by_qa_model(judged)
    return None if lead is None or any(contradicts_wording(lead, question, quote) for quote in quotes[:1]) else lead


def confidence_with_lead(confidence: float, question: Question, lead: Lead | None) -> float:
    """Returns the confidence that a question is answered, with what the lead tells: one for yes or no without either is answered less often.

    Args:
        confidence: The confidence without that, from 0 to 1.
        question: The question.
        lead: The lead; None if it is uncertain.
    """
    lacks_lead = (
        question.kind is QuestionKind.YES_NO and question.language is ENGLISH and lead is None and not question.topic
    )
    return sigmoid(logit(confidence) - _WITHOUT_LEAD) if lacks_lead else confidence


def contradicts_wording(lead: Lead, question: Question, quote: str) -> bool:
    """Checks whether the words of a sentence do not allow a lead that the QA model reads in it.

    A "no" needs a word that can deny, and "yes" to what is done needs more than an expectation: "is preparing to file" is no yes to "has it
    filed?".

    Args:
        lead: The lead.
        question: The question.
        quote: The sentence.
    """
    if lead == "no":
        return question.language is ENGLISH and not can_deny(quote)
    return lead == "yes" and _is_only_expected(question, quote)


def _is_only_expected(question: Question, quote: str) -> bool:
    return question.language is ENGLISH and asserts_unconfirmed_completion(question.text, [quote]) is not None


def _lead_by_qa_model(judged: Sequence[JudgedSentence]) -> Lead | None:
    probabilities = pooled_probabilities(judged)
    best = max(range(len(_LEADS)), key=probabilities.__getitem__)
    required = _MIN_PROBABILITY_OF_UNDECIDED if _LEADS[best] == "undecided" else _MIN_PROBABILITY
    return _LEADS[best] if probabilities[best] >= required else None


def pooled_probabilities(judged: Sequence[JudgedSentence]) -> list[float]:
    """Returns the probabilities of yes, no and undecided, averaged over sentences by the odds that they answer."""
    highest = max(sentence.judgement.answer_logit for sentence in judged)
    weights = [math.exp(sentence.judgement.answer_logit - highest) for sentence in judged]
    softmaxes = [_softmax(sentence.judgement.yes_no) for sentence in judged]
    total = math.fsum(weights)
    return [
        math.fsum(weight * softmax[index] for weight, softmax in zip(weights, softmaxes, strict=True)) / total
        for index in range(len(_LEADS))
    ]


def lead_probabilities(judgement: Judgement) -> dict[Lead, float]:
    """Returns the probabilities that the QA model gives to yes, no and undecided for one sentence."""
    return dict(zip(_LEADS, _softmax(judgement.yes_no), strict=True))


def _softmax(logits: Sequence[float]) -> list[float]:
    highest = max(logits)
    powers = [math.exp(logit - highest) for logit in logits]
    return [power / sum(powers) for power in powers]
