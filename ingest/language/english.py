"""English: function words, auxiliaries, question words, negation words, months, weekdays, number words."""

import re

from assistant.ingest.language.english_names import (
    FEMALE_GIVEN_NAMES,
    FEMALE_TITLES,
    MALE_GIVEN_NAMES,
    MALE_TITLES,
    NON_PERSON_WORDS,
    TITLES,
)
from assistant.ingest.language.language import Language, QuestionWords


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The pieces of contractions ("don", "t", "ll") are among them: a tokenizer separates them at the apostrophe.
FUNCTION_WORDS = _words(
    """
    a about after again all also am an and any are aren as at be because been before being between both but
    by can cannot could couldn d did didn do does doesn doing don during each either ever every few for from
    further had hadn has hasn have haven having he her here hers herself him himself his how however i if in
    into is isn it its itself just ll m may me might mine more most much must my myself neither no nor not
    now o of off on once one only or other our ours ourselves out over own re s same shall she should shouldn
    so some such t tell than that the their theirs them themselves then there these they this those through
    to too under until up upon us ve very was wasn we were weren what when where whether which while who whom
    whose why will with won would wouldn yes yet you your yours yourself
    """
)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_AUXILIARIES = (
    *("is", "are", "was", "were", "am", "do", "does", "did", "has", "have", "had"),
    *("will", "would", "can", "could", "should", "shall", "may", "might", "must"),
)

CONNECTIVES = "and|but|so|well|ok|okay"
"""Words that connect a question to what was said before, as a pattern."""

ENGLISH = Language(
    tag="en",
    function_words=FUNCTION_WORDS,
    auxiliaries=_AUXILIARIES,
    questions=QuestionWords(
        amount=re.compile(
            r"\bhow (?:many|much|old|long|far|large|big|tall|high|often)\b|\bwhat (?:percentage|share|number|amount|price)\b"
        ),
        time=re.compile(r"\b(?:when|since when|until when|(?:what|which) (?:year|day|date|month|time|week))\b"),
        place=re.compile(r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place|nation|region|village)\b"),
        person=re.compile(r"\b(?:who|whom|whose)\b"),
        reason=re.compile(r"\bwhy\b|\bhow come\b"),
        other=re.compile(r"\b(?:what|which|how)\b"),
        yes_no=re.compile(rf"^(?:{'|'.join(_AUXILIARIES)})(?:n['’]t)?\b"),
    ),
    opening_pronouns=re.compile(
        r"[\"'“‘(]{0,3}(?:he|she|it|they|his|her|its|their|this|these|those|that)\b", re.IGNORECASE
    ),
    connectives=f"{CONNECTIVES}|please",
    question_words=("who", "whom", "whose", "what", "when", "where", "why", "how", "which"),
    negations=_words("not no never cannot"),
    negative_words=_words("none nobody nothing neither nor without"),
    months=_MONTHS,
    weekdays=_WEEKDAYS,
    number_words=("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    question_openers=_words(
        """
        according any anything compare describe did everything explain find give let list most name please
        say show since something summarise summarize tell where write
        """
    ),
    male_given_names=MALE_GIVEN_NAMES,
    female_given_names=FEMALE_GIVEN_NAMES,
    male_titles=MALE_TITLES,
    female_titles=FEMALE_TITLES,
    titles=TITLES,
    non_person_words=NON_PERSON_WORDS,
    non_names=frozenset({*_MONTHS, *_WEEKDAYS})
    | _words("american billion british chinese english french german million no ok okay please russian trillion yes"),
    noun_modifiers=_words(
        "best earliest first full last latest main major new next oldest only own second several third various"
    ),
)


def auxiliary_pattern(*excluded: str) -> str:
    """Returns the regular expression of an auxiliary verb, with or without "n't".

    Args:
        excluded: Auxiliaries to leave out.
    """
    verbs = [verb for verb in ENGLISH.auxiliaries if verb not in excluded]
    return rf"(?:{'|'.join(verbs)})(?:n['’]t)?\b"
