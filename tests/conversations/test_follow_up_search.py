"""A follow-up is answered from the story that the conversation is about, or not at all; a new question carries nothing over."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Conversation
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import open_embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

DAY = date(2026, 5, 20)
TRAM = "What happened to the tram in Velden?"
ARTICLES = {
    "tram": (
        "Tram and lorry collide in Velden",
        "A tram and a lorry collided at the Velden town hall on Monday morning, and 14 passengers were hurt.\n\n"
        "The lorry had jumped a red light, the transport office said. The lorry driver, a man of 61, broke his arm.\n\n"
        '"Nobody looked at the signal," said tram conductor Ilse Dorn. Line 4 stays closed until Thursday.',
    ),
    "ferry": (
        "Fire on the Osmo ferry",
        "A fire broke out on the ferry Osmo off Kalle on Tuesday, and nine passengers were hurt by the smoke.\n\n"
        "The fire started in the kitchen, captain Per Hald said. The ferry is being repaired in Kalle.",
    ),
    "fees": (
        "Council of Kalle argues about library fees",
        "Librarian Jonna Brandt said that fees for late books would keep children away from the library in Kalle.\n\n"
        "Treasurer Aksel Moe said that the fees would pay for the new roof of the library.",
    ),
    "zoo": ("Zoo of Tarm gets a lynx", "The zoo of Tarm has a new lynx named Fenna. It came from Kalle on Sunday."),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    published = datetime(2026, 5, 19, tzinfo=UTC)
    articles = [
        ReadArticle(ParsedArticle(f"{title}\n\n{text}", title=title, source="Post", id=name, published=published), name)
        for name, (title, text) in ARTICLES.items()
    ]
    with Assistant.open(tmp_path_factory.mktemp("library") / "library") as opened:
        ingest(opened.library, articles, open_embedder)
        yield opened


def ask(assistant: Assistant, *questions: str) -> Answer:
    """Returns the answer to the last question of a conversation."""
    conversation = Conversation()
    return [assistant.ask(question, as_of=DAY, conversation=conversation) for question in questions][-1]


def cited(answer: Answer) -> set[str]:
    return {citation.article_id for citation in answer.citations}


def test_a_follow_up_without_a_name_is_answered_from_the_story_of_the_conversation(assistant: Assistant) -> None:
    answer = ask(assistant, TRAM, "How many passengers were hurt?")
    assert "14 passengers" in answer.text
    assert cited(answer) == {"tram"}


def test_what_the_story_does_not_state_is_refused_and_no_other_story_answers(assistant: Assistant) -> None:
    answer = ask(assistant, TRAM, "Is it being repaired in Kalle?")
    assert cited(answer) <= {"tram"}
    assert "ferry" not in {article.article_id for article in answer.related}


def test_a_pronoun_means_the_person_that_the_last_question_named_by_a_role(assistant: Assistant) -> None:
    answer = ask(assistant, TRAM, "How old was the lorry driver?", "What happened to him?")
    assert answer.standalone_question == "What happened to the lorry driver?"
    assert "broke his arm" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Where was the Osmo repaired?",
        "Who is the captain of the ferry Osmo?",
        "What is the lynx in the zoo of Tarm called?",
    ],
)
def test_a_question_about_another_story_carries_nothing_over(assistant: Assistant, question: str) -> None:
    alone, after = ask(assistant, question), ask(assistant, TRAM, question)
    assert after.standalone_question == question
    assert after.passages == alone.passages
    assert after.text == alone.text


def test_another_person_takes_the_place_of_the_one_asked_about(assistant: Assistant) -> None:
    answer = ask(assistant, "What did Jonna Brandt say about the library fees?", "What about Moe?")
    assert answer.standalone_question == "What did Moe say about the library fees?"
    assert "new roof" in answer.text


def test_who_said_that_names_the_speaker_of_the_last_answer(assistant: Assistant) -> None:
    answer = ask(assistant, "Where did the fire on the ferry Osmo start?", "Who said that?")
    assert answer.short_answer is not None
    assert answer.short_answer.text == "captain Per Hald"


def test_a_sentence_without_a_speaker_is_shown_again_with_its_source(assistant: Assistant) -> None:
    first, again = ask(assistant, TRAM), ask(assistant, TRAM, "who said that")
    assert [one.text for one in again.statements] == [one.text for one in first.statements]


def test_more_is_not_what_was_quoted_already(assistant: Assistant) -> None:
    conversation = Conversation()
    first = assistant.ask(TRAM, as_of=DAY, conversation=conversation)
    more = assistant.ask("Tell me more", as_of=DAY, conversation=conversation)
    assert not {citation.quote for citation in first.citations} & {citation.quote for citation in more.citations}
    assert cited(more) <= {"tram"}


def test_asked_whether_it_is_sure_it_shows_the_sources_again(assistant: Assistant) -> None:
    first, again = ask(assistant, TRAM), ask(assistant, TRAM, "Are you sure?")
    assert again.standalone_question == TRAM
    assert cited(again) == cited(first)


def test_a_conversation_typed_in_lower_case_reaches_all_articles_of_its_story(samples: Path) -> None:
    questions = [
        "why was tannery bridge closed",
        "is it open?",
        "how much will the repair cost",
        "how bad is the crack",
        "who found it",
    ]
    with Assistant.open(samples, create=False) as opened:
        conversation = Conversation()
        answers = [opened.ask(question, as_of=date(2026, 3, 20), conversation=conversation) for question in questions]
    assert answers[1].standalone_question == "is Tannery Bridge open?"
    assert answers[1].lead == "no"
    assert "3.1 million euros" in answers[2].statements[0].text
    assert answers[4].standalone_question == "who found the crack"


def test_it_is_the_thing_of_a_polite_question_in_the_passive_too(samples: Path) -> None:
    questions = ["hello, do you know when the bridge was closed", "and when did it open again"]
    with Assistant.open(samples, create=False) as opened:
        conversation = Conversation()
        answers = [opened.ask(question, as_of=date(2026, 7, 1), conversation=conversation) for question in questions]
    assert answers[0].short_answer is not None
    assert answers[0].short_answer.day == date(2026, 3, 3)
    assert "Saturday" in answers[1].text.splitlines()[0]


def test_after_a_refusal_it_is_what_the_articles_do_not_tell_about_and_not_another_story(assistant: Assistant) -> None:
    follow_up = ask(assistant, "what is the latest on the airport", "what does it cost")
    assert follow_up.standalone_question == "what does the airport cost"
    assert not follow_up.statements


def test_what_about_something_shows_what_the_story_says_of_it_or_refuses(assistant: Assistant) -> None:
    driver = ask(assistant, TRAM, "what about the lorry driver?")
    assert [statement.text for statement in driver.statements] == ["The lorry driver, a man of 61, broke his arm."]
    assert not ask(assistant, TRAM, "what about the cyclists?").statements


def test_what_else_is_not_what_was_quoted_already(assistant: Assistant) -> None:
    quotes = {statement.text for statement in ask(assistant, TRAM, "what did the transport office say").statements}
    others = ask(assistant, TRAM, "what did the transport office say", "what else did the transport office say")
    assert quotes
    assert quotes.isdisjoint(statement.text for statement in others.statements)


def test_a_follow_up_that_refers_to_nothing_known_is_refused(assistant: Assistant) -> None:
    assert not ask(assistant, "what is the latest on the airport", "what about the second one?").statements


def test_a_sentence_that_answers_leads_before_one_of_the_conversation(samples: Path) -> None:
    conversation = Conversation()
    with Assistant.open(samples, create=False) as opened:
        for question in ("when was the bridge closed", "why", "and when did it open again"):
            answer = opened.ask(question, as_of=date(2026, 11, 29), conversation=conversation)
    assert answer.short_answer is not None
    assert "Saturday" in answer.short_answer.text


def test_when_was_that_asks_for_the_time_of_the_last_question(assistant: Assistant) -> None:
    when = ask(assistant, "How did the fire on the ferry Osmo start?", "when was that")
    assert when.standalone_question == "When did the fire on the ferry Osmo start?"
    assert "on Tuesday" in when.text
