"""With a language model set, it completes follow-ups; what it makes up, and what goes wrong, leaves them to the rules."""

from pathlib import Path

import pytest
from llm_servers import Fails, LLMServer, Says
from sample_library import SUMMER, sample_library

from assistant import Answer, Assistant, Conversation
from assistant.settings import load_settings

FIRST = "When was Tannery Bridge closed?"
FOLLOW_UP = "And when did it reopen?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_library(tmp_path_factory.mktemp("samples"))


def second(library: Path, *rest: object, question: str = FOLLOW_UP) -> tuple[Answer, LLMServer]:
    """The answer to a second question, the first having been answered with NOT_FOUND; `rest` is what the model does after that."""
    with LLMServer(Says("NOT_FOUND"), *rest) as server:  # type: ignore[arg-type]
        settings = load_settings(library=library, llm=server.setting, llm_timeout_seconds=5)
        with Assistant.open(settings=settings) as assistant:
            conversation = Conversation()
            assistant.ask(FIRST, as_of=SUMMER, conversation=conversation)
            return assistant.ask(question, as_of=SUMMER, conversation=conversation), server


def test_the_model_puts_in_what_the_follow_up_leaves_out(library: Path) -> None:
    answer, server = second(library, Says('"When did Tannery Bridge reopen?"\nIt reopened in May.'), Says("NOT_FOUND"))
    assert answer.standalone_question == "When did Tannery Bridge reopen?"
    assert answer.question == FOLLOW_UP
    prompt = server.bodies[1]["messages"][0]["content"]
    assert FIRST in prompt
    assert prompt.index(FIRST) < prompt.index(FOLLOW_UP)


@pytest.mark.parametrize(
    "written",
    ["When did the Golden Gate Bridge reopen?", "Tannery Bridge reopened at 6 a.m.", "", "Was Tannery Bridge closed?"],
)
def test_what_it_makes_up_or_leaves_out_is_not_asked(library: Path, written: str) -> None:
    answer, _ = second(library, Says(written), Says("NOT_FOUND"))
    assert answer.standalone_question != written
    assert "Tannery Bridge" in answer.standalone_question
    assert "reopen" in answer.standalone_question


def test_where_it_fails_the_rules_complete_the_question(library: Path) -> None:
    answer, _ = second(library, Fails(400), Says("NOT_FOUND"))
    assert "Tannery Bridge" in answer.standalone_question


def test_a_question_that_stands_alone_is_not_given_to_it(library: Path) -> None:
    answer, server = second(library, Says("NOT_FOUND"), question="How many people were rescued from the Marigold?")
    assert answer.standalone_question == "How many people were rescued from the Marigold?"
    assert len(server.bodies) == 2  # one request an answer
