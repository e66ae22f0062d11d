"""Small talk is recognised, and a question to the articles is never taken for small talk."""

from datetime import date

import pytest
from bench_questions import every_question
from hypothesis import given
from hypothesis import strategies as st

from assistant.questions.small_talk import Intent, parse_small_talk

TALK = {
    Intent.GREETING: ["hello", "Hi there!", "Good morning", "hey, how are you?"],
    Intent.THANKS: ["Thanks!", "thank you very much", "ok, thanks a lot", "And thanks"],
    Intent.FAREWELL: ["bye", "Goodbye!", "see you later"],
    Intent.ABILITIES: ["what can you do?", "Hello, what can you do?", "help", "Who are you?", "How do you work?"],
    Intent.COUNT: ["How many articles are there?", "how many articles do you have in the library", "How big is your library?"],
    Intent.SOURCES: ["What sources do you have?", "which newspapers do you have here?", "Where do the articles come from?"],
    Intent.NEWEST: ["What is new?", "whats new", "Show me the newest articles, please", "latest news", "What articles do you have?"],
    Intent.ABOUT: ["Which articles do you have about Syria?", "Are there any articles on Syria?", "show me all articles about Syria"],
    Intent.NEWS: ["what happened yesterday", "news from last week?", "what's new today", "what has happened since Monday", "anything new this week"],
    Intent.SUMMARY: ["Summarise the newest article", "Please summarize it.", "Could you give me a short summary of that article?"],
}  # fmt: skip
QUESTIONS = [
    "What did Hello magazine say about the wedding?",
    "What can you do about asthma?",
    "What can you do to stop a leak?",
    "Hello Kitty was made by whom?",
    "Thanks to whom did Rovers win?",
    "Who thanked the mayor?",
    "Hello, who won the Corran Cup?",
    "Thanks. And who lost it?",
    "How many articles does the constitution have?",
    "How many articles of impeachment are there?",
    "Which articles of the treaty are about fishing?",
    "What is new in Syria?",
    "What happened in Syria last week?",
    "What happened to the bridge on 3 March?",
    "Any news on the ferry since Monday?",
    "What is the latest on Aleppo?",
    "What is the newest phone?",
    "What sources did the reporter name?",
    "Which sources of energy are there in Skerry?",
    "What newspapers do people read in Skerry?",
    "Summarise the Paris agreement",
    "Who wrote the newest article about Syria?",
    "What does the newest article say about the bridge?",
    "Did the mayor say goodbye?",
    "How does it work?",
    "Help for whom was announced?",
    "Who are you voting for?",
    "What do the articles say about Syria?",
    "Do you have to pay for the ferry?",
    "Are there articles in the contract that forbid it?",
]


@pytest.mark.parametrize(
    ("intent", "message"), [(intent, message) for intent, messages in TALK.items() for message in messages]
)
def test_the_intent_of_small_talk_is_recognised(intent: Intent, message: str) -> None:
    talk = parse_small_talk(message)
    assert talk is not None
    assert talk.intent is intent


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_to_the_articles_is_never_taken_for_small_talk(question: str) -> None:
    assert parse_small_talk(question) is None


@pytest.mark.parametrize("message", [message for messages in TALK.values() for message in messages])
@pytest.mark.parametrize(
    "template", ["{} and who won the Corran Cup?", "Who said “{}” at the harbour?", "{} – why was the bridge shut?"]
)
def test_small_talk_inside_a_question_is_a_question_unless_it_names_a_topic(message: str, template: str) -> None:
    talk = parse_small_talk(template.format(message))
    assert talk is None or talk.topic


def test_the_topic_of_the_requested_articles_is_read() -> None:
    talk = parse_small_talk("Which articles do you have about the Corran Cup?")
    assert talk is not None
    assert talk.topic == "the Corran Cup"


def test_it_refers_to_the_last_article_and_the_newest_does_not() -> None:
    phrases = ["Summarise it", "Summarise the newest article"]
    assert [talk and talk.points_back for talk in map(parse_small_talk, phrases)] == [True, False]


words = st.text("abcdefghij KLMNOP,.?!", min_size=1, max_size=60)


@given(words, words)
def test_a_question_word_with_a_name_and_a_verb_goes_to_the_articles(name: str, rest: str) -> None:
    assert parse_small_talk(f"Who did {name} meet in Skerry {rest}?") is None


@given(st.text(max_size=300))
def test_any_message_can_be_parsed(message: str) -> None:
    parse_small_talk(message)


def test_no_question_of_a_real_set_is_taken_for_small_talk() -> None:
    questions = every_question("news", "news-small", "squad")
    if not questions:
        pytest.skip("no question sets here")
    assert [question for question in questions if parse_small_talk(question)] == []


def test_the_days_whose_news_are_asked_for_are_counted_from_the_day_of_the_question() -> None:
    talk = parse_small_talk("What happened yesterday?", date(2026, 3, 18))
    assert talk is not None
    assert talk.time is not None
    assert talk.time.only_day == date(2026, 3, 17)
