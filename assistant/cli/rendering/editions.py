"""Editions of an article, and the differences between two of them, as lines for a terminal and as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.terminal_text import one_line, utc_minute

if TYPE_CHECKING:
    from assistant.ingest.library.editions import Edition
    from assistant.ingest.word_diff import ChangeKind, TextPart

_MARKS: "dict[ChangeKind, tuple[str, str, str]]" = {
    "same": ("", "", ""),
    "removed": ("[-", "-]", "red"),
    "added": ("{+", "+}", "green"),
}


def edition_lines(editions: "Iterable[Edition]") -> Iterator[Line]:
    """Yields one line per edition: name, when it was stored and replaced, title."""
    for edition in editions:
        until = f"until {utc_minute(edition.replaced_at)}" if edition.replaced_at else "newest"
        yield [
            StyledText(edition.name, "cyan"),
            StyledText(f"  stored {utc_minute(edition.stored_at)}, {until}  ", "dim"),
            StyledText(one_line(edition.article.title)),
        ]


def compared_editions(editions: "Sequence[Edition]", since: str | None) -> str:
    """Returns in one line which editions are compared.

    Args:
        editions: All editions of the article, the oldest first.
        since: The name of the earlier one. None for the one before the newest.
    """
    newest = editions[-1]
    earlier = [edition for edition in editions[:-1] if since in {None, edition.name}]
    if not earlier:
        return f"{one_line(newest.article.title)}: stored {utc_minute(newest.stored_at)}, and not changed since"
    before, title = earlier[-1], one_line(newest.article.title)
    renamed = f" (before: {one_line(before.article.title)})" if before.article.title != newest.article.title else ""
    return f"{title}{renamed}: changes from the edition of {utc_minute(before.stored_at)} to that of {utc_minute(newest.stored_at)}"


def edition_json(edition: "Edition") -> dict[str, object]:
    """Returns an entry of the list of editions."""
    return {
        "edition": edition.name,
        "number": edition.number,
        "title": edition.article.title,
        "published": edition.article.published.isoformat() if edition.article.published else None,
        "characters": len(edition.article.text),
        "stored_at": edition.stored_at.isoformat(),
        "replaced_at": edition.replaced_at.isoformat() if edition.replaced_at else None,
    }


def change_lines(parts: "Iterable[TextPart]") -> Iterator[Line]:
    """Yields the lines of two compared texts, with marks around removed and added words, as `wdiff` prints them."""
    line: list[StyledText] = []
    for part in parts:
        begin, end, style = _MARKS[part.kind]
        for number, text in enumerate(part.text.split("\n")):
            if number:
                yield line
                line = []
            if text and line and part.kind == "added" and line[-1].style == _MARKS["removed"][2]:
                line.append(StyledText(" "))
            if text:
                line.append(StyledText(f"{begin}{text}{end}", style))
    yield line
