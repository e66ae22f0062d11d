"""Stores followed sources in the library's catalog, so that every entry point and every process sees the same."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.following.errors import FollowError
from assistant.following.source import FollowedDocument, FollowedItem, FollowedSource
from assistant.ingest.fetching.polite import HostState, Validators
from assistant.ingest.fetching.robots import RobotsRules
from assistant.ingest.library import Catalog
from assistant.ingest.library.sql import Row, batches, placeholders

_SOURCE = (
    "id, address, kind, title, every_seconds, keep_days, is_paused, added_at, next_check_at, checked_at, succeeded_at, failures, error, "
    "added, updated, last_added"
)
_DOCUMENT = "url, kind, etag, last_modified, fresh_until"
_ITEM = "key, origin, location, fingerprint, article, etag, last_modified, first_seen_at, read_at, next_read_at, failures, error"


class FollowStore:
    """The followed sources of a library, with their items, and what is known about sites. Safe to use from several threads.

    Args:
        catalog: The library's catalog.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    # Sources

    def sources(self) -> list[FollowedSource]:
        """Lists the sources, in the order in which they were added."""
        rows = self._catalog.query_side_tables(f"SELECT {_SOURCE} FROM followed_sources ORDER BY added_at, address")  # noqa: S608
        return [_source(row) for row in rows]

    def source(self, name: str) -> FollowedSource:
        """Returns a source by its id, its address, or the path of its folder.

        Raises:
            FollowError: If it is not followed.
        """
        rows = self._catalog.query_side_tables(
            f"SELECT {_SOURCE} FROM followed_sources WHERE id = ? OR address IN (?, ?)",  # noqa: S608
            (name, name, _path(name)),
        )
        if not rows:
            raise FollowError(f"{name[:200]} is not followed; list what is with: assistant follow list")
        return _source(rows[0])

    def due(self, now: datetime) -> list[FollowedSource]:
        """Lists the sources to check now, the one that has waited longest first."""
        rows = self._catalog.query_side_tables(
            f"SELECT {_SOURCE} FROM followed_sources WHERE is_paused = 0 AND next_check_at <= ? ORDER BY next_check_at",  # noqa: S608
            (_text(now),),
        )
        return [_source(row) for row in rows]

    def next_check_at(self) -> datetime | None:
        """Returns when the first of the sources that are not paused is due; None if there is none."""
        sql = "SELECT min(next_check_at) FROM followed_sources WHERE is_paused = 0"
        return _moment(self._catalog.query_side_tables(sql)[0][0])

    def put_source(self, source: FollowedSource) -> None:
        """Adds a source, or replaces the one with its id. A source that was removed meanwhile is not added again by a check."""
        names = _SOURCE.split(", ")
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self._run(
            f"INSERT INTO followed_sources ({_SOURCE}) VALUES ({', '.join('?' * len(names))}) "  # noqa: S608
            f"ON CONFLICT (id) DO UPDATE SET {changes}",
            _source_row(source),
        )

    def note_check(self, source: FollowedSource, due_at: datetime) -> None:
        """Stores the outcome of a check.

        Whether the source is paused and how often it is checked may have changed meanwhile. If it was made due meanwhile, it stays so.

        Args:
            source: The source after the check.
            due_at: Its `next_check_at` before the check.
        """
        self._run(
            "UPDATE followed_sources SET address = ?, title = ?, next_check_at = CASE WHEN next_check_at = ? THEN ? ELSE next_check_at END, "
            "checked_at = ?, succeeded_at = ?, failures = ?, error = ?, added = ?, updated = ?, last_added = ? WHERE id = ?",
            (
                *(source.address, source.title, _text(due_at), _text(source.next_check_at), _text(source.checked_at)),
                *(_text(source.succeeded_at), source.failures, source.error, source.added, source.updated),
                *(source.last_added, source.id),
            ),
        )

    def remove_source(self, source_id: str) -> None:
        """Forgets a source and its items; its articles stay in the library."""
        self._run("DELETE FROM followed_sources WHERE id = ?", (source_id,))

    # Documents

    def documents(self, source_id: str) -> list[FollowedDocument]:
        """Lists the documents that are requested at each check of a source."""
        rows = self._catalog.query_side_tables(
            f"SELECT {_DOCUMENT} FROM followed_documents WHERE source = ? ORDER BY url",  # noqa: S608
            (source_id,),
        )
        return [
            FollowedDocument(url, kind, Validators(etag, modified), datetime.fromisoformat(fresh))
            for url, kind, etag, modified, fresh in rows
        ]

    def put_document(self, source_id: str, document: FollowedDocument) -> None:
        """Adds or replaces a document of a source."""
        validators = document.validators
        self._run(
            f"INSERT INTO followed_documents (source, {_DOCUMENT}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source, url) DO UPDATE SET "  # noqa: S608
            "kind = excluded.kind, etag = excluded.etag, last_modified = excluded.last_modified, fresh_until = excluded.fresh_until",
            (
                *(source_id, document.url, document.kind, validators.etag, validators.last_modified),
                _text(document.fresh_until),
            ),
        )

    def remove_document(self, source_id: str, url: str) -> None:
        """Forgets a document of a source."""
        self._run("DELETE FROM followed_documents WHERE source = ? AND url = ?", (source_id, url))

    def followed_as_part_of(self, urls: Sequence[str]) -> dict[str, str]:
        """Returns those of some documents that a source requests already, each with the address of that source."""
        found: dict[str, str] = {}
        joined = "followed_documents d JOIN followed_sources s ON s.id = d.source"
        for batch in batches(urls):
            condition = f"d.kind <> 'home' AND d.url IN ({placeholders(batch)})"
            sql = f"SELECT d.url, s.address FROM {joined} WHERE {condition}"  # noqa: S608  # question marks
            found |= dict(self._catalog.query_side_tables(sql, tuple(batch)))
        return found

    # Items

    def items(self, source_id: str) -> dict[str, FollowedItem]:
        """Returns the items of a source by their keys."""
        rows = self._catalog.query_side_tables(f"SELECT {_ITEM} FROM followed_items WHERE source = ?", (source_id,))  # noqa: S608
        return {row[0]: _item(row) for row in rows}

    def put_items(self, source_id: str, items: Iterable[FollowedItem]) -> None:
        """Adds or replaces items of a source, in one transaction; does nothing if the source was removed."""
        names = _ITEM.split(", ")
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        with self._catalog.side_tables() as run:
            if not run("SELECT 1 FROM followed_sources WHERE id = ?", (source_id,)):
                return
            for item in items:
                run(
                    f"INSERT INTO followed_items (source, {_ITEM}) VALUES ({', '.join('?' * (len(names) + 1))}) "  # noqa: S608
                    f"ON CONFLICT (source, key) DO UPDATE SET {changes}",
                    (source_id, *_item_row(item)),
                )

    def other_followers(self, source_id: str, article_ids: Sequence[str]) -> set[str]:
        """Returns those of some articles that another source has too."""
        followed: set[str] = set()
        for article_id in article_ids:
            sql = "SELECT 1 FROM followed_items WHERE article = ? AND source <> ? LIMIT 1"
            if self._catalog.query_side_tables(sql, (article_id, source_id)):
                followed.add(article_id)
        return followed

    # Sites

    def load(self, host: str) -> HostState:
        """See `HostStates`."""
        sql = "SELECT robots, robots_unknown, robots_until, busy_until FROM followed_hosts WHERE host = ?"
        for robots, is_unknown, robots_until, busy_until in self._catalog.query_side_tables(sql, (host,)):
            rules = (
                None if robots is None else RobotsRules(robots, bool(is_unknown), datetime.fromisoformat(robots_until))
            )
            return HostState(rules, _moment(busy_until))
        return HostState()

    def note_robots(self, host: str, robots: RobotsRules) -> None:
        """See `HostStates`."""
        self._run(
            "INSERT INTO followed_hosts (host, robots, robots_unknown, robots_until) VALUES (?, ?, ?, ?) ON CONFLICT (host) DO UPDATE "
            "SET robots = excluded.robots, robots_unknown = excluded.robots_unknown, robots_until = excluded.robots_until",
            (host, robots.text.replace("\0", ""), int(robots.is_unknown), _text(robots.until)),
        )

    def note_busy(self, host: str, until: datetime) -> None:
        """See `HostStates`."""
        self._run(
            "INSERT INTO followed_hosts (host, robots_unknown, busy_until) VALUES (?, 0, ?) "
            "ON CONFLICT (host) DO UPDATE SET busy_until = excluded.busy_until",
            (host, _text(until)),
        )

    def _run(self, sql: str, values: Sequence[Any]) -> None:
        with self._catalog.side_tables() as run:
            run(sql, values)


def _path(name: str) -> str:
    """Returns the absolute path of a folder that may be followed under it."""
    try:
        return str(Path(name).expanduser().resolve())
    except (OSError, RuntimeError, ValueError):
        return name


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _source(row: Row) -> FollowedSource:
    source_id, address, kind, title, every, keep, is_paused, added_at, next_check, checked, succeeded, *counts = row
    return FollowedSource(
        source_id,
        address,
        kind,
        title,
        timedelta(seconds=every),
        keep,
        bool(is_paused),
        datetime.fromisoformat(added_at),
        datetime.fromisoformat(next_check),
        _moment(checked),
        _moment(succeeded),
        *counts,
    )


def _source_row(source: FollowedSource) -> tuple[Any, ...]:
    return (
        *(source.id, source.address, source.kind, source.title, int(source.every.total_seconds()), source.keep_days),
        *(int(source.is_paused), _text(source.added_at), _text(source.next_check_at), _text(source.checked_at)),
        *(_text(source.succeeded_at), source.failures, source.error, source.added, source.updated, source.last_added),
    )


def _item(row: Row) -> FollowedItem:
    key, origin, location, fingerprint, article, etag, modified, first_seen, read_at, next_read, failures, error = row
    return FollowedItem(
        key,
        origin,
        location,
        fingerprint,
        article,
        Validators(etag, modified),
        datetime.fromisoformat(first_seen),
        datetime.fromisoformat(read_at),
        _moment(next_read),
        failures,
        error,
    )


def _item_row(item: FollowedItem) -> tuple[Any, ...]:
    return (
        *(item.key, item.origin, item.location, item.fingerprint, item.article_id, item.validators.etag),
        *(item.validators.last_modified, _text(item.first_seen_at), _text(item.read_at), _text(item.next_read_at)),
        *(item.failures, item.error),
    )
