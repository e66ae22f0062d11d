from datetime import date

from assistant import Conversation
from assistant.answers.answer import Answer, Citation, Statement

DAY = date(2026, 3, 20)


def turn(question: str, said: str = "", title: str = "Bridge shut", standalone: str = "") -> Answer:
    cited = Citation(
        number=1, article_id="a", title=title, source="Post", url=None, published=None, start=0, end=1, quote="x", score=1
    )  # fmt: skip
    return Answer(
        question=question,
        standalone_question=standalone or question,
        status="answered" if said else "not_found",
        text=said or "The articles do not say. Nearest: Harbour Fair opens.",
        statements=(Statement(text=said, citations=(1,), supported=True),) if said else (),
        citations=(cited,) if said else (),
        as_of=DAY,
        answerer="extractive",
    )


def talked(*turns: Answer) -> Conversation:
    conversation = Conversation()
    for turn in turns:
        conversation.add(turn)
    return conversation


def test_a_first_question_takes_over_nothing() -> None:
    assert Conversation().stand_alone("Why?") == "Why?"


def test_a_follow_up_takes_over_from_the_question_before() -> None:
    before = talked(turn("When was Tannery Bridge closed?"))
    assert before.stand_alone("Why?") == "Why was Tannery Bridge closed?"


def test_a_pronoun_may_mean_whom_an_answer_named() -> None:
    before = talked(turn("Who closed Tannery Bridge?", "Mayor Ada Quill closed Tannery Bridge."))
    assert before.stand_alone("What did she say?") == "What did Mayor Ada Quill say?"


def test_what_was_searched_for_counts_and_not_what_was_typed() -> None:
    before = talked(turn("Why?", standalone="Why was Tannery Bridge closed?"))
    assert "Tannery Bridge" in before.stand_alone("And for how long?")


def test_the_nearest_articles_of_a_question_that_found_nothing_are_not_spoken_of() -> None:
    before = talked(turn("Where is Otto Brandt?"))
    assert "Harbour" not in before.stand_alone("What happened there?")
