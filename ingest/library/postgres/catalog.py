"""The catalog in a PostgreSQL database, for any number of machines at once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.ingest.errors import LibraryError, LibraryUnreachableError, UsageError
from assistant.ingest.library.browsing import ListSql
from assistant.ingest.library.catalog_rows import ArticleRecord
from assistant.ingest.library.lexical_query import WordQuery
from assistant.ingest.library.postgres import words
from assistant.ingest.library.postgres.lock import current_writer, write_lock
from assistant.ingest.library.postgres.schema import migrate, version
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.sql import Row
from assistant.ingest.library.sql_catalog import SqlCatalog
from assistant.ingest.library.sql_writes import SqlWrites, Words

if TYPE_CHECKING:
    from psycopg import Connection

_CONNECTIONS = 8
_CONNECT_SECONDS = 10
_OPTIONS: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, "application_name": "assistant", "autocommit": True}


def open_postgres(url: str, create: bool) -> "PostgresCatalog":
    """Opens the catalog in a database.

    Args:
        url: Such as postgresql://user@host/database.
        create: Make its tables if they are missing.

    Raises:
        LibraryError: If the database cannot be reached or used, or holds no library and none is to be made.
        LibraryVersionError: If a newer version of this program made it.
        UsageError: If the driver is missing.
    """
    try:
        import psycopg
    except ImportError as error:
        raise UsageError(
            "a catalog in PostgreSQL needs the driver psycopg; install it with: pip install 'article-assistant[postgres]'"
        ) from error
    shown = _shown(url)
    with _reported(shown), psycopg.connect(url, **_OPTIONS) as connection:
        if not create and not version(connection):
            raise LibraryError(f"there is no library at {shown}; make one with: assistant ingest PATH")
        migrate(connection)
        ((ranks,),) = connection.execute(words.COUNTS_SQL.encode()).fetchall()
    return PostgresCatalog(url, ranks)


class PostgresCatalog(SqlCatalog):
    """See `Catalog`. To be had from `open_postgres`.

    Args:
        url: The database, whose tables are there.
        ranks: The result of `words.COUNTS_SQL`.
    """

    _LIKE = "ILIKE"
    _LIST_SQL = ListSql(
        "(number IN (SELECT p.article FROM passage_words w JOIN passages p ON p.number = w.passage WHERE w.words @@ ?::tsquery) "
        "OR source ILIKE ?)",
        words.list_query,
        "lower(title)",
    )

    def __init__(self, url: str, ranks: Sequence[float]) -> None:
        from psycopg_pool import ConnectionPool

        self._url = url
        self._ranks = ranks
        self._local = threading.local()
        self._writer: Connection | None = None
        self._pool = ConnectionPool(
            url,
            min_size=0,
            max_size=_CONNECTIONS,
            open=True,
            kwargs=_OPTIONS,
            configure=_without_jit,
            timeout=_CONNECT_SECONDS,
        )

    @property
    def shown(self) -> str:
        """The address without the password."""
        return _shown(self._url)

    def close(self) -> None:
        """See `Catalog`."""
        self._pool.close()

    # Writing

    @contextmanager
    def lock(self, purpose: str, wait_seconds: float, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
        """See `Catalog`."""
        import psycopg

        with (
            _reported(self.shown),
            psycopg.connect(self._url, **_OPTIONS) as connection,
            write_lock(connection, purpose, wait_seconds, on_wait),
        ):
            self._writer = connection
            try:
                yield
            finally:
                self._writer = None

    def writer(self) -> str | None:
        """See `Catalog`."""
        with self._connection() as connection:
            return current_writer(connection)

    @contextmanager
    def writing(self, content: bool = True) -> Iterator["PostgresWrites"]:
        """See `Catalog`."""
        source = self._connection() if self._writer is None else nullcontext(self._writer)
        with source as connection, _reported(self.shown), self._bound(connection), connection.transaction():
            writes = PostgresWrites(connection)
            yield writes
            writes.finish()
            if content:
                writes.grow_generation()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See `Catalog`."""
        with self._connection() as connection, _reported(self.shown), self._bound(connection), connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    # Reading

    def counts(self) -> tuple[int, int]:
        """(articles, passages)."""
        facts: dict[str, str] = dict(self._all("SELECT name, value FROM facts WHERE name IN ('articles', 'passages')"))
        return int(facts["articles"]), int(facts["passages"])

    def search_words(self, query: WordQuery, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """See `Catalog`."""
        return words.search(self._all, self._ranks, query, limit, scope)

    def score_words(self, query: WordQuery, numbers: Sequence[int]) -> dict[int, float]:
        """See `Catalog`."""
        return words.score(self._all, self._ranks, query, numbers)

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """See `Catalog`."""
        return words.frequencies(self._all, stems)

    def problems(self) -> list[str]:
        """In what the tables contradict each other; PostgreSQL itself keeps them whole."""
        found = self._contradictions()
        ((articles, passages, lengths),) = self._all(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages), (SELECT coalesce(sum(length), 0)::bigint FROM passage_words)"
        )
        counted = (*self.counts(), int(self.fact("lengths") or 0))
        if counted != (articles, passages, lengths):
            found.append(
                f"{articles} articles, {passages} passages and {lengths} words, but {counted[0]}, {counted[1]} and {counted[2]} are counted"
            )
        return found

    @contextmanager
    def _connection(self) -> Iterator["Connection"]:
        """That of this thread's transaction, or one of the pool."""
        bound = getattr(self._local, "connection", None)
        if bound is not None:
            yield bound
            return
        with _reported(self.shown), self._pool.connection() as connection:
            yield connection

    @contextmanager
    def _bound(self, connection: "Connection") -> Iterator[None]:
        """Whatever this thread reads meanwhile, it reads within this transaction."""
        self._local.connection = connection
        try:
            yield
        finally:
            self._local.connection = None

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        with self._connection() as connection:
            return _rows(connection, sql, values)


class PostgresWrites(SqlWrites):
    """See `CatalogWrites`. What is counted of the library is written by `finish`.

    Attributes:
        connection: In the middle of the transaction.
    """

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection
        self._totals: Counter[str] = Counter()
        self._stems: Counter[str] = Counter()

    def put_article(self, entry: ArticleRecord) -> int:
        """See `CatalogWrites`."""
        self._totals["articles"] += 1
        return super().put_article(entry)

    def delete_article(self, article_id: str) -> bool:
        """See `CatalogWrites`."""
        was_there = super().delete_article(article_id)
        self._totals["articles"] -= was_there
        return was_there

    def finish(self) -> None:
        """Writes how much more there is of everything."""
        for name, more in self._totals.items():
            self._count(name, more)
        changed = sorted((one, more) for one, more in self._stems.items() if more)
        self._run(
            "INSERT INTO stems (stem, passages) SELECT * FROM unnest(?::text[], ?::integer[]) "
            "ON CONFLICT (stem) DO UPDATE SET passages = stems.passages + excluded.passages",
            ([one for one, _ in changed], [more for _, more in changed]),
        )
        fewer = [one for one, more in changed if more < 0]
        self._run("DELETE FROM stems WHERE stem = ANY(?) AND passages <= 0", (fewer,))

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return _rows(self.connection, sql, values)

    def _run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(_in_postgres(sql), rows)

    def _index_words(self, passages: Sequence[Words]) -> None:
        indexed = [(number, words.IndexedWords.of(title, body)) for number, title, body in passages]
        self._run_many(
            "INSERT INTO passage_words (passage, day, length, words) SELECT p.number, coalesce(a.published_day, 0), ?, ?::tsvector "
            "FROM passages p JOIN articles a ON a.number = p.article WHERE p.number = ?",
            [(one.length, one.vector, number) for number, one in indexed],
        )
        self._note([one for _, one in indexed], 1)

    def _forget_words(self, passages: Sequence[Words]) -> None:
        """The rows go with their passages; what is counted has to be told."""
        self._note([words.IndexedWords.of(title, body) for _, title, body in passages], -1)

    def _note(self, indexed: Sequence[words.IndexedWords], sign: int) -> None:
        self._totals["passages"] += sign * len(indexed)
        self._totals["lengths"] += sign * sum(one.length for one in indexed)
        for one in indexed:
            for stem in one.counts:
                self._stems[stem] += sign


def _rows(connection: "Connection", sql: str, values: Sequence[Any]) -> list[Row]:
    cursor = connection.execute(_in_postgres(sql), values, binary=True)
    return cursor.fetchall() if cursor.description else []


@lru_cache(maxsize=1_000)
def _in_postgres(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _without_jit(connection: "Connection") -> None:
    """To compile a query would take longer than to answer it."""
    connection.execute("SET jit = off")


def _shown(url: str) -> str:
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}"


@contextmanager
def _reported(shown: str) -> Iterator[None]:
    """PostgreSQL's errors in the words of the product."""
    import psycopg
    from psycopg_pool import PoolTimeout

    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise LibraryError(
            f"the disk of the catalog {shown} is full ({_said(error)}); what was finished is safe: free some space and run it again"
        ) from error
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise LibraryUnreachableError(
            f"the catalog {shown} cannot be reached ({_said(error)}); check that PostgreSQL is running, and the setting catalog_url"
        ) from error
    except psycopg.Error as error:
        raise LibraryError(
            f"the catalog {shown} cannot be used ({_said(error)}); check the rights of its user, and that the database is the assistant's own"
        ) from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
