"""The library page's HTML, made by pure functions; whatever comes from articles, files or readers passes through `escape`."""

import math
from collections.abc import Sequence
from datetime import datetime

from assistant.background.ingest_jobs import IngestJob
from assistant.ingest.article import Article
from assistant.ingest.errors import AssistantError
from assistant.ingest.library import ArticlePage, ArticleSummary
from assistant.ingest.report import IngestReport, Problem
from assistant.web.library.adding import shown_source
from assistant.web.reading.article_text import OpenRequest
from assistant.web.library.list_request import PAGE_SIZE
from assistant.web.days import write_day
from assistant.web.markup import error_line, escape
from assistant.web.reading.article_view import article_view
from assistant.web.templates import render

_LISTED_PROBLEMS = 200
_WENT_WRONG = "Something went wrong in the assistant; the terminal it runs in says what."


# Adding


def add_form(suffixes: Sequence[str], most_files: int, megabytes: int) -> str:
    """Where files are dropped and addresses typed, and the question before anything is removed; the script brings them to life.

    Args:
        suffixes: Of the files that can be read, with the dot.
        most_files: How many files at once.
        megabytes: How large each may be.
    """
    return render("library/add_form.html", suffixes=suffixes, most_files=most_files, megabytes=megabytes)


def adding_line(job: IngestJob) -> str:
    """How far an ingest is, or what it did."""
    match job.state:
        case "failed":
            return error_line(str(job.error) if isinstance(job.error, AssistantError) else _WENT_WRONG)
        case "cancelled":
            return _stopped(job)
        case "done":
            return report_view(job.report or IngestReport())
    if job.is_unwanted:
        return '<p class="stage">Stopping…</p>'
    if job.state == "waiting":
        return f"<div data-adding>{waiting_line('waiting for another ingest to end')}</div>"
    if job.waits_for:
        return f"<div data-adding>{waiting_line(job.waits_for)}</div>"
    count = len(job.sources)
    of = f" {job.begun} of {count}" if count > 1 and job.begun else ""
    known = f' value="{max(job.begun - 1, 0)}" max="{count}"' if of else ""
    return (
        f'<div data-adding><p class="stage">Reading{of}… {_count(job.read, "article")} read, {_count(job.passages, "passage")} stored</p>'
        f'<progress aria-label="Adding articles"{known}></progress></div>'
    )


def _stopped(job: IngestJob) -> str:
    """What a stopped ingest had done, and what it had not."""
    left = "".join(f'<li dir="auto">{escape(shown_source(one))}</li>' for one in job.unfinished[:_LISTED_PROBLEMS])
    more = len(job.unfinished) - _LISTED_PROBLEMS
    others = f"<li>and {more:,} more</li>" if more > 0 else ""
    return (
        f'<p class="warned">Stopped. What was finished stays; to go on, add again what was not read to its end:</p>'
        f'<ul class="problems unfinished">{left}{others}</ul>{report_view(job.report or IngestReport())}'
    )


def waiting_line(message: str) -> str:
    """For whom is waited."""
    line = f"{message[:1].upper()}{message[1:]}…"
    return f'<p class="stage">{escape(line)}</p><progress aria-label="Waiting"></progress>'


def report_view(report: IngestReport) -> str:
    """What an ingest did, with a line for each source that could not be read."""
    done = [
        ("added", len(report.added)),
        ("replaced by a newer text", len(report.updated)),
        ("there already", len(report.unchanged)),
        ("also told by another article", len(report.copies)),
    ]
    said = ", ".join(f"{count:,} {what}" for what, count in done if count) or "Nothing added"
    return (
        f'<p class="done">{said}.</p>'
        + _problems(f"{_count(len(report.failed), 'source')} could not be read", report.failed, "failed")
        + _problems("To note", report.warnings, "warned")
    )


def _problems(title: str, problems: Sequence[Problem], kind: str) -> str:
    if not problems:
        return ""
    items = "".join(
        f'<li><span class="origin" dir="auto">{escape(shown_source(one.origin))}</span> {escape(one.reason)}</li>'
        for one in problems[:_LISTED_PROBLEMS]
    )
    more = f"<li>and {len(problems) - _LISTED_PROBLEMS:,} more</li>" if len(problems) > _LISTED_PROBLEMS else ""
    return f'<p class="{kind}">{escape(title)}:</p><ul class="problems">{items}{more}</ul>'


# Finding


def find_form() -> str:
    """What the list is searched, filtered and sorted by."""
    return render("library/find_form.html")


def source_choice(sources: Sequence[tuple[str, int]], chosen: Sequence[str] = ()) -> str:
    """The publications to choose from, by name, each with how many articles it has; nothing where there is no choice."""
    ordered = sorted(sources, key=lambda one: (one[0].casefold(), one[0]))
    return render("library/source_choice.html", sources=ordered, chosen=chosen) if len(ordered) > 1 else ""


def article_rows(found: ArticlePage, page: int) -> str:
    """One page of the list, with what can be done with it; the first page has number 0."""
    if not found.total:
        return '<p class="none" role="status">No article is like that.</p>'
    pages = math.ceil(found.total / PAGE_SIZE)
    first, total = page * PAGE_SIZE, _count(found.total, "article")
    shown = f"{first + 1:,} to {first + len(found.articles):,} of {total}" if pages > 1 else total
    values = {"shown": shown, "page": page, "pages": pages, "day": _day, "counted": _count}
    return render("library/article_rows.html", articles=found.articles, **values)


def empty_list() -> str:
    """What stands in place of the list while there is nothing to list."""
    hint = "Add files, a web page or a feed above; then ask about them in the chat."
    return f'<div class="none"><h2 class="headline">No articles yet</h2><p>{hint}</p></div>'


# Reading and removing


def opened_article(article: Article, request: OpenRequest, also_in: Sequence[ArticleSummary]) -> str:
    """An article to read; see `article_view`."""
    tools = (
        '<button type="button" class="back" data-back>Back to the list</button>'
        f'<button type="button" class="remove-one" data-remove="{escape(article.id)}" data-title="{escape(article.title)}">Remove…</button>'
    )
    return article_view(article, request, also_in, tools)


def nothing_opened() -> str:
    """The reading pane before an article is opened."""
    return '<p class="about empty hint">Choose an article to read it here.</p>'


def removed_line(removed: int, asked: int) -> str:
    """How many articles were removed."""
    gone = f" {_count(asked - removed, 'article')} had been removed before." if asked > removed else ""
    return f'<p class="done">{_count(removed, "article")} removed.{gone}</p>'


def _day(published: datetime | None) -> str:
    return write_day(published.date()) if published else "no date"


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
