"""Followed sources and their checks, as lines for a terminal and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.terminal_text import one_line, utc_minute
from assistant.prompts.wording import duration, quantity

if TYPE_CHECKING:
    from assistant.following import CheckResult, FollowedSource

_MAX_LISTED = 20


def source_lines(source: "FollowedSource") -> Iterator[Line]:
    """Yields a line with what is followed, one with its state, and one with its error."""
    yield [
        StyledText(source.id, "cyan"),
        StyledText(f"  {source.kind:<6}  ", "dim"),
        StyledText(one_line(source.title), "bold"),
        StyledText(f"  {one_line(source.address)}" if source.title != source.address else "", "dim"),
    ]
    checked = f"checked {utc_minute(source.checked_at)}" if source.checked_at else "never checked"
    is_due = source.is_due(datetime.now(UTC))
    following = "paused" if source.is_paused else "due now" if is_due else f"next {utc_minute(source.next_check_at)}"
    keep = f", kept {quantity(source.keep_days, 'day')}" if source.keep_days else ""
    counts = f"{quantity(source.added, 'article')}, {quantity(source.updated, 'edit')}"
    yield [StyledText(f"          every {duration(source.every)}{keep}; {checked}; {following}; {counts}", "dim")]
    if source.error:
        yield [StyledText(f"          {one_line(source.error)}", "red")]


def source_json(source: "FollowedSource") -> dict[str, object]:
    """Returns an entry of the list of sources."""
    fields = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(source).items()
    }
    return {**fields, "every": int(source.every.total_seconds()), "is_due": source.is_due(datetime.now(UTC))}


def result_lines(result: "CheckResult") -> Iterator[Line]:
    """Yields what a check did."""
    counts = [
        (quantity(len(result.added), "new article"), result.added),
        (quantity(len(result.updated), "changed article"), result.updated),
        (quantity(len(result.expired), "expired article"), result.expired),
    ]
    done = ", ".join(text for text, ids in counts if ids) or "nothing new"
    traffic = f"{quantity(result.requests, 'request')}, {result.received_bytes:,} bytes"
    yield [StyledText(one_line(result.source.address), "bold"), StyledText(f"  {done}  "), StyledText(traffic, "dim")]
    if result.source.error:
        yield [StyledText(f"  {one_line(result.source.error)}", "red")]
    problems = [text for origin, reason in result.problems if (text := f"{origin} {reason}") != result.source.error]
    for text in problems[:_MAX_LISTED]:
        yield [StyledText(f"  {one_line(text)}", "yellow")]
    if len(problems) > _MAX_LISTED:
        yield [StyledText(f"  and {len(problems) - _MAX_LISTED} more that could not be read", "yellow")]
    if not result.is_complete and not result.source.error:
        yield [StyledText("  more is left to read; the next check goes on", "dim")]


def result_json(result: "CheckResult") -> dict[str, object]:
    """Returns what a check did."""
    return {**asdict(result), "source": source_json(result.source)}
