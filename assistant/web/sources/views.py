"""The page of followed sources as HTML. All text from feeds and users passes through `escape` or a template that escapes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from assistant.following import FollowedSource
from assistant.ingest.library.leases import this_process
from assistant.prompts.translation import message
from assistant.web.components import render_template
from assistant.web.language import _, ngettext
from assistant.web.markup import escape
from assistant.web.wording import moment_line
from assistant.web.wording import sources as sources_line

_KINDS = {"feed": message("feed"), "site": message("site"), "page": message("page"), "folder": message("folder")}


def follow_form() -> str:
    """Returns the form that follows an address, and the dialog that confirms a removal."""
    return render_template("sources/follow_form.html", minutes=lambda number: timedelta(minutes=number))


def source_rows(sources: Sequence[FollowedSource], fetching_process: str | None) -> str:
    """Returns the followed sources with their state and their buttons.

    Args:
        sources: The sources.
        fetching_process: Describes the process that fetches; None if there is none.
    """
    failing = sum(bool(source.error) for source in sources)
    summary = sources_line(len(sources))
    if failing:
        summary = f"{summary}, {ngettext('%(number)s with an error', '%(number)s with an error', failing)}"
    process = _(
        "No process fetches at the moment. This server fetches when its turn comes; if it stays so, look at its log."
    )
    if fetching_process == this_process():
        process = _("Fetched by this server.")
    elif fetching_process:
        process = _("Fetched by %(process)s.", process=fetching_process)
    return render_template(
        "sources/source_rows.html",
        sources=sources,
        summary=summary,
        process=process,
        moment=_moment,
        now=datetime.now(UTC),
        kinds=_KINDS,
    )


def fetching_line(address: str) -> str:
    """Returns a line that says that an address is being looked at."""
    line = escape(_("Looking at %(address)s…", address=address[:200]))
    return f'<p class="stage" role="status">{line}</p><progress aria-label="{escape(_("Fetching"))}"></progress>'


def done_line(message: str) -> str:
    """Returns a line that says what was done."""
    return f'<p class="done" role="status">{escape(message)}</p>'


def _moment(moment: datetime | None) -> str:
    """Returns a moment in words, in UTC."""
    return moment_line(moment) if moment else ""
