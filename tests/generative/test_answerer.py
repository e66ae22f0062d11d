"""With a language model, the answer is its own words with each sentence verified; if the model fails, the user gets an honest answer."""

import logging
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from cli_runs import run
from llama_server import LlamaServer, smollm_file
from llm_answers import ask_scripted, opened
from llm_servers import Body, Fails, Hangs, LLMServer, NeverEnds, Says, passage_with, prompt_text
from sample_library import SUMMER, sample_library

from assistant import Answer, AnswerEvent, Assistant, Conversation, NoticeEvent, StatementEvent, TokenEvent
from assistant.conversations.store import ConversationStore
from assistant.web.chat.answering import QuestionRequest, answer_question
from assistant.web.chat.session import Session
from assistant.web.chat.turn_view import reply_view

QUESTION = "When did Tannery Bridge reopen?"
UNCERTAIN = "What does the ferry cost?"  # the QA model is fairly sure that the articles tell it, but not certain
UNKNOWN = "What is the price of copper in Chile?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_library(tmp_path_factory.mktemp("samples"))


ask = partial(ask_scripted, question=QUESTION)


def reopened(body: Body) -> str:
    return f"Tannery Bridge reopened at 6 a.m. on Saturday [{passage_with(body, '6 a.m. on Saturday')}]."


def assert_quoted_instead(answer: Answer, *said: str) -> None:
    assert answer.answerer == "extractive"
    assert answer.status == "answered"
    assert "6 a.m. on Saturday" in answer.text
    assert all(statement.supported for statement in answer.statements)
    assert answer.notice.startswith("Quoted from the articles, because ")
    assert "\n" not in answer.notice
    for words in said:
        assert words in answer.notice


def test_a_sentence_of_the_model_is_cited_to_the_very_sentence_that_says_it(library: Path) -> None:
    answer, server = ask(library, Says(reopened))
    assert answer.answerer == f"tiny at 127.0.0.1:{server.root.rsplit(':', 1)[1]}"
    assert [(statement.text, statement.citations, statement.supported) for statement in answer.statements] == [
        ("Tannery Bridge reopened at 6 a.m. on Saturday.", (1,), True)
    ]
    (citation,) = answer.citations
    assert "6 a.m. on Saturday" in citation.quote
    assert citation.quote.count(". ") == 0 or len(citation.quote) < 300
    with Assistant.open(library) as assistant:
        assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert answer.notice == ""
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (11, 7)


def test_instructions_come_first_and_the_question_last(library: Path) -> None:
    _, server = ask(library, Says(reopened))
    system, user = server.bodies[0]["messages"]
    assert system["role"] == "system"
    assert "{" not in system["content"]
    assert user["content"].index("<passage") < user["content"].index("1 July 2026") < user["content"].index(QUESTION)


def test_words_come_as_they_are_written_and_the_stream_ends_with_the_answer(library: Path) -> None:
    with LLMServer(Says(reopened)) as server, opened(library, server.setting) as assistant:
        events = list(assistant.stream(QUESTION, as_of=SUMMER))
    written = [event.text for event in events if isinstance(event, TokenEvent)]
    assert len(written) > 3
    assert "".join(written).startswith("Tannery Bridge reopened")
    assert isinstance(events[-1], AnswerEvent)
    assert tuple(e.statement for e in events if isinstance(e, StatementEvent)) == events[-1].answer.statements


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Tannery Bridge reopened at 7 a.m. on Saturday [{n}].", "number"),
        ("Tannery Bridge reopened on 24 June [{n}].", "date"),
        ("Ruritania paid for the repair of Tannery Bridge [{n}].", "name"),
    ],
)
def test_a_sentence_that_its_source_does_not_say_is_marked(library: Path, text: str, fault: str) -> None:
    def both(body: Body) -> str:
        return f"{reopened(body)} {text.format(n=passage_with(body, '6 a.m. on Saturday'))}"

    answer, _ = ask(library, Says(both))
    assert [statement.supported for statement in answer.statements] == [True, False], fault
    assert answer.text.endswith("(not confirmed)")
    strict, _ = ask(library, Says(both), strict=True)
    assert [statement.supported for statement in strict.statements] == [True]


def test_a_citation_that_does_not_exist_counts_for_nothing_and_the_right_one_is_found(library: Path) -> None:
    answer, _ = ask(library, Says("Tannery Bridge reopened at 6 a.m. on Saturday [99]."))
    assert answer.statements[0].supported
    assert "6 a.m. on Saturday" in answer.citations[0].quote


def test_a_sentence_without_a_citation_gets_one_if_a_passage_backs_it(library: Path) -> None:
    answer, _ = ask(library, Says("Tannery Bridge reopened at 6 a.m. on Saturday."))
    assert answer.statements[0].citations == (1,)
    assert answer.statements[0].supported


def test_an_answer_of_which_nothing_is_confirmed_is_replaced_by_quotes(library: Path) -> None:
    answer, _ = ask(library, Says("Tannery Bridge will never reopen, said the Duke of Ruritania [1]."))
    assert_quoted_instead(answer, "not confirmed by the articles")


def test_the_model_may_say_that_the_articles_do_not_say(library: Path) -> None:
    for text in ("NOT_FOUND", "The passages do not say what it costs."):
        answer, server = ask(library, Says(text), question=UNCERTAIN)
        assert "NOT_FOUND" in prompt_text(server.bodies[0])
        assert answer.status == "not_found"
        assert answer.notice == ""


def test_a_model_that_finds_no_answer_where_the_qa_model_is_certain_is_replaced_by_quotes(library: Path) -> None:
    answer, server = ask(library, Says("The passages do not say when it reopened."))
    assert "NOT_FOUND" not in prompt_text(server.bodies[0])
    assert_quoted_instead(answer, "found no answer")


def test_a_question_that_the_articles_do_not_answer_is_reworded_once_and_then_refused(library: Path) -> None:
    answer, server = ask(library, Says("How much does copper cost in Chile?\nAnswer: 9 dollars"), question=UNKNOWN)
    assert answer.status == "not_found"
    (body,) = server.bodies
    assert UNKNOWN in prompt_text(body)
    assert "<passage" not in prompt_text(body)


def test_the_nearest_quote_is_shown_if_the_articles_or_the_model_do_not_answer(library: Path) -> None:
    near_miss = "Who painted Tannery Bridge when it reopened?"
    for question, text in ((near_miss, "Who painted the bridge?"), (UNCERTAIN, "NOT_FOUND")):
        answer, _ = ask(library, Says(text), question=question)
        assert answer.status == "not_found"
        assert answer.nearest is not None
        assert ("ticket" if question == UNCERTAIN else "Tannery Bridge") in answer.nearest.quote
        assert "The nearest statement, which is not an answer" in answer.text


def test_the_model_reads_the_sentences_that_answer_and_what_they_probably_say(library: Path) -> None:
    _, server = ask(library, Says(reopened))
    prompt = prompt_text(server.bodies[0])
    assert f"Passage {passage_with(server.bodies[0], '6 a.m. on Saturday')} probably answers" in prompt
    assert len(prompt.split()) < 600


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (Fails(500), "its server failed"),
        (Fails(401, message="bad key sk-secret-123"), "key"),
        (Fails(404), "no such model"),
        (Fails(500, message="CUDA error: out of memory"), "out of memory"),
        (Says(""), "wrote nothing"),
        (Says("[1]"), "not confirmed"),
        (Says("Die Brücke wurde nach zwölf langen Wochen wieder freigegeben [1]."), "not confirmed"),
        (Says("I'm sorry, but I can't help with that."), "refused"),
        (Says("", then="broken"), "cannot be read"),
    ],
)
def test_whatever_goes_wrong_the_reader_gets_quotes_and_one_honest_line(
    library: Path, behaviour: object, said: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    answer, _ = ask(library, behaviour)
    assert_quoted_instead(answer, said)
    assert "sk-secret" not in answer.model_dump_json() + caplog.text


def test_a_model_that_says_nothing_for_too_long_is_given_up(library: Path) -> None:
    answer, _ = ask(library, Hangs(), llm_timeout_seconds=0.2)
    assert_quoted_instead(answer, "too long")


def test_a_server_that_is_not_there_is_said_to_be_so(library: Path) -> None:
    with opened(library, "http://127.0.0.1:9/v1#tiny") as assistant:
        assert_quoted_instead(assistant.ask(QUESTION, as_of=SUMMER), "nothing answers")


def test_too_many_requests_are_tried_again_after_as_long_as_the_server_asks(
    library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer, server = ask(library, Fails(429, {"retry-after": "0.05"}), Fails(503), Says(reopened))
    assert answer.statements[0].supported
    assert answer.notice == ""
    assert len(server.bodies) == 3
    assert "too many requests" in caplog.text


def test_an_answer_that_breaks_off_keeps_what_was_confirmed(library: Path) -> None:
    def half(body: Body) -> str:
        return f"{reopened(body)} A second sentence was just being wri"

    with LLMServer(Says(half, then="broken"), Says(reopened)) as server, opened(library, server.setting) as assistant:
        chat = Conversation()
        answer = assistant.ask(QUESTION, as_of=SUMMER, conversation=chat)
        assert [statement.supported for statement in answer.statements] == [True]
        assert answer.notice.startswith("The answer stops here: ")
        assert assistant.ask(QUESTION, as_of=SUMMER, conversation=chat).notice == ""


def test_an_answer_cut_off_before_anything_is_confirmed_starts_over_with_quotes(library: Path) -> None:
    with (
        LLMServer(Says("Tannery Bridge, some say, was", then="broken")) as server,
        opened(library, server.setting) as assistant,
    ):
        events = list(assistant.stream(QUESTION, as_of=SUMMER))
    (notice,) = [event for event in events if isinstance(event, NoticeEvent)]
    assert notice.starts_over
    assert isinstance(events[-1], AnswerEvent)
    assert_quoted_instead(events[-1].answer)


@pytest.mark.parametrize("text", ["The bridge is a bridge and ", "It is so. "])
def test_endless_repetition_is_stopped(library: Path, text: str) -> None:
    with LLMServer(NeverEnds(text)) as server, opened(library, server.setting) as assistant:
        assert_quoted_instead(assistant.ask(QUESTION, as_of=SUMMER), "repeated itself")
        assert server.client_gone.wait(20)


def test_leaving_the_stream_stops_the_model(library: Path) -> None:
    with (
        LLMServer(Says("One word and another word then", then="hangs")) as server,
        opened(library, server.setting) as assistant,
    ):
        with closing(assistant.stream(QUESTION, as_of=SUMMER)) as events:  # type: ignore[type-var]
            assert any(isinstance(event, TokenEvent) for event in events)
        assert server.client_gone.wait(20)


def test_passages_are_left_out_whole_where_the_context_is_small(
    library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        _, server = ask(library, Says(reopened), llm_context=520, llm_answer_tokens=100)
    shown = prompt_text(server.bodies[0]).count("</passage>")
    assert 1 <= shown < 3
    assert f"{3 - shown} of 3 passages left out" in caplog.text


def test_what_an_answer_costs_is_said_where_prices_are_set(library: Path) -> None:
    answer, _ = ask(library, Says(reopened), llm_prices=(1.0, 10.0))
    assert answer.usage is not None
    assert answer.usage.cost == pytest.approx((11 * 1.0 + 7 * 10.0) / 1e6)


@pytest.mark.parametrize(
    ("llm", "variables"),
    [
        ("openai/tiny", {"OPENAI_BASE_URL": "{root}/v1", "OPENAI_API_KEY": "sk-test-1"}),
        ("anthropic/tiny", {"ANTHROPIC_BASE_URL": "{root}", "ANTHROPIC_API_KEY": "sk-test-1"}),
        ("ollama/tiny", {"OLLAMA_HOST": "{root}"}),
    ],
)
def test_each_provider_is_spoken_to_in_its_own_protocol(
    library: Path, llm: str, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with LLMServer(Says(reopened)) as server:
        for name, value in variables.items():
            monkeypatch.setenv(name, value.format(root=server.root))
        with opened(library, llm) as assistant:
            answer = assistant.ask(QUESTION, as_of=SUMMER)
    assert answer.notice == ""
    assert answer.answerer == llm
    assert answer.statements[0].supported
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (11, 7)
    if "sk-test-1" in variables.values():
        sent = server.headers[0]
        assert "sk-test-1" in sent.get("authorization", "") + sent.get("x-api-key", "")


@pytest.mark.parametrize("llm", ["openai/tiny", "anthropic/tiny"])
def test_a_missing_key_is_named_by_its_variable(library: Path, llm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with opened(library, llm) as assistant:
        assert_quoted_instead(assistant.ask(QUESTION, as_of=SUMMER), "needs a key")


def test_the_terminal_shows_the_honest_line_and_the_mark(library: Path, tmp_path: Path) -> None:
    def doubtful(body: Body) -> str:
        return f"{reopened(body)} Ruritania paid for it [{passage_with(body, '6 a.m. on Saturday')}]."

    arguments = ("ask", QUESTION, "--library", library, "--as-of", "2026-07-01")
    with LLMServer(Says(doubtful)) as server:
        marked = run(*arguments, cwd=tmp_path, ASSISTANT_LLM=server.setting)
    assert "(not confirmed by its source)" in marked.out
    refused = run(*arguments, cwd=tmp_path, ASSISTANT_LLM="http://127.0.0.1:9/v1#tiny")
    assert refused.code == 0
    assert "Quoted from the articles, because" in refused.out
    assert "6 a.m. on Saturday" in refused.out


def test_the_page_shows_words_as_they_come_the_honest_line_and_the_mark(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.web.chat.answering._SECONDS_BETWEEN_TOKENS", 0)

    def replies(assistant: Assistant) -> list[str]:
        session, asked = Session(), QuestionRequest(QUESTION, "2026-07-01")
        with ConversationStore(library) as store:
            return [reply_view(session.turns[-1]) for _ in answer_question(assistant, store, "", session, asked)]

    with (
        LLMServer(Says(reopened), Says("Ruritania <b>paid</b> for it [1].")) as server,
        opened(library, server.setting) as assistant,
    ):
        shown = replies(assistant)
        assert any("Tannery Bridge reopened" in reply and "cards" not in reply for reply in shown[:-1])
        assert "not confirmed" not in shown[-1]
        void = replies(assistant)
    assert "<b>" not in "".join(void)
    assert any("Ruritania" in reply for reply in void[:-1])
    assert "Ruritania" not in void[-1]
    assert "Quoted from the articles, because" in void[-1]


def test_a_model_in_this_very_process_answers_or_the_articles_are_quoted(library: Path) -> None:
    smollm = smollm_file()
    with opened(library, f"gguf:{smollm}", llm_passages=1, llm_answer_tokens=24) as assistant:
        answer = assistant.ask(QUESTION, as_of=SUMMER)
        timeline = assistant.ask("Give me a timeline of Tannery Bridge", as_of=SUMMER)
    # A model this small is not asked for an overview.
    assert timeline.answerer == "extractive"
    assert len(timeline.statements) > 1
    assert "too small for an overview" in timeline.notice
    assert timeline.usage is None
    assert answer.usage is not None
    assert answer.usage.prompt_tokens > 150
    assert answer.answerer in {f"gguf/{smollm.name}", "extractive"}
    assert (answer.answerer == "extractive") == bool(answer.notice)
    supported = {number for statement in answer.statements if statement.supported for number in statement.citations}
    assert supported <= {citation.number for citation in answer.citations}


SUMMARISE = "Summarise the article about Tannery Bridge repair"


def test_a_models_summary_holds_what_the_article_confirms_and_nothing_else(library: Path) -> None:
    said = "The bridge repair of the century is celebrated in Ruritania. "

    def summary(body: Body) -> str:
        text = prompt_text(body)
        assert text.index("<article") < text.index("Summary:")
        lead = text.split("\n</article>")[0].split("\n")[-1]
        return said + lead.split(". ")[0] + "."

    answer, _ = ask(library, Says(summary), question=SUMMARISE)
    head, *sentences = answer.statements
    assert head.text.endswith("summarised:")
    assert sentences
    assert all(sentence.supported and sentence.citations for sentence in sentences)
    assert "Ruritania" not in answer.text
    assert answer.answerer == "library"
    assert answer.usage is not None
    with Assistant.open(library) as assistant:
        for citation in answer.citations:
            assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("behaviour", [Fails(404), Says("Ruritania has won the war of the bridges."), Says("")])
def test_where_the_model_cannot_summarise_the_article_is_quoted(library: Path, behaviour: object) -> None:
    answer, _ = ask(library, behaviour, question=SUMMARISE)
    with Assistant.open(library) as assistant:
        quoted = assistant.ask(SUMMARISE, as_of=SUMMER)
    assert answer.statements == quoted.statements
    assert answer.text == quoted.text
    assert answer.notice.startswith("Quoted from the articles, because ")


def test_a_model_server_killed_in_the_middle_of_an_answer_ends_neither_the_answer_nor_the_chat(library: Path) -> None:
    chat = Conversation()
    with (
        LlamaServer(smollm_file()) as server,
        opened(library, server.setting, llm_key=server.key, llm_passages=1, llm_answer_tokens=48) as assistant,
    ):
        events = assistant.stream(QUESTION, as_of=SUMMER, conversation=chat)
        assert any(isinstance(event, TokenEvent) for event in events)
        server.kill()
        *_, last = events
        assert isinstance(last, AnswerEvent)
        assert_quoted_instead(last.answer, "gave no answer")
        # The next question is answered without the server, and with it when it is back.
        assert_quoted_instead(assistant.ask(QUESTION, as_of=SUMMER, conversation=chat), "nothing answers")
        server.start()
        assert assistant.ask(QUESTION, as_of=SUMMER, conversation=chat).usage is not None
    assert [turn.status for turn in chat.turns[:2]] == ["answered"] * 2
