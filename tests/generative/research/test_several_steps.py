"""A question that needs several steps: the model looks things up with tools, each step is shown, and the answer is verified like any other."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from cli_runs import run
from llm_answers import ask_scripted, opened
from llm_servers import Body, Calls, Fails, Hangs, LLMServer, Says, passage_with
from sample_library import SUMMER, sample_library

from assistant import StepEvent
from assistant.api.answer_responses import answer_events
from assistant.conversations.store import ConversationStore
from assistant.web.chat.answering import QuestionRequest, answer_question
from assistant.web.chat.session import Session
from assistant.web.chat.turn_view import reply_view

QUESTION = "Which was earlier, the closing of Tannery Bridge or the final of the Corran Cup?"
PLAIN = "When did Tannery Bridge reopen?"
CLOSED = Calls("ask", {"question": "When was Tannery Bridge closed?"})
FINAL = Calls("search", {"question": "Who won the Corran Cup?", "as_of": "2026-05-01", "sources": ["the harbour post"]})
DONE = Says("DONE")


def verdict(body: Body) -> str:
    cup = passage_with(body, "Corran Cup")
    return f"Rovers won the Corran Cup [{cup}]."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_library(tmp_path_factory.mktemp("samples"))


ask = partial(ask_scripted, question=QUESTION)


def results(server: LLMServer) -> list[str]:
    """What the tools returned to the model, as far as the last request with tools contains it."""
    *_, body = (body for body in server.bodies if body.get("tools"))
    return [str(message["content"]) for message in body["messages"] if message["role"] == "tool"]


@pytest.mark.parametrize(
    ("llm", "variables"),
    [
        ("openai/tiny", {"OPENAI_BASE_URL": "{root}/v1", "OPENAI_API_KEY": "sk-test-1"}),
        ("anthropic/tiny", {"ANTHROPIC_BASE_URL": "{root}", "ANTHROPIC_API_KEY": "sk-test-1"}),
        ("ollama/tiny", {"OLLAMA_HOST": "{root}"}),
    ],
)
def test_each_step_is_shown_as_it_happens_with_every_provider(
    library: Path, llm: str, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with LLMServer(CLOSED, FINAL, DONE, Says(verdict)) as server:
        for name, value in variables.items():
            monkeypatch.setenv(name, value.format(root=server.root))
        with opened(library, llm, llm_prices=(1.0, 10.0)) as assistant:
            seen: list[tuple[str, int]] = []
            for event in assistant.stream(QUESTION, as_of=SUMMER):
                if isinstance(event, StepEvent):
                    seen.append((event.step.request, len(server.bodies)))
    answer = event.answer
    # Each step was shown before the model was asked for the next one.
    assert seen == [
        ("When was Tannery Bridge closed?", 1),
        ("Who won the Corran Cup? (until 1 May 2026; The Harbour Post)", 2),
    ]
    assert [step.number for step in answer.steps] == [1, 2]
    assert all(step.found for step in answer.steps)
    assert [(statement.text, statement.supported) for statement in answer.statements] == [
        ("Rovers won the Corran Cup.", True)
    ]
    assert "Rovers" in answer.citations[0].quote
    assert answer.usage is not None
    assert answer.usage.calls == 4
    assert answer.usage.cost == pytest.approx(sum((11 * 1.0 + 7 * 10.0) / 1e6 for _ in range(4)))
    # What the tools found came back to the model, and the answer was written without tools.
    assert "3 March" in str(server.bodies[1]["messages"])
    assert [bool(body.get("tools")) for body in server.bodies] == [True, True, True, False]


def test_a_plain_question_costs_no_further_call(library: Path) -> None:
    answer, server = ask(library, Says("It reopened at 6 a.m. on Saturday [1]."), question=PLAIN)
    assert answer.steps == ()
    assert len(server.bodies) == 1
    assert "tools" not in server.bodies[0]


def test_no_more_steps_are_taken_than_set_and_the_answer_comes_anyway(library: Path) -> None:
    answer, server = ask(library, CLOSED, FINAL, Says(verdict), llm_steps=2)
    assert len(answer.steps) == 2
    assert len(server.bodies) == 3
    assert answer.statements[0].supported
    answer, server = ask(library, Says(verdict), llm_steps=0)
    assert answer.steps == ()
    assert "tools" not in server.bodies[0]


def test_a_model_that_takes_too_long_for_its_steps_is_asked_for_the_answer(library: Path) -> None:
    answer, server = ask(library, FINAL, Hangs(), Says(verdict), llm_steps_seconds=2.0)
    assert len(answer.steps) == 1
    assert server.client_gone.is_set()
    assert answer.statements[0].supported


def test_a_server_that_refuses_tools_is_asked_without_them_from_then_on(library: Path) -> None:
    with (
        LLMServer(Fails(400, message="tools need --jinja"), Says("Nothing [1].")) as server,
        opened(library, server.setting) as assistant,
    ):
        assert assistant.ask(QUESTION, as_of=SUMMER).steps == ()
        assistant.ask(QUESTION, as_of=SUMMER)
        assert [bool(body.get("tools")) for body in server.bodies].count(True) == 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (Calls("look", {"question": "x"}), "There is no tool look"),
        (Calls("ask", {"query": "x"}), "The arguments are wrong: question"),
        (Calls("ask", {"question": "Who?", "sources": ["No Paper"]}), "no article is from 'No Paper'"),
        (Calls("read_article", {"article_id": "none"}), "there is no article none"),
        (Calls("ask", {"question": "What is the price of copper in Chile?"}), "The articles do not say."),
    ],
)
def test_what_is_wrong_with_a_call_is_told_to_the_model_and_what_it_was_to_look_up_to_the_user(
    library: Path, call: Calls, said: str
) -> None:
    answer, server = ask(library, call, DONE, Says(verdict))
    (result,) = results(server)
    assert said.lower() in result.lower()
    (step,) = answer.steps
    assert step.found == 0
    assert step.request in call.arguments.values()


def test_a_step_uses_no_article_that_the_question_may_not_use(library: Path) -> None:
    late = Calls("search", {"question": "When did Tannery Bridge reopen?", "as_of": "2026-12-01"})
    with LLMServer(late, DONE, Says("Nothing [1].")) as server, opened(library, server.setting) as assistant:
        reopened = assistant.search(PLAIN, as_of=SUMMER).hits[0].article
        read = Calls("read_article", {"article_id": reopened.id})
        assert reopened.published is not None
        answer = assistant.ask(QUESTION, as_of=reopened.published.date().replace(month=3, day=4))
        assert "6 a.m. on Saturday" not in results(server)[0]
        assert answer.steps[0].request == PLAIN
    with LLMServer(read, DONE, Says("Nothing [1].")) as server, opened(library, server.setting) as assistant:
        assistant.ask(QUESTION, as_of=reopened.published.date().replace(month=3, day=4))
        assert "there is no article" in results(server)[0]
        server.bodies.clear()
    with LLMServer(read, DONE, Says("Nothing [1].")) as server, opened(library, server.setting) as assistant:
        answer = assistant.ask(QUESTION, as_of=SUMMER)
        assert "6 a.m. on Saturday" in results(server)[0]
        assert answer.steps[0].request == reopened.title


def test_a_comparison_that_no_article_makes_is_not_confirmed(library: Path) -> None:
    def concluded(body: Body) -> str:
        bridge, cup = passage_with(body, "Tannery Bridge"), passage_with(body, "Corran Cup")
        return f"{verdict(body)} Tannery Bridge was closed earlier than the Corran Cup final [{bridge}][{cup}]."

    answer, _ = ask(library, CLOSED, FINAL, DONE, Says(concluded))
    assert [statement.supported for statement in answer.statements] == [True, False]


def test_the_page_shows_each_step_as_it_happens_and_keeps_them_above_the_answer(library: Path) -> None:
    session, asked = Session(), QuestionRequest(QUESTION, "2026-07-01")
    with (
        LLMServer(CLOSED, FINAL, DONE, Says(verdict)) as server,
        opened(library, server.setting) as assistant,
        ConversationStore(library) as store,
    ):
        shown = [reply_view(session.turns[-1]) for _ in answer_question(assistant, store, "", session, asked)]
    counts = [reply.count("Looked up: ") for reply in shown]
    assert counts == sorted(counts)
    assert {1, 2} <= set(counts)
    assert shown[-1].index("Looked up: ") < shown[-1].index("Rovers won the Corran Cup.")


def test_the_stream_of_the_api_names_each_step(library: Path) -> None:
    with LLMServer(CLOSED, DONE, Says(verdict)) as server, opened(library, server.setting) as assistant:

        async def events() -> bytes:
            stream = assistant.astream(QUESTION, as_of=SUMMER)
            return b"".join([event async for event in answer_events(stream)])

        sent = asyncio.run(events()).decode()
    assert 'event: step\ndata: {"step":{"number":1,"tool":"ask","request":"When was Tannery Bridge closed?"' in sent
    assert sent.index("event: step") < sent.index("event: token") < sent.index("event: answer")


def test_the_terminal_shows_the_steps(library: Path, tmp_path: Path) -> None:
    with LLMServer(CLOSED, FINAL, DONE, Says(verdict)) as server:
        arguments = ("ask", QUESTION, "--library", library, "--as-of", "2026-07-01")
        shown = run(*arguments, cwd=tmp_path, ASSISTANT_LLM=server.setting)
    assert "Looked up: When was Tannery Bridge closed? — 1 passage" in shown.out
