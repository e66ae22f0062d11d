"""Replies about the assistant and its library, as a reader of the chat meets them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Conversation

SAMPLES = Path(__file__).parents[2] / "assistant" / "samples"
SUMMER = date(2026, 7, 1)
TALK = [
    "hello",
    "what can you do?",
    "how many articles are there?",
    "what sources do you have?",
    "what is new?",
    "which articles do you have about Tannery Bridge?",
    "summarise the newest article",
    "summarise the article about the Corran Cup",
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("samples")) as assistant:
        assert not assistant.ingest(SAMPLES).failed
        yield assistant


def ask(assistant: Assistant, said: str, conversation: Conversation | None = None) -> Answer:
    return assistant.ask(said, as_of=SUMMER, conversation=conversation)


@pytest.mark.parametrize("said", TALK)
def test_talk_gets_a_reply_from_the_library_with_exact_quotes(samples: Assistant, said: str) -> None:
    answer = ask(samples, said)
    assert (answer.answerer, answer.status, answer.passages) == ("library", "answered", ())
    assert answer.statements
    for citation in answer.citations:
        assert samples.article(citation.article_id).text[citation.start : citation.end] == citation.quote


def test_how_many_and_where_from_are_counted(samples: Assistant) -> None:
    total = len(samples.articles())
    assert str(total) in ask(samples, "How many articles are there?").text
    sources = {article.source for article in samples.articles()}
    assert all(source in ask(samples, "What sources do you have?").text for source in sources)


def test_what_is_new_names_the_newest_first_and_nothing_later_than_the_day_asked(samples: Assistant) -> None:
    answer = samples.ask("What is new?", as_of=date(2026, 3, 13))
    days = [citation.published for citation in answer.citations if citation.published]
    assert days[0] == date(2026, 3, 13)
    assert days == sorted(days, reverse=True)


def test_what_happened_at_some_time_is_told_by_its_stories(samples: Assistant) -> None:
    answer = samples.ask("what happened last week?", as_of=date(2026, 3, 18))
    days = [citation.published for citation in answer.citations if citation.published]
    assert "of 4 March 2026 to 15 March 2026" in answer.statements[0].text
    assert {date(2026, 3, 5), date(2026, 3, 13)} == set(days)
    for citation in answer.citations:
        assert samples.article(citation.article_id).text[citation.start : citation.end] == citation.quote


def test_the_news_of_one_day_include_the_reports_of_the_next(samples: Assistant) -> None:
    answer = samples.ask("What happened on 16 March?", as_of=date(2026, 3, 20))
    assert [citation.published for citation in answer.citations] == [date(2026, 3, 17)]


def test_without_news_of_a_day_the_newest_articles_are_shown(samples: Assistant) -> None:
    answer = samples.ask("what happened today?", as_of=date(2026, 3, 20))
    assert answer.text.startswith("No article in this library is of 20 March 2026.")
    assert answer.citations[0].published == date(2026, 3, 17)


def test_a_time_before_all_articles_is_a_question_to_the_articles(samples: Assistant) -> None:
    assert ask(samples, "What happened in 1931?").answerer != "library"


def test_articles_about_something_all_speak_of_it(samples: Assistant) -> None:
    answer = ask(samples, "Which articles do you have about Tannery Bridge?")
    assert len(answer.citations) > 1
    for citation in answer.citations:
        assert "Tannery Bridge" in samples.article(citation.article_id).text


def test_no_article_about_something_is_said_so(samples: Assistant) -> None:
    answer = ask(samples, "Which articles do you have about copper in Chile?")
    assert "copper in Chile" in answer.text
    assert answer.citations == ()


def test_a_summary_opens_with_the_articles_first_sentence_and_stays_in_its_order(samples: Assistant) -> None:
    answer = ask(samples, "Summarise the newest article")
    newest = samples.articles(limit=1)[0]
    assert {citation.article_id for citation in answer.citations} == {newest.id}
    assert newest.title in answer.statements[0].text
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(starts)
    assert 1 < len(starts) <= 4
    assert [statement.text for statement in answer.statements[1:]] == [citation.quote for citation in answer.citations]


def test_it_is_the_article_cited_last(samples: Assistant) -> None:
    chat = Conversation()
    cited = ask(samples, "Who won the Corran Cup?", chat).citations[0].article_id
    ask(samples, "thanks", chat)
    assert {citation.article_id for citation in ask(samples, "Summarise it", chat).citations} == {cited}


def test_without_an_article_before_it_which_one_is_asked_back(samples: Assistant) -> None:
    assert ask(samples, "Summarise it", Conversation()).citations == ()


def test_small_talk_does_not_change_the_subject(samples: Assistant) -> None:
    chat = Conversation()
    ask(samples, "When was Tannery Bridge closed?", chat)
    ask(samples, "thanks", chat)
    assert "Tannery Bridge" in ask(samples, "And why?", chat).standalone_question


def test_after_a_summary_a_follow_up_is_about_its_article(samples: Assistant) -> None:
    chat = Conversation()
    ask(samples, "Summarise the article about the Corran Cup", chat)
    assert "Corran Cup" in ask(samples, "Where was it?", chat).standalone_question


@pytest.mark.parametrize("said", [*TALK, "summarise it", "bye"])
def test_an_empty_library_replies_too(said: str, tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "empty") as assistant:
        answer = assistant.ask(said)
    assert answer.status == "answered"
    assert answer.citations == ()
