"""Decides what an answer to a yes-or-no question leads with: yes, no, undecided, or nothing."""

import math
from collections.abc import Sequence

from assistant.answers.answer import Citation, Lead
from assistant.extractive.qa_model import Judgement
from assistant.extractive.sentence_reranking import JudgedSentence
from assistant.extractive.yes_no import yes_or_no
from assistant.facts.tense import asserts_unconfirmed_completion
from assistant.ingest.language.english import ENGLISH
from assistant.questions.question import Question, QuestionKind

_LEADS: tuple[Lead, ...] = ("yes", "no", "undecided")
"""In the order of the QA model's logits."""

_MIN_PROBABILITY = 0.7
_MIN_PROBABILITY_OF_UNDECIDED = 0.8  # a sentence that only seems undecided may say yes or no


def find_lead(question: Question, citations: Sequence[Citation], judged: Sequence[JudgedSentence]) -> Lead | None:
    """Returns the lead; None if the question is of another kind, or the lead is uncertain.

    The rules of `yes_or_no` decide where they apply. Else the QA model does: its probabilities, averaged over the judged sentences, each
    weighted by the probability that it answers.

    Args:
        question: The question.
        citations: The citations of the answer, best first.
        judged: The sentences that the QA model judged.
    """
    if question.kind is not QuestionKind.YES_NO:
        return None
    quotes = [citation.quote for citation in citations]
    has_certain = question.language is ENGLISH and yes_or_no(question.text, quotes[:1]) is not None
    lead = yes_or_no(question.text, quotes) if has_certain else _lead_by_qa_model(judged)
    is_expected = any(is_only_expected(question, quote) for quote in quotes[:1])
    return None if lead == "yes" and is_expected else lead


def is_only_expected(question: Question, quote: str) -> bool:
    """Checks whether a sentence only expects what a question takes for done: "is preparing to file" is no yes to "has it filed?"."""
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
