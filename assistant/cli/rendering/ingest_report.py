"""How the report of an ingest looks."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.cli.output import Line, Piece
from assistant.cli.terminal_text import counted, one_line

if TYPE_CHECKING:
    from assistant.ingest.report import IngestReport, Problem


def report_lines(report: "IngestReport") -> Iterator[Line]:
    """How many were added, unchanged, updated, copies, failed; what failed and why; and how fast it went."""
    counts = [
        ("added", len(report.added)),
        ("unchanged", len(report.unchanged)),
        ("updated", len(report.updated)),
        ("same story", len(report.copies)),
    ]
    for name, count in counts:
        yield [Piece(f"{name:<12}"), Piece(f"{count:>8,}", "bold")]
    yield from _problems("failed", report.failed, "bold red")
    yield from _problems("warnings", report.warnings, "yellow")
    yield [Piece(f"{counted(report.passages, 'passage')} in {report.seconds:.1f} s{_speed(report)}", "dim")]


def failure(report: "IngestReport") -> str | None:
    """What to say on stderr where something could not be read."""
    if not report.failed:
        return None
    many = len(report.failed)
    rest = "it" if many == 1 else "they"
    stored = len(report.added) + len(report.updated) + len(report.unchanged)
    others = (
        f"; {counted(stored, 'article')} beside {'it is' if many == 1 else 'them are'} in the library" if stored else ""
    )
    return f"{counted(many, 'source')} could not be read ({rest} will be tried again by the next ingest){others}"


def _problems(name: str, problems: "Sequence[Problem]", style: str) -> Iterator[Line]:
    if not problems and name != "failed":
        return
    yield [Piece(f"{name:<12}"), Piece(f"{len(problems):>8,}", style if problems else "bold")]
    for problem in problems:
        yield [Piece(f"  {one_line(problem.origin)}: ", "dim"), Piece(one_line(problem.reason))]


def _speed(report: "IngestReport") -> str:
    return f" ({report.passages / report.seconds:,.0f} passages/s)" if report.passages and report.seconds else ""
