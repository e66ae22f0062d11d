"""The page of what is new as HTML. All text from articles and users passes through a template that escapes."""

from collections.abc import Sequence
from datetime import datetime

from assistant.briefing import Briefing
from assistant.prompts.wording import CHANGE_WORDING, long_date, quantity
from assistant.standing_questions import AnswerChange, StandingQuestion
from assistant.web.components import render_template
from assistant.web.markup import NO_DATE, citation_target, escape

BACK_BUTTON = '<button type="button" class="back" data-back>Back to what is new</button>'


def news_form() -> str:
    """Returns the form that adds a standing question."""
    return render_template("news/news_form.html")


def changes_view(changes: Sequence[AnswerChange], questions: Sequence[StandingQuestion]) -> str:
    """Returns the changed answers, the newest first, and the standing questions."""
    return render_template(
        "news/changes.html",
        changes=changes,
        questions=questions,
        unseen=sum(not change.is_seen for change in changes),
        wording=CHANGE_WORDING,
        moment=_moment,
        long_date=long_date,
        target=citation_target,
    )


def stories_view(briefing: Briefing) -> str:
    """Returns the stories of a briefing."""
    return render_template(
        "news/stories.html", briefing=briefing, quantity=quantity, day=_day, long_date=long_date, target=citation_target
    )


def nothing_opened() -> str:
    """Returns the content of the reading pane before an article is opened."""
    return '<p class="about empty hint">Choose a quote to read its article here.</p>'


def asking_line() -> str:
    """Returns a line that says that a question is being asked."""
    return '<p class="stage" role="status">Asking…</p>'


def done_line(message: str) -> str:
    """Returns a line that says what was done."""
    return f'<p class="done" role="status">{escape(message)}</p>'


def _moment(moment: datetime) -> str:
    return f"{long_date(moment.date())}, {moment:%H:%M} UTC"


def _day(moment: datetime | None) -> str:
    return long_date(moment.date()) if moment else NO_DATE
