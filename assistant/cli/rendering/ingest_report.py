"""The report of an ingest as lines for a terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.terminal_text import one_line
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from assistant.ingest.report import IngestReport, Problem

_LISTED_ORIGINS = 10


def report_lines(report: "IngestReport") -> Iterator[Line]:
    """Yields the numbers of articles, what is no article, incomplete or undated, failures, warnings, and the speed."""
    counts = [
        ("added", len(report.added)),
        ("unchanged", len(report.unchanged)),
        ("updated", len(report.updated)),
        ("same story", len(report.copies)),
    ]
    for name, count in counts:
        yield [StyledText(f"{name:<12}"), StyledText(f"{count:>8,}", "bold")]
    refused = [problem for problem in report.failed if problem.is_no_article]
    unread = [problem for problem in report.failed if not problem.is_no_article]
    yield from _problem_lines("failed", unread, report.failed_count - len(refused), "bold red")
    yield from _problem_lines("no article", refused, len(refused), "bold red")
    yield from _origin_lines("incomplete", report.incomplete)
    yield from _origin_lines("undated", report.undated)
    yield from _problem_lines("warnings", report.warnings, report.warning_count, "yellow")
    yield [StyledText(f"{quantity(report.passages, 'passage')} in {report.seconds:.1f} s{_speed(report)}", "dim")]


def failure_line(report: "IngestReport") -> str | None:
    """Returns the error message if a source could not be read, else None."""
    if not report.failed:
        return None
    failures = max(report.failed_count, len(report.failed))
    pronoun = "it" if failures == 1 else "they"
    stored = len(report.added) + len(report.updated) + len(report.unchanged)
    others = (
        f"; {quantity(stored, 'article')} beside {'it is' if failures == 1 else 'them are'} in the library"
        if stored
        else ""
    )
    return (
        f"{quantity(failures, 'source')} could not be read ({pronoun} will be tried again by the next ingest){others}"
    )


def _problem_lines(name: str, problems: "Sequence[Problem]", count: int, style: str) -> Iterator[Line]:
    if not problems and name != "failed":
        return
    count = max(count, len(problems))
    yield [StyledText(f"{name:<12}"), StyledText(f"{count:>8,}", style if problems else "bold")]
    for problem in problems:
        yield [StyledText(f"  {one_line(problem.origin)}: ", "dim"), StyledText(one_line(problem.reason))]
    if count > len(problems):
        yield [StyledText(f"  and {count - len(problems):,} more", "dim")]


def _origin_lines(name: str, origins: "Sequence[str]") -> Iterator[Line]:
    if not origins:
        return
    yield [StyledText(f"{name:<12}"), StyledText(f"{len(origins):>8,}", "yellow")]
    for origin in origins[:_LISTED_ORIGINS]:
        yield [StyledText(f"  {one_line(origin)}", "dim")]
    if len(origins) > _LISTED_ORIGINS:
        yield [StyledText(f"  and {len(origins) - _LISTED_ORIGINS:,} more", "dim")]


def _speed(report: "IngestReport") -> str:
    return f" ({report.passages / report.seconds:,.0f} passages/s)" if report.passages and report.seconds else ""
