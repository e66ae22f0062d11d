"""Promises about names in questions: the articles' spelling is searched for, and nothing else is changed."""

import json
from collections.abc import Iterator
from datetime import date

import pytest

from assistant import Assistant
from assistant.questions.question import parse_question
from assistant.retrieval.name_spelling import with_known_names

DAY = date(2026, 4, 1)
RECORDS = [
    (
        "Ferry to Ængsholm resumes",
        "The ferry to Ængsholm resumes on Friday, captain Bjørn Sjöström said. It carries 80 cars.",
    ),
    (
        "Painter honoured",
        "The painter Jadwiga Żółkiewska received the medal of the town of Świdnik on Sunday for her harbour scenes.",
    ),
    (
        "Cooks compete",
        "Nora O’Brannigan, whose kitchen has 40 square metres, and Omar al-Safadi cooked for 300 guests. A shot was heard.",
    ),
    (
        "Reception at the library",
        "The library holds a reception for its readers. A visitor asked about receipts and refunds.",
    ),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("names")
    lines = [json.dumps({"title": title, "text": text, "date": "2026-03-20"}) for title, text in RECORDS]
    (folder / "news.jsonl").write_text("\n".join(lines), "utf-8")
    with Assistant.open(folder / "library") as opened:
        opened.ingest([str(folder / "news.jsonl")])
        yield opened


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("When does the ferry to Aengsholm resume?", "When does the ferry to Ængsholm resume?"),
        ("Is captain Sjostrom on the ferry?", "Is captain Sjostrom on the ferry?"),
        ("What medal did Zolkiewska receive?", "What medal did Żółkiewska receive?"),
        ("what medal did jadwiga zolkievska receive", "what medal did jadwiga Żółkiewska receive"),
        ("Who was honoured in Swidnik?", "Who was honoured in Swidnik?"),
        ("How large is the kitchen of OBrannigan?", "How large is the kitchen of O’Brannigan?"),
        ("what did alsafadi cook", "what did al-Safadi cook"),
        ("What did Adele Alshot receive?", "What did Adele Alshot receive?"),
        ("What did the painter Zolkowitz receive?", "What did the painter Zolkowitz receive?"),
        ("i lost the reciept, what now", "i lost the reciept, what now"),
    ],
)
def test_only_names_that_no_article_spells_like_this_are_replaced(
    assistant: Assistant, typed: str, searched: str
) -> None:
    question = parse_question(typed, DAY)
    assert with_known_names(question, assistant.library.catalog).text == searched


def test_the_answer_shows_what_was_searched_for(assistant: Assistant) -> None:
    answer = assistant.ask("When does the ferry to Aengsholm resume?", as_of=DAY)
    assert answer.status == "answered"
    assert answer.standalone_question == "When does the ferry to Ængsholm resume?"
    assert answer.question == "When does the ferry to Aengsholm resume?"
