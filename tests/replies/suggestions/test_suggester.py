"""Suggested questions are good English, new, and answered by the articles; whatever a language model suggests."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from llm_servers import Behaviour, Body, Fails, LLMServer, Says, passage_with, prompt_text
from sample_library import SUMMER, sample_library

from assistant import Assistant, UsageError
from assistant.api.app import Api
from assistant.conversations.store import ConversationStore
from assistant.replies.suggestions.question_wording import questions_about_names, questions_from
from assistant.settings import load_settings
from assistant.web.chat.events import ChatEvents
from assistant.web.chat.session import Session

CUP = "Who won the Corran Cup?"
NEXT = "When will Rovers carry the cup through the town?"
COPPER = "What is the price of copper in Chile?"
NAMES = frozenset({"petrel", "gull", "rovers", "moreno"})


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_library(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def assistant(library: Path) -> Iterator[Assistant]:
    with Assistant.open(library) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Ada Moreno is the captain of the ferry Petrel.", "Who is the captain of the ferry Petrel?"),
        ("Ada Moreno won the Gull Island race, as she had said.", "Who won the Gull Island race?"),
        (
            "The ferry Petrel will sail to Gull Island again from 2 May.",
            "When will the ferry Petrel sail to Gull Island again?",
        ),
        (
            "Rovers were banned from Gull Island because of a brawl.",
            "Why were Rovers banned from Gull Island?",
        ),
        (
            "Forty people were rescued off Gull Island, the coastguard said.",
            "How many people were rescued off Gull Island?",
        ),
    ],
)
def test_what_a_sentence_says_is_asked_for(sentence: str, question: str) -> None:
    assert list(questions_from(sentence, NAMES)) == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "She is the captain of the ferry Petrel.",  # nobody knows who
        "The ferry, which had been late, sailed on Monday.",
        "It will sail to Gull Island again from 2 May.",
        "Sailing was stopped on Monday.",
        "Ada Moreno is not the captain of the ferry Petrel.",
        "Ada Moreno",
        "",
    ],
)
def test_a_sentence_of_another_form_gives_no_question(sentence: str) -> None:
    assert list(questions_from(sentence, NAMES)) == []


def test_names_are_asked_about_that_an_article_names_again() -> None:
    texts = ["It sails past Gull Island.", "On Gull Island waits Otto Brandt."]
    assert list(questions_about_names(texts)) == ["What is known about Gull Island?"]


@pytest.mark.parametrize(
    "question", [CUP, "What does the bridge repair cost?", "When did Tannery Bridge reopen?", COPPER]
)
def test_the_assistant_answers_what_it_suggests(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, as_of=SUMMER)
    for suggested in assistant.suggest(answer):
        assert suggested != question
        assert assistant.ask(suggested, as_of=SUMMER).status == "answered", suggested


def test_an_answer_leads_on_to_what_its_article_says_besides(assistant: Assistant) -> None:
    assert NEXT in assistant.suggest(assistant.ask(CUP, as_of=SUMMER))


def test_first_questions_are_answered_by_the_newest_articles(assistant: Assistant) -> None:
    questions = assistant.first_questions(3, SUMMER)
    assert questions
    assert len(set(questions)) == len(questions) <= 3
    cited = [assistant.ask(question, as_of=SUMMER).citations[0].published for question in questions]
    newest = sorted(article.published.date() for article in assistant.articles() if article.published)[-9:]
    assert all(day in newest for day in cited)


def test_no_question_is_taken_from_what_is_published_later(assistant: Assistant) -> None:
    day = date(2026, 2, 15)
    for question in assistant.first_questions(4, day):
        answer = assistant.ask(question, as_of=day)
        assert answer.newest_source is not None
        assert answer.newest_source <= day


def test_no_question_leads_outside_what_the_reader_has_chosen(assistant: Assistant) -> None:
    offered = 0
    for source, _ in assistant.library.catalog.sources():
        chosen = {"as_of": SUMMER, "sources": [source.upper()]}
        answer = assistant.ask(CUP, **chosen)
        for question in [*assistant.first_questions(3, **chosen), *assistant.suggest(answer, sources=[source])]:
            answered = assistant.ask(question, **chosen)
            assert answered.status == "answered", (source, question)
            assert {citation.source for citation in answered.citations} == {source}
            offered += 1
    assert offered > 3
    with pytest.raises(UsageError, match="no article is from 'The Moon'"):
        assistant.first_questions(sources=["The Moon"])
    assert assistant.suggest(assistant.ask(CUP, as_of=SUMMER), as_of=date(1999, 1, 1)) == []


def test_what_was_answered_from_everything_leads_only_to_what_is_chosen_now(assistant: Assistant) -> None:
    answer = assistant.ask(CUP, as_of=SUMMER)
    others = [source for source, _ in assistant.library.catalog.sources() if source != answer.citations[0].source]
    assert NEXT in assistant.suggest(answer)
    assert NEXT not in assistant.suggest(answer, sources=others)


def test_the_page_offers_only_what_the_publications_chosen_there_answer(assistant: Assistant, tmp_path: Path) -> None:
    answer = assistant.ask(CUP, as_of=SUMMER)
    others = tuple(name for name, _ in assistant.library.catalog.sources() if name != answer.citations[0].source)
    with ConversationStore(tmp_path) as store:
        events = ChatEvents(Api(assistant, store).services)
        for sources, is_offered in (((), True), (others, False), (("Gone Since",), False)):
            session = Session()
            session.begin(CUP, sources).finish(answer)
            assert (NEXT in str(events.suggest(session))) is is_offered


def test_first_questions_that_are_found_late_do_not_take_the_place_of_an_answer(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, session = assistant.ask(CUP, as_of=SUMMER), Session()

    def asked_meanwhile(**_: object) -> list[str]:
        session.begin(CUP).finish(answer)
        return [NEXT]

    with ConversationStore(tmp_path) as store:
        events = ChatEvents(Api(assistant, store).services)
        monkeypatch.setattr(assistant, "first_questions", lambda **_: [NEXT])
        assert NEXT in str(ChatEvents(Api(assistant, store).services).suggest(session))
        monkeypatch.setattr(assistant, "first_questions", asked_meanwhile)
        assert NEXT not in str(events.suggest(session))


def test_questions_that_are_found_for_a_conversation_that_was_left_are_not_shown_in_the_next(
    assistant: Assistant, tmp_path: Path
) -> None:
    fresh, asked = Session(), Session()
    asked.begin(CUP).finish(assistant.ask(CUP, as_of=SUMMER))
    with ConversationStore(tmp_path) as store:
        events = ChatEvents(Api(assistant, store).services)
        for session in (fresh, asked):
            assert "suggestion" in str(events.suggest(session))
            session.is_left = True
            assert "suggestion" not in str(events.suggest(session))


def test_an_empty_library_suggests_nothing(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "library") as assistant:
        assert assistant.first_questions() == []
        assert assistant.suggest(assistant.ask(CUP)) == []


def won(body: Body) -> str:
    return f"Rovers won the Corran Cup [{passage_with(body, 'Corran Cup')}]."


def suggested(library: Path, behaviour: Behaviour, **changed: object) -> tuple[list[str], LLMServer]:
    """What is suggested after an answer of the model, and what it was asked."""
    with (
        LLMServer(Says(won), behaviour) as server,
        Assistant.open(settings=load_settings(library=library, llm=server.setting)) as assistant,
    ):
        answer = assistant.ask(CUP, as_of=SUMMER)
        assert answer.usage is not None
        return assistant.suggest(answer.model_copy(update=changed)), server


def test_of_a_models_questions_those_are_kept_that_the_articles_answer(library: Path) -> None:
    text = f"1. When did Tannery Bridge reopen?\n2. {COPPER}\n3. {CUP}\n- And so on"
    questions, server = suggested(library, Says(text), timings_ms={"answer": 100})
    assert questions[0] == "When did Tannery Bridge reopen?"
    assert COPPER not in questions
    assert CUP not in questions
    assert CUP in prompt_text(server.bodies[-1])


@pytest.mark.parametrize("behaviour", [Fails(404), Says("")])
def test_a_model_that_fails_leaves_the_questions_of_the_articles(library: Path, behaviour: Behaviour) -> None:
    questions, server = suggested(library, behaviour, timings_ms={"answer": 100})
    assert questions == [NEXT]
    assert len(server.bodies) == 2


def test_a_model_that_was_slow_to_answer_is_not_waited_for_again(library: Path) -> None:
    questions, server = suggested(library, Says("When did Tannery Bridge reopen?"), timings_ms={"answer": 60_000})
    assert questions == [NEXT]
    assert len(server.bodies) == 1
