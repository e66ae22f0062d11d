"""The page of what is new shows the newest change of each answer; the earlier ones to the same question are folded away."""

from datetime import UTC, datetime

from lxml import html
from made_answers import answer

from assistant.standing_questions import AnswerChange, StandingQuestion
from assistant.web.news.views import changes_view

NOW = datetime(2026, 3, 9, tzinfo=UTC)
WATCHED = StandingQuestion("a1", "Until when?", NOW, NOW, answer("Until June."), 0.5, 7, 0)


def change(number: int, question: str, before: str, after: str, *, is_seen: bool) -> AnswerChange:
    moment = datetime(2026, 3, number, tzinfo=UTC)
    return AnswerChange(
        number, question, question, moment, "short_answer", answer(before), answer(after), is_seen=is_seen
    )


def test_a_question_whose_answer_changed_often_is_shown_once_with_its_newest_answer() -> None:
    changes = [
        change(3, "Until when?", "Until May.", "Until June.", is_seen=False),
        change(2, "How many?", "Nine.", "Ten.", is_seen=True),
        change(1, "Until when?", "Until April.", "Until May.", is_seen=False),
    ]
    page = html.fromstring(f"<div>{changes_view(changes, [WATCHED])}</div>")
    first, second = page.xpath("//ul[@class='changed']/li")
    assert page.xpath("string(//h2/span)") == "2 new"
    assert page.xpath("//h3/text()") == ["Until when?", "How many?"]
    assert "Until June." in first.xpath("string(div[1])")
    (earlier,) = first.xpath("details")
    assert earlier.xpath("string(summary)") == "Earlier changes: 1"
    assert "After, as of" in earlier.text_content()
    assert "Until April." in earlier.text_content()
    assert not second.xpath("details")
    assert [shown.get("class") for shown in (first, second)] == ["unseen", None]
