"""The catalog in a PostgreSQL database, for any number of machines at once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.ingest.errors import LibraryError, LibraryUnreachableError, UsageError, one_line
from assistant.ingest.library.browsing import ListSql
from assistant.ingest.library.catalog_rows import ArticleRecord
from assistant.ingest.library.lexical_query import LexicalQuery
from assistant.ingest.library.postgres import bm25
from assistant.ingest.library.postgres.lock import current_writer, write_lock
from assistant.ingest.library.postgres.schema import migrate, version
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.sql import Row, RunQuery
from assistant.ingest.library.sql_catalog import SqlCatalog
from assistant.ingest.library.sql_writes import IndexedText, SqlWrites

if TYPE_CHECKING:
    from psycopg import Connection

_MAX_CONNECTIONS = 8
_CONNECT_SECONDS = 10
_OPTIONS: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, "application_name": "assistant", "autocommit": True}


def open_postgres(url: str, create: bool) -> "PostgresCatalog":
    """Opens the catalog in a database.

    Args:
        url: An address such as postgresql://user@host/database.
        create: Whether to create its tables if they are missing.

    Raises:
        LibraryError: If the database cannot be reached or used, or holds no library and `create` is False.
        LibraryVersionError: If a newer version of this program made it.
        UsageError: If the driver is missing.
    """
    try:
        import psycopg
    except ImportError as error:
        raise UsageError(
            "a catalog in PostgreSQL needs the driver psycopg; install it with: pip install 'article-assistant[postgres]'"
        ) from error
    display_name = _display_name(url)
    with _postgres_errors(display_name), psycopg.connect(url, **_OPTIONS) as connection:
        if not create and not version(connection):
            raise LibraryError(f"there is no library at {display_name}; make one with: assistant ingest PATH")
        migrate(connection)
        ((ts_ranks,),) = connection.execute(bm25.TS_RANKS_SQL.encode()).fetchall()
    return PostgresCatalog(url, ts_ranks)


class PostgresCatalog(SqlCatalog):
    """See `Catalog`. Opened by `open_postgres`.

    Args:
        url: The database, which has the tables.
        ts_ranks: The result of `bm25.TS_RANKS_SQL`.
    """

    _LIKE = "ILIKE"
    _LIST_SQL = ListSql(
        "(number IN (SELECT p.article FROM passage_words w JOIN passages p ON p.number = w.passage WHERE w.words @@ ?::tsquery) "
        "OR source ILIKE ?)",
        "lower(title)",
    )

    def __init__(self, url: str, ts_ranks: Sequence[float]) -> None:
        from psycopg_pool import ConnectionPool

        super().__init__()
        self._url = url
        self._ts_ranks = ts_ranks
        self._local = threading.local()
        self._writer: Connection | None = None
        self._pool = ConnectionPool(
            url,
            min_size=0,
            max_size=_MAX_CONNECTIONS,
            open=True,
            kwargs=_OPTIONS,
            configure=_without_jit,
            timeout=_CONNECT_SECONDS,
        )

    @property
    def display_name(self) -> str:
        """The address without the password."""
        return _display_name(self._url)

    def close(self) -> None:
        """See `Catalog`."""
        self._pool.close()

    # Writing

    @contextmanager
    def lock(self, purpose: str, wait_seconds: float, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
        """See `Catalog`."""
        import psycopg

        with (
            _postgres_errors(self.display_name),
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
    def transaction(self, changes_content: bool = True) -> Iterator["PostgresWrites"]:
        """See `Catalog`."""
        source = self._connection() if self._writer is None else nullcontext(self._writer)
        with (
            source as connection,
            _postgres_errors(self.display_name),
            self._bound(connection),
            connection.transaction(),
        ):
            writes = PostgresWrites(connection)
            yield writes
            writes.finish()
            if changes_content:
                writes.grow_generation()

    @contextmanager
    def side_tables(self) -> Iterator[RunQuery]:
        """See `Catalog`. The connection is not the writer's, which belongs to the thread that holds the lock."""
        with (
            _postgres_errors(self.display_name),
            self._pool.connection() as connection,
            connection.transaction(),
        ):
            yield lambda sql, values: _rows(connection, sql, values)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See `Catalog`."""
        with (
            self._connection() as connection,
            _postgres_errors(self.display_name),
            self._bound(connection),
            connection.transaction(),
        ):
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    # Reading

    def counts(self) -> tuple[int, int]:
        """See `Catalog`."""
        rows = self._all("SELECT name, value FROM facts WHERE name IN ('articles', 'passages')")
        counts: dict[str, str] = dict(rows)
        return int(counts["articles"]), int(counts["passages"])

    def search_bm25(self, query: LexicalQuery, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """See `Catalog`."""
        return bm25.search(self._all, self._ts_ranks, self.search_terms(), query, limit, scope)

    def score_bm25(self, query: LexicalQuery, numbers: Sequence[int]) -> dict[int, float]:
        """See `Catalog`."""
        return bm25.score(self._all, self._ts_ranks, self.search_terms(), query, numbers)

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """See `Catalog`."""
        return bm25.document_frequencies(self._all, stems)

    def terms_beginning(self, letters: str) -> dict[str, int]:
        """See `Catalog`."""
        return bm25.terms_beginning(self._all, letters)

    def problems(self) -> list[str]:
        """Lists the tables that do not match each other; PostgreSQL itself guarantees their integrity."""
        problems = self._inconsistencies()
        ((articles, passages, lengths),) = self._all(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages), (SELECT coalesce(sum(length), 0)::bigint FROM passage_words)"
        )
        counted = (*self.counts(), int(self.metadata("lengths") or 0))
        if counted != (articles, passages, lengths):
            problems.append(
                f"{articles} articles, {passages} passages and {lengths} words, but {counted[0]}, {counted[1]} and {counted[2]} are counted"
            )
        return problems

    @contextmanager
    def _connection(self) -> Iterator["Connection"]:
        """Gives the connection of this thread's transaction, or one of the pool."""
        bound = getattr(self._local, "connection", None)
        if bound is not None:
            yield bound
            return
        with _postgres_errors(self.display_name), self._pool.connection() as connection:
            yield connection

    @contextmanager
    def _bound(self, connection: "Connection") -> Iterator[None]:
        """Makes this thread use one connection, and so read within its transaction."""
        self._local.connection = connection
        try:
            yield
        finally:
            self._local.connection = None

    def _list_query(self, word: str, is_prefix: bool) -> str:
        return bm25.list_query(self.search_terms(), word, is_prefix)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        with self._connection() as connection:
            return _rows(connection, sql, values)


class PostgresWrites(SqlWrites):
    """See `CatalogWrites`. The library's totals are written by `finish`.

    Attributes:
        connection: The connection of the running transaction.
    """

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection
        self._totals: Counter[str] = Counter()
        self._stems: Counter[str] = Counter()

    def put_article(self, record: ArticleRecord) -> int:
        """See `CatalogWrites`."""
        self._totals["articles"] += 1
        return super().put_article(record)

    def delete_article(self, article_id: str) -> bool:
        """See `CatalogWrites`."""
        was_there = super().delete_article(article_id)
        self._totals["articles"] -= was_there
        return was_there

    def finish(self) -> None:
        """Writes the changes of the totals and of the document frequencies."""
        for name, change in self._totals.items():
            self._increase(name, change)
        changes = sorted((stem, change) for stem, change in self._stems.items() if change)
        self._run(
            "INSERT INTO stems (stem, passages) SELECT * FROM unnest(?::text[], ?::integer[]) "
            "ON CONFLICT (stem) DO UPDATE SET passages = stems.passages + excluded.passages",
            ([stem for stem, _ in changes], [change for _, change in changes]),
        )
        decreased = [stem for stem, change in changes if change < 0]
        self._run("DELETE FROM stems WHERE stem = ANY(?) AND passages <= 0", (decreased,))

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return _rows(self.connection, sql, values)

    def _run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(_in_postgres(sql), rows)

    def _index_texts(self, texts: Sequence[IndexedText]) -> None:
        indexed = [(text.number, bm25.IndexedPassage.of(text, self.terms)) for text in texts]
        self._run_many(
            "INSERT INTO passage_words (passage, day, length, words) SELECT p.number, coalesce(a.published_day, 0), ?, ?::tsvector "
            "FROM passages p JOIN articles a ON a.number = p.article WHERE p.number = ?",
            [(passage.length, passage.vector, number) for number, passage in indexed],
        )
        self._count([passage for _, passage in indexed], 1)

    def _unindex_texts(self, texts: Sequence[IndexedText]) -> None:
        """Updates the totals; the rows are deleted with their passages."""
        self._count([bm25.IndexedPassage.of(text, self.terms) for text in texts], -1)

    def _empty_full_text(self) -> None:
        self._run("DELETE FROM passage_words")
        self._run("DELETE FROM stems")
        self._run("UPDATE facts SET value = '0' WHERE name IN ('lengths', 'passages')")
        for name in ("lengths", "passages"):
            self._totals.pop(name, None)
        self._stems.clear()

    def _count(self, passages: Sequence[bm25.IndexedPassage], sign: int) -> None:
        self._totals["passages"] += sign * len(passages)
        self._totals["lengths"] += sign * sum(passage.length for passage in passages)
        for passage in passages:
            for stem in passage.counts:
                self._stems[stem] += sign


def _rows(connection: "Connection", sql: str, values: Sequence[Any]) -> list[Row]:
    cursor = connection.execute(_in_postgres(sql), values, binary=True)
    return cursor.fetchall() if cursor.description else []


@lru_cache(maxsize=1_000)
def _in_postgres(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _without_jit(connection: "Connection") -> None:
    """Turns off the compilation of queries, which takes longer than running them."""
    connection.execute("SET jit = off")


def _display_name(url: str) -> str:
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}"


@contextmanager
def _postgres_errors(display_name: str) -> Iterator[None]:
    """Raises a `LibraryError` for PostgreSQL's errors."""
    import psycopg
    from psycopg_pool import PoolTimeout

    try:
        yield
    except psycopg.errors.DiskFull as error:
        raise LibraryError(
            f"the disk of the catalog {display_name} is full ({one_line(error)}); what was finished is safe: free some space and run it again"
        ) from error
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise LibraryUnreachableError(
            f"the catalog {display_name} cannot be reached ({one_line(error)}); check that PostgreSQL is running, and the setting catalog_url"
        ) from error
    except psycopg.Error as error:
        raise LibraryError(
            f"the catalog {display_name} cannot be used ({one_line(error)}); check the rights of its user, and that the database is not shared"
        ) from error
