"""A small chat set about the sample articles."""

import json
from pathlib import Path
from typing import Any

from assistant import Assistant

CLOSED = "Tannery Bridge closed after inspectors find cracks"
CORRECTED = "Council corrects cost of bridge repairs to 3.1 million euros"
COST = "Bridge repairs put at 4.8 million euros"
BOAT = "Free boat will carry pupils across the Corran"
MAYOR = "Mayor Quill refuses to resign over missed bridge inspection"


def chat_question(identifier: str, question: str, **fields: Any) -> dict[str, Any]:
    """Returns a record of a chat set; an unanswerable question unless the fields say otherwise."""
    return {
        "id": identifier,
        "conversation": None,
        "turn": None,
        "as_of": "2026-03-20",
        "question": question,
        "standalone": None,
        "kind": "fact-what",
        "answerable": False,
        "yes_no": None,
        "must": [],
        "must_not": [],
        "gold_articles": [],
        "evidence": [],
        "note": None,
    } | fields


def sample_chat_set(library: Path) -> list[dict[str, Any]]:
    """Returns questions about the sample articles: a pair of twins, a conversation, a yes/no question, a newest figure."""
    with Assistant.open(library, create=False) as assistant:
        ids = {article.title: article.id for article in assistant.articles()}

    def answered(title: str, quote: str, *facts: list[str]) -> dict[str, Any]:
        return {
            "answerable": True,
            "must": list(facts),
            "gold_articles": [ids[title]],
            "evidence": [{"article": ids[title], "quote": quote}],
        }

    crack = "Two of the eight main bearings have moved, and the longest crack measures 34 centimetres"
    boat = "It leaves Tannery Quay every 20 minutes from 7 to 9 a.m."
    sum_quote = "the council said on Friday that this was wrong and that the correct figure is 3.1 million euros"
    mayor = "Dorothea Quill will not step down as mayor of Port Ashby."
    pair = [
        chat_question(
            "t1a", "how long is the longest crack in tannery bridge", **answered(CLOSED, crack, ["34 centimetres"])
        ),
        chat_question("t1m", "how deep is the longest crack in tannery bridge"),
    ]
    conversation = [
        chat_question(
            "c1-1", "Who is the mayor of Port Ashby?", conversation="c1", turn=1, **answered(MAYOR, mayor, ["Quill"])
        ),
        chat_question(
            "c1-2",
            "Did she know of the cracks?",
            conversation="c1",
            turn=2,
            standalone="Did Mayor Quill know of the cracks?",
            **answered(MAYOR, "She denied having known of any cracks.", ["denied"]),
        ),
    ]
    changed = answered(CORRECTED, sum_quote, ["3.1 million"]) | {
        "kind": "changed",
        "must_not": ["4.8 million"],
        "gold_articles": [ids[COST], ids[CORRECTED]],
    }
    return [
        *pair,
        *conversation,
        chat_question("n1", "what will the bridge repairs cost", **changed),
        chat_question(
            "y1",
            "Will Mayor Quill resign?",
            kind="yesno",
            yes_no="no",
            **answered(MAYOR, mayor, ["not step down", "serve until 2028"]),
        ),
        chat_question("w1", "how often does the pupils' boat leave", **answered(BOAT, boat, ["every 20 minutes"])),
        chat_question("u1", "What is the price of copper in Chile?"),
    ]


def write_chat_set(file: Path, records: list[dict[str, Any]]) -> Path:
    """Writes records as a chat set; returns the file."""
    file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return file
