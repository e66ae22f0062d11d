"""The thoughts of a reasoning model are neither shown nor quoted, wherever its text is cut into pieces and whatever its protocol."""

from pathlib import Path

import pytest
from llm_servers import Body, LLMServer, Says, passage_with
from sample_library import SUMMER, sample_library

from assistant import Assistant, TokenEvent
from assistant.generative.thoughts import ThoughtFilter
from assistant.settings import load_settings

THOUGHT = "Ruritania may have paid for Tannery Bridge. "


def filtered(*pieces: str) -> tuple[str, bool]:
    thoughts = ThoughtFilter()
    text = "".join(map(thoughts.feed, pieces)) + thoughts.finish()
    return text.strip("\n"), thoughts.has_thoughts


@pytest.mark.parametrize("name", ["think", "Thinking", "thought", "reasoning"])
def test_a_thought_is_removed_wherever_the_text_is_cut(name: str) -> None:
    text = f"<{name}>Is 3 < 4? I think so.</{name}>\n\nIt reopened on Saturday. [1]"
    for cut in range(len(text)):
        assert filtered(text[:cut], text[cut:]) == ("It reopened on Saturday. [1]", True)
    assert filtered(*text) == ("It reopened on Saturday. [1]", True)


def test_text_without_thoughts_stays_as_it_is() -> None:
    for text in ("5 < 6 and <b>7</b>.", "It ends with <thi", "I think so.", ""):
        assert filtered(*text) == (text, False)


def test_an_unfinished_thought_is_dropped() -> None:
    assert filtered("It is so. ", "<think>or is it") == ("It is so. ", True)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_library(tmp_path_factory.mktemp("thoughts"))


def reopened(body: Body) -> str:
    return f"Tannery Bridge reopened at 6 a.m. on Saturday [{passage_with(body, '6 a.m. on Saturday')}]."


def thinking_aloud(body: Body) -> str:
    return f"<think>{THOUGHT}</think>{reopened(body)}"


@pytest.mark.parametrize(
    ("llm", "variables", "behaviour"),
    [
        ("{root}/v1#tiny", {}, Says(thinking_aloud)),
        ("{root}/v1#tiny", {}, Says(reopened, thoughts=THOUGHT)),
        ("ollama/tiny", {"OLLAMA_HOST": "{root}"}, Says(reopened, thoughts=THOUGHT)),
        (
            "anthropic/tiny",
            {"ANTHROPIC_BASE_URL": "{root}", "ANTHROPIC_API_KEY": "k"},
            Says(reopened, thoughts=THOUGHT),
        ),
    ],
)
def test_thoughts_in_tags_or_in_the_field_of_the_protocol_are_not_shown(
    library: Path,
    llm: str,
    variables: dict[str, str],
    behaviour: Says,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with LLMServer(behaviour) as server:
        for name, value in variables.items():
            monkeypatch.setenv(name, value.format(root=server.root))
        settings = load_settings(library=library, llm=llm.format(root=server.root))
        with Assistant.open(settings=settings) as assistant:
            events = list(assistant.stream("When did Tannery Bridge reopen?", as_of=SUMMER))
    answer = events[-1].answer  # type: ignore[union-attr]
    assert answer.notice == ""
    assert [statement.text for statement in answer.statements] == ["Tannery Bridge reopened at 6 a.m. on Saturday."]
    assert "Ruritania" not in "".join(event.text for event in events if isinstance(event, TokenEvent))


@pytest.mark.parametrize("behaviour", [Says("<think>On and on"), Says("", thoughts=THOUGHT)])
def test_a_model_that_only_thinks_is_replaced_by_quotes_with_advice(library: Path, behaviour: Says) -> None:
    with (
        LLMServer(behaviour) as server,
        Assistant.open(settings=load_settings(library=library, llm=server.setting)) as assistant,
    ):
        answer = assistant.ask("When did Tannery Bridge reopen?", as_of=SUMMER)
    assert answer.answerer == "extractive"
    assert "raise llm_answer_tokens" in answer.notice
