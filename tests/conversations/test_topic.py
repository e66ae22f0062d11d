"""A topic lasts as long as answers use its articles, and ends with an answer about something else."""

from datetime import date

from assistant.answers.answer import LIBRARY_ANSWERER, Answer, Citation, PassageRef, Statement
from assistant.conversations.topic import conversation_topic

DAY = date(2026, 3, 20)
BRIDGE = "When was Tannery Bridge closed?"


def answer(question: str, *cited: str, standalone: str = "", passages: tuple[str, ...] = (), by: str = "") -> Answer:
    citations = tuple(
        Citation(
            number=number, article_id=article_id, title=f"Title of {article_id}", source="Post", url=None, published=None,
            start=0, end=1, quote="x", score=1,
        )
        for number, article_id in enumerate(cited, 1)
    )  # fmt: skip
    return Answer(
        question=question,
        standalone_question=standalone or question,
        status="answered" if cited else "not_found",
        text="x",
        statements=(Statement(text="x", citations=(1,), supported=True),) if cited else (),
        citations=citations,
        passages=tuple(PassageRef(article_id=article_id, start=0, end=1, score=1) for article_id in passages),
        as_of=DAY,
        answerer=by or "extractive",
    )


def test_without_a_turn_there_is_no_topic() -> None:
    assert conversation_topic([]) is None
    assert conversation_topic([answer("hello", by=LIBRARY_ANSWERER)]) is None


def test_the_first_question_and_its_articles_are_the_topic() -> None:
    topic = conversation_topic([answer(BRIDGE, "a", "b")])
    assert topic is not None
    assert (topic.question, topic.title, topic.article_ids) == (BRIDGE, "Title of a", ("a", "b"))


def test_a_follow_up_keeps_the_topic_and_adds_its_articles() -> None:
    for second in (
        answer("Why?", "c", standalone="Why was Tannery Bridge closed?"),
        answer("Who said so?", "a", "c"),
        answer("Who said so?", "c", passages=("a", "a", "b")),
    ):
        topic = conversation_topic([answer(BRIDGE, "a", "b"), second])
        assert topic is not None
        assert topic.question == BRIDGE
        assert set(topic.article_ids) == {"a", "b", "c"}


def test_a_question_that_finds_nothing_and_small_talk_keep_the_topic() -> None:
    turns = [answer(BRIDGE, "a"), answer("How old was he?"), answer("thanks", by=LIBRARY_ANSWERER)]
    topic = conversation_topic(turns)
    assert topic is not None
    assert topic.question == BRIDGE


def test_an_answer_about_something_else_starts_a_new_topic() -> None:
    topic = conversation_topic([answer(BRIDGE, "a"), answer("Who won the cup?", "z", passages=("z", "a"))])
    assert topic is not None
    assert (topic.question, topic.article_ids) == ("Who won the cup?", ("z",))


def test_the_topic_of_a_summary_is_its_article() -> None:
    topic = conversation_topic([answer("Summarise the newest article", "a", by=LIBRARY_ANSWERER)])
    assert topic is not None
    assert topic.text == "Title of a"


def test_the_nearest_statement_of_a_refusal_is_a_topic() -> None:
    (nearest,) = answer("x", "bridge").citations
    refusal = answer(BRIDGE).model_copy(update={"nearest": nearest})
    topic = conversation_topic([refusal])
    assert topic is not None
    assert topic.article_ids == ("bridge",)
