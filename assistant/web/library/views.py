"""The library page as HTML. All text from articles, files and users passes through `escape` or a template that escapes."""

import math
from collections.abc import Sequence
from datetime import datetime

from assistant.background.ingest_jobs import IngestJob
from assistant.ingest.article import Article
from assistant.ingest.errors import AssistantError
from assistant.ingest.library import ArticlePage
from assistant.ingest.report import IngestReport, Problem
from assistant.stories import Story
from assistant.web.components import render_template
from assistant.web.language import _, format_number, ngettext
from assistant.web.library.adding import display_name
from assistant.web.library.list_request import PAGE_SIZE
from assistant.web.markup import day_or_none, error_line, escape, internal_error
from assistant.web.wording import articles as articles_line
from assistant.web.wording import passages

_MAX_LISTED_PROBLEMS = 200


# Adding


def add_form(suffixes: Sequence[str], max_files: int, megabytes: int) -> str:
    """Returns the form that adds files and addresses, and the dialog that confirms a removal.

    Args:
        suffixes: The suffixes of files that can be read, with the dot.
        max_files: The number of files that may be added at once.
        megabytes: The size that a file may have.
    """
    return render_template("library/add_form.html", suffixes=suffixes, max_files=max_files, megabytes=megabytes)


def job_status(job: IngestJob) -> str:
    """Returns the progress of an ingest job, or its result."""
    match job.state:
        case "failed":
            return error_line(str(job.error) if isinstance(job.error, AssistantError) else internal_error())
        case "cancelled":
            return _cancelled(job)
        case "done":
            return report_view(job.report or IngestReport())
    if job.cancel_requested:
        return f'<p class="stage">{escape(_("Stopping…"))}</p>'
    if job.state == "waiting":
        return f"<div data-adding>{waiting_line(_('waiting for another ingest to end'))}</div>"
    if job.wait_message:
        return f"<div data-adding>{waiting_line(job.wait_message)}</div>"
    return _running(job)


def _running(job: IngestJob) -> str:
    sources = len(job.sources)
    position, value = _("Reading…"), ""
    if sources > 1 and job.opened:
        position = _("Reading %(number)s of %(sources)s…", number=job.opened, sources=sources)
        value = f' value="{max(job.opened - 1, 0)}" max="{sources}"'
    done = _(
        "%(articles)s read, %(passages)s stored", articles=articles_line(job.read), passages=passages(job.passages)
    )
    return (
        f'<div data-adding><p class="stage">{escape(position)} {escape(done)}</p>'
        f'<progress aria-label="{escape(_("Adding articles"))}"{value}></progress></div>'
    )


def _cancelled(job: IngestJob) -> str:
    """Returns what a cancelled job has done, and the sources that it has not finished."""
    unfinished = "".join(
        f'<li dir="auto">{escape(display_name(source))}</li>' for source in job.unfinished[:_MAX_LISTED_PROBLEMS]
    )
    hint = _("Stopped. What was finished stays; to go on, add again what was not read to its end:")
    return (
        f'<p class="warned">{escape(hint)}</p>'
        f'<ul class="problems unfinished">{unfinished}{_omitted(len(job.unfinished))}</ul>'
        f"{report_view(job.report or IngestReport())}"
    )


def waiting_line(message: str) -> str:
    """Returns a message that says what is waited for."""
    line = f"{message[:1].upper()}{message[1:]}…"
    return f'<p class="stage">{escape(line)}</p><progress aria-label="{escape(_("Waiting"))}"></progress>'


def report_view(report: IngestReport) -> str:
    """Returns the numbers of an ingest, with a line for each source that could not be read."""
    counts = [
        (_("added"), len(report.added)),
        (_("replaced by a newer text"), len(report.updated)),
        (_("there already"), len(report.unchanged)),
        (_("also told by another article"), len(report.copies)),
    ]
    summary = ", ".join(f"{format_number(count)} {name}" for name, count in counts if count) or _("Nothing added")
    failures = max(report.failed_count, len(report.failed))
    unread = ngettext("%(number)s source could not be read", "%(number)s sources could not be read", failures)
    return (
        f'<p class="done">{escape(summary)}.</p>'
        + _problems(unread, report.failed, failures, "failed")
        + _problems(_("To note"), report.warnings, max(report.warning_count, len(report.warnings)), "warned")
    )


def _problems(title: str, problems: Sequence[Problem], count: int, kind: str) -> str:
    if not problems:
        return ""
    items = "".join(
        f'<li><span class="origin" dir="auto">{escape(display_name(problem.origin))}</span> {escape(problem.reason)}</li>'
        for problem in problems[:_MAX_LISTED_PROBLEMS]
    )
    return f'<p class="{kind}">{escape(title)}:</p><ul class="problems">{items}{_omitted(count)}</ul>'


def _omitted(total: int) -> str:
    if total <= _MAX_LISTED_PROBLEMS:
        return ""
    return f"<li>{escape(_('and %(number)s more', number=format_number(total - _MAX_LISTED_PROBLEMS)))}</li>"


# Finding


def find_form() -> str:
    """Returns the form that searches, filters and sorts the list."""
    return render_template("library/find_form.html")


def source_choice(sources: Sequence[tuple[str, int]], chosen: Sequence[str] = ()) -> str:
    """Returns the choice of sources, by name, with their numbers of articles; "" if there are fewer than two."""
    by_name = sorted(sources, key=lambda source: (source[0].casefold(), source[0]))
    return render_template("library/source_choice.html", sources=by_name, chosen=chosen) if len(by_name) > 1 else ""


def story_list(stories: Sequence[Story], total: int, chosen: str = "") -> str:
    """Returns the stories, to list the articles of one or to ask about it; "" if there are none.

    Args:
        stories: The first stories.
        total: The number of all stories.
        chosen: The id of the story whose articles are listed; "" for none.
    """
    return render_template("library/story_list.html", stories=stories, total=total, chosen=chosen) if stories else ""


def article_rows(articles: ArticlePage, page: int) -> str:
    """Returns one page of the list, with the buttons of the pages.

    Args:
        articles: The articles of the page.
        page: The page, counted from 0.
    """
    if not articles.total:
        return f'<p class="none" role="status">{escape(_("No article is like that."))}</p>'
    pages = math.ceil(articles.total / PAGE_SIZE)
    first, heading = page * PAGE_SIZE, articles_line(articles.total)
    if pages > 1:
        last = format_number(first + len(articles.articles))
        heading = _(
            "%(first)s to %(last)s of %(articles)s", first=format_number(first + 1), last=last, articles=heading
        )
    values = {"heading": heading, "page": page, "pages": pages, "day": _day}
    return render_template("library/article_rows.html", articles=articles.articles, **values)


def empty_list() -> str:
    """Returns the text that replaces the list of an empty library."""
    hint = _("Add files, a web page or a feed above; then ask about them in the chat.")
    return f'<div class="none"><h2 class="headline">{escape(_("No articles yet"))}</h2><p>{escape(hint)}</p></div>'


# Reading and removing


def article_buttons(article: Article) -> str:
    """Returns the buttons above an article that is read on the library page."""
    return (
        f'<button type="button" class="back" data-back>{escape(_("Back to the list"))}</button>'
        f'<button type="button" class="remove-one" data-remove="{escape(article.id)}" data-title="{escape(article.title)}">'
        f"{escape(_('Remove…'))}</button>"
    )


def nothing_opened() -> str:
    """Returns the content of the reading pane before an article is opened."""
    return f'<p class="about empty hint">{escape(_("Choose an article to read it here."))}</p>'


def removed_line(removed: int, requested: int) -> str:
    """Returns how many articles were removed, and how many had been removed before."""
    line = ngettext("%(number)s article removed.", "%(number)s articles removed.", removed)
    if requested > removed:
        before = ngettext(
            "%(number)s article had been removed before.",
            "%(number)s articles had been removed before.",
            requested - removed,
        )
        line = f"{line} {before}"
    return f'<p class="done">{escape(line)}</p>'


def _day(published: datetime | None) -> str:
    return day_or_none(published and published.date())
