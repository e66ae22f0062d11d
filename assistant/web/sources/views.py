"""The page of followed sources as HTML. All text from feeds and users passes through `escape` or a template that escapes."""

from collections.abc import Sequence
from datetime import datetime

from assistant.following import FollowedSource
from assistant.prompts.wording import duration, long_date, quantity
from assistant.web.components import render_template
from assistant.web.markup import escape

_NO_PROCESS = (
    "No process fetches at the moment. This server fetches when its turn comes; if it stays so, look at its log."
)


def follow_form() -> str:
    """Returns the form that follows an address, and the dialog that confirms a removal."""
    return render_template("sources/follow_form.html")


def source_rows(sources: Sequence[FollowedSource], fetching_process: str | None) -> str:
    """Returns the followed sources with their state and their buttons.

    Args:
        sources: The sources.
        fetching_process: Describes the process that fetches; None if there is none.
    """
    failing = sum(bool(source.error) for source in sources)
    summary = quantity(len(sources), "source") + (f", {failing} with an error" if failing else "")
    process = f"Fetched by {fetching_process}." if fetching_process else _NO_PROCESS
    return render_template(
        "sources/source_rows.html",
        sources=sources,
        summary=summary,
        process=process,
        moment=_moment,
        duration=duration,
        quantity=quantity,
    )


def fetching_line(address: str) -> str:
    """Returns a line that says that an address is being looked at."""
    return f'<p class="stage" role="status">Looking at {escape(address[:200])}…</p><progress aria-label="Fetching"></progress>'


def done_line(message: str) -> str:
    """Returns a line that says what was done."""
    return f'<p class="done" role="status">{escape(message)}</p>'


def _moment(moment: datetime | None) -> str:
    """Returns a moment in words, in UTC."""
    return f"{long_date(moment.date())}, {moment:%H:%M} UTC" if moment else ""
