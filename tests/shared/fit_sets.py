"""Two small question sets and a chat set of invented articles, whose questions all belong to the dev half."""

from itertools import count
from pathlib import Path
from typing import Any

from chat_sets import chat_question, write_chat_set
from question_sets import write_set

from assistant.eval.question_sets.question_set import half_of

_TOWN = {
    "fog": (
        "Ferry delayed",
        "The Skerry ferry was delayed by thick fog on Monday. It carried 40 pupils. Nobody was hurt.",
    ),
    "cup": ("Cup final", "Rovers won the Corran Cup by three goals to two. The match was played in heavy rain."),
    "mill": ("Mill sold", "Ines Vale bought the old paper mill for 2.4 million euros. She plans flats and a school."),
    "bus": ("New bus line", "Line 9 runs from Rope Street to the harbour every 15 minutes. A ticket costs 2 euros."),
}
_SEA = {
    "seal": (
        "Seals counted",
        "Divers counted 312 grey seals off Gannet Rock in May. The colony is twice as large as in 2015.",
    ),
    "wreck": ("Wreck found", "Students found the wreck of the schooner Hedda near Cape Ellin. It sank in 1874."),
    "kelp": ("Kelp farm", "The kelp farm of Oskar Lind employs twelve people. It exports dried kelp to Japan."),
}
_TOWN_QUESTIONS = (
    ("What delayed the Skerry ferry?", "fog", "fog"),
    ("Who won the Corran Cup?", "Rovers", "cup"),
    ("Who bought the old paper mill?", "Ines Vale", "mill"),
    ("How often does line 9 run?", "every 15 minutes", "bus"),
    ("How deep is the harbour?", None, None),
    ("Who designed the old paper mill?", None, None),
)
_SEA_QUESTIONS = (
    ("How many grey seals did the divers count?", "312", "seal"),
    ("When did the schooner Hedda sink?", "1874", "wreck"),
    ("Where is the dried kelp exported to?", "Japan", "kelp"),
    ("What does a seal weigh?", None, None),
)


def write_fit_sets(folder: Path) -> list[Path]:
    """Writes the two question sets; returns their folders."""
    return [
        _write(folder / name, articles, questions)
        for name, articles, questions in (("town", _TOWN, _TOWN_QUESTIONS), ("sea", _SEA, _SEA_QUESTIONS))
    ]


def write_town_chat_set(folder: Path) -> Path:
    """Writes a chat set over the articles of the first question set; returns its file."""
    identifiers = dev_identifiers("c")
    quotes = (
        ("what did ines vale pay for the mill", "mill", "for 2.4 million euros"),
        ("how much is a bus ticket", "bus", "A ticket costs 2 euros."),
    )
    answered = [
        chat_question(
            next(identifiers),
            text,
            as_of=None,
            answerable=True,
            must=[["euros"]],
            gold_articles=[article],
            evidence=[{"article": article, "quote": quote}],
        )
        for text, article, quote in quotes
    ]
    refused = [
        chat_question(next(identifiers), text, as_of=None) for text in ("who drives the bus", "why did rovers lose")
    ]
    return write_chat_set(folder / "chat.jsonl", [*answered, *refused])


def write_bakery_set(folder: Path, bakeries: int = 8) -> Path:
    """Writes a set about bakeries: for each, a question that its article answers and one that it does not; returns its folder."""
    names = [f"{first}{second}" for first in ("Ash", "Cor", "Fen", "Gull") for second in ("by", "low", "mere")][
        :bakeries
    ]
    texts = {
        name: (
            f"{name} bakery",
            f"The {name} bakery sells {40 + 7 * number} loaves a day.",
        )
        for number, name in enumerate(names)
    }
    answered = [
        (f"How many loaves does the {name} bakery sell a day?", str(40 + 7 * number), name)
        for number, name in enumerate(names)
    ]
    return _write(folder, texts, (*answered, *((f"Who owns the {name} bakery?", None, None) for name in names)))


def dev_identifiers(prefix: str) -> Any:
    """Yields identifiers of the dev half."""
    return (name for number in count() if half_of(name := f"{prefix}{number}") == "dev")


def _write(
    folder: Path, articles: dict[str, tuple[str, str]], questions: tuple[tuple[str, str | None, str | None], ...]
) -> Path:
    records = [
        {"id": identifier, "title": title, "text": text, "published": "2026-01-02", "source": "Post"}
        for identifier, (title, text) in articles.items()
    ]
    asked = [
        {
            "id": identifier,
            "question": text,
            "as_of": "2026-03-01",
            "answers": [answer] if answer else [],
            "answerable": answer is not None,
            "gold_articles": [article] if article else [],
        }
        for identifier, (text, answer, article) in zip(dev_identifiers("q"), questions, strict=False)
    ]
    return write_set(folder, records, asked)
