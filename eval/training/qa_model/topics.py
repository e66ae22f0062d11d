"""Adds to a question what its article is about: a name, a date.

People who ask a library name the story, and the sentence that answers seldom repeats it. The twins ask about one article, so they leave it out.
"""

import random
import re
from collections.abc import Sequence
from datetime import date

from assistant.ingest.language.capitalised import capitalised_phrases
from assistant.ingest.language.english_times import TIME_SIGN
from assistant.prompts.wording import long_date

_NAME_PROBABILITY, _DATE_PROBABILITY = 0.4, 0.2
_PLACE_SIGN = re.compile(r"\b(?:in|at|near|from|off|outside) $")
_MAX_NAME_CHARS = 30


def topic_names(texts: Sequence[str]) -> list[tuple[str, bool]]:
    """Returns the capitalised phrases of some texts, each with whether the words before it show a place.

    Args:
        texts: The title and the first sentences of an article.
    """
    names: dict[str, bool] = {}
    for text in texts:
        for start, end in capitalised_phrases(text):
            if start and end - start <= _MAX_NAME_CHARS and not TIME_SIGN.search(text[start:end]):
                is_place = bool(_PLACE_SIGN.search(text[:start]))
                names[text[start:end]] = names.get(text[start:end], False) or is_place
    return list(names.items())


def with_topic(
    questions: tuple[str, str], names: Sequence[tuple[str, bool]], day: date | None, draw: random.Random
) -> tuple[str, str]:
    """Adds a name or a date to both questions of a pair, or leaves them as they are.

    Args:
        questions: The question and its near miss.
        names: The names of the article, as `topic_names` returns them.
        day: The day of the article.
        draw: Draws whether and what is added.
    """
    words = {word.lower() for question in questions for word in re.findall(r"\w+", question)}
    new = [named for named in names if not words & {word.lower() for word in re.findall(r"\w+", named[0])}]
    if new and draw.random() < _NAME_PROBABILITY:
        name, is_place = draw.choice(new)
        templates = ["{q} in {t}", "{q} in {t}"] if is_place else ["{q} ({t})", "{t}: {q}"]
        questions = _filled(questions, draw.choice([*templates, "{t} {q}", "{q} {t}"]), name)
    if day is not None and draw.random() < _DATE_PROBABILITY:
        month = f"{day:%B %Y}"
        templates = ["{q} in {t}", "{q}, {t}", "{t}: {q}"]
        questions = _filled(
            questions, draw.choice(templates), draw.choice([month, month, long_date(day), str(day.year)])
        )
    return questions


def _filled(questions: tuple[str, str], template: str, topic: str) -> tuple[str, str]:
    first, second = (_with(question, template, topic) for question in questions)
    return first, second


def _with(question: str, template: str, topic: str) -> str:
    """Fills a template; the question mark stays at the end, and the topic of a question in lower case is in lower case."""
    bare = question.rstrip("?")
    topic = topic.lower() if question == question.lower() else topic
    return template.format(q=bare, t=topic) + question[len(bare) :]
