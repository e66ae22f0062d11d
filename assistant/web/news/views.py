"""The page of what is new as HTML. All text from articles and users passes through a template that escapes."""

from collections.abc import Sequence
from datetime import datetime

from assistant.briefing import Briefing
from assistant.prompts.wording import CHANGE_WORDING
from assistant.standing_questions import AnswerChange, StandingQuestion
from assistant.web.components import render_template
from assistant.web.language import _
from assistant.web.markup import citation_target, day_or_none, escape


def back_button() -> str:
    """Returns the button above an article that is read on this page."""
    return f'<button type="button" class="back" data-back>{escape(_("Back to what is new"))}</button>'


def news_form() -> str:
    """Returns the form that adds a standing question."""
    return render_template("news/news_form.html")


def changes_view(changes: Sequence[AnswerChange], questions: Sequence[StandingQuestion]) -> str:
    """Returns the changed answers, the newest first with the earlier ones to its question, and the standing questions."""
    by_question: dict[str, list[AnswerChange]] = {}
    for change in changes:
        by_question.setdefault(change.question_id, []).append(change)
    return render_template(
        "news/changes.html",
        changes=list(by_question.values()),
        questions=questions,
        unseen=sum(not change.is_seen for change in changes),
        changed=CHANGE_WORDING,
        target=citation_target,
    )


def stories_view(briefing: Briefing) -> str:
    """Returns the stories of a briefing."""
    return render_template("news/stories.html", briefing=briefing, day=_day, target=citation_target)


def nothing_opened() -> str:
    """Returns the content of the reading pane before an article is opened."""
    return f'<p class="about empty hint">{escape(_("Choose a quote to read its article here."))}</p>'


def asking_line() -> str:
    """Returns a line that says that a question is being asked."""
    return f'<p class="stage" role="status">{escape(_("Asking…"))}</p>'


def done_line(message: str) -> str:
    """Returns a line that says what was done."""
    return f'<p class="done" role="status">{escape(message)}</p>'


def _day(moment: datetime | None) -> str:
    return day_or_none(moment and moment.date())
