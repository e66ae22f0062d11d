"""Recognises questions that one search seldom answers: which of several, compared with when, more than what."""

import re

from assistant.questions.question import Question

_SEVERAL_STEPS = re.compile(
    r"\b(?:who|which|what) (?:one )?(?:of|among) (?:the (?:two|three|four|five|several)|them|these|those|both)\b"
    r"|\b(?:who|which|what)\b.{0,80}\b(?:first|earlier|later|more|less|fewer|\w+er)\b.{0,40},\s.{1,60}\bor\b"
    r"|\bcompar(?:e[ds]?|ing|ison)\b|\bdiffer(?:ence|ences|ent)? (?:between|from)\b|\bversus\b|\bvs\b"
    r"|\b(?!oth|rath)(?:\w+er|more|less|worse) than (?!\d|an? |one |half )"
    r"|\bsame\b.{0,60}\bas\b",
    re.IGNORECASE,
)


def needs_several_steps(question: Question) -> bool:
    """Checks whether a question puts several things, or one thing at several times, side by side."""
    return _SEVERAL_STEPS.search(question.text) is not None
