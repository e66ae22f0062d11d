"""An answer leads with yes or no only if the sentence certainly says so."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.cli.rendering.answer import answer_lines
from assistant.extractive.yes_no import yes_or_no
from assistant.web.chat.answer_view import whole_answer

SAMPLES = Path(__file__).parents[2] / "assistant" / "samples"


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Is a Lavrov–Kerry meeting planned?", "A Lavrov–Kerry meeting is planned for Monday.", "yes"),
        ("Is a meeting of both ministers planned?", "No meeting is planned.", None),
        ("Will Mayor Quill resign?", "Mayor Quill will not resign, she said.", "no"),
        ("Will Mayor Quill resign?", "Mayor Quill will resign in May.", "yes"),
        ("Did Rovers beat Saltmarsh United?", "Rovers beat Saltmarsh United 3–2 on Saturday.", "yes"),
        (
            "Is the Petrel the same as the Gull ferry?",
            "The Petrel, also known as the Gull ferry, sails at nine.",
            "yes",
        ),
        ("Is the Petrel the same as the Gull ferry?", "The Petrel is not the same as the Gull ferry.", "no"),
    ],
)
def test_the_verdict_of_a_certain_sentence(question: str, sentence: str, expected: str | None) -> None:
    assert yes_or_no(question, [sentence]) == expected


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Will Mayor Quill resign?", "Mayor Quill may resign in May."),
        ("Will Mayor Quill resign?", "Asked whether Mayor Quill will resign, the clerk shrugged."),
        ("Will Mayor Quill resign?", "Mayor Quill refused to resign."),
        ("Did Mayor Quill resign?", "Mayor Quill will resign in May."),
        ("Did Rovers beat Saltmarsh United?", "Saltmarsh United beat Rovers 3–2 on Saturday."),
        ("Do all ferries sail on Sunday?", "Ferries sail on Sunday."),
        ("Is the Petrel a ferry?", "The Petrel left the harbour at nine."),
        ("Is the Petrel the same as the Gull?", "The Petrel and the Gull sail at nine."),
    ],
)
def test_there_is_no_verdict_if_a_word_may_change_the_meaning(question: str, sentence: str) -> None:
    assert yes_or_no(question, [sentence]) is None


def test_there_is_no_verdict_if_the_sentences_say_both() -> None:
    both = ["Mayor Quill will resign.", "Mayor Quill will not resign."]
    assert yes_or_no("Will Mayor Quill resign?", both) is None


@given(st.text(max_size=120), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_can_be_judged(question: str, sentences: list[str]) -> None:
    assert yes_or_no(question, sentences) in {"yes", "no", None}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("samples")) as assistant:
        assert not assistant.ingest(SAMPLES).failed
        yield assistant


def test_an_answer_leads_with_yes_apart_from_its_exact_quote(samples: Assistant) -> None:
    answer = samples.ask("Did Port Ashby Rovers beat Saltmarsh United?", as_of=date(2026, 7, 1))
    first = answer.citations[0]
    assert answer.lead == "yes"
    assert answer.text.startswith(f"Yes: {answer.statements[0].text} [1]")
    assert answer.statements[0].text == first.quote == samples.article(first.article_id).text[first.start : first.end]
    shown = ["".join(piece.text for piece in line) for line in answer_lines(answer)]
    assert shown[:2] == ["Yes:", f"{first.quote} [1]"]
    assert '<p class="lead">Yes:</p>' in whole_answer(answer, "")


def test_a_question_of_another_kind_has_no_lead(samples: Assistant) -> None:
    assert samples.ask("Who beat Saltmarsh United?", as_of=date(2026, 7, 1)).lead is None


def test_what_is_only_expected_is_no_yes_to_a_question_whether_it_was_done(tmp_path: Path) -> None:
    text = "The ferry line Corran Sail is preparing to file for bankruptcy, its director said on Monday."
    (tmp_path / "line.txt").write_text(text)
    question = "Has the ferry line Corran Sail filed for bankruptcy?"
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.ingest(tmp_path / "line.txt")
        answer = assistant.ask(question)
        assert answer.citations[0].quote == text
        assert answer.lead != "yes"
        (tmp_path / "line.txt").write_text(text.replace("is preparing to file", "filed"))
        assistant.ingest(tmp_path / "line.txt")
        assert assistant.ask(question).lead == "yes"
