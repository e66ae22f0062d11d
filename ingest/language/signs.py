"""What shows that a sentence in a language other than English states a name or a number."""

import re

import regex

from assistant.ingest.language.language import AnswerSigns
from assistant.ingest.language.locale_times import time_sign
from assistant.ingest.language.patterns import any_word

_NAME = r"\p{Lu}\p{Ll}[\p{L}'’-]*"
PERSON_NAME: re.Pattern[str] = regex.compile(rf"\b{_NAME}\s+(?:\p{{Lu}}\.\s*)?{_NAME}")
"""Two capitalised words beside each other. In German, where nouns are capitalised, they show nothing."""


def answer_signs(tag: str, numbers: str, reasons: str, person: re.Pattern[str] | None = PERSON_NAME) -> AnswerSigns:
    """Returns the signs of a language whose words are separated by spaces; see `any_word` for the words.

    Args:
        tag: The tag of the language.
        numbers: Number words; a digit is a sign of a number too.
        reasons: Words that open a reason.
        person: What shows the name of a person; None if nothing does.
    """
    amount = re.compile(rf"\d|{any_word(numbers).pattern}", re.IGNORECASE)
    return AnswerSigns(person=person, time=time_sign(tag), amount=amount, reason=any_word(reasons))
