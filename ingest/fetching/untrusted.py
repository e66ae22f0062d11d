"""Reads sources that a remote user named: no paths of this computer, no addresses of its network, tighter limits."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from assistant.ingest.fetching.address_guard import AddressGuard, Network
from assistant.ingest.fetching.fetch import FetchLimits
from assistant.ingest.readers.contract import ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.sources import ReadDocuments, Source, read_here, read_sources

MAX_FETCH_SECONDS = 20.0
MAX_FETCHED_BYTES = 20 * 1024**2
MAX_UNPACKED_BYTES = 256 * 1024**2


def read_untrusted_sources(
    sources: Iterable[Source],
    options: ReadOptions,
    fetch_seconds: float,
    allowed: tuple[Network, ...] = (),
    read: ReadDocuments = read_here,
    on_wait: Callable[[], None] | None = None,
) -> Iterator[ReadArticle | ReadFailure]:
    """Reads web addresses and documents. See `read_sources`. A path yields a `ReadFailure`.

    Args:
        sources: Addresses and documents.
        options: How records and archives are read.
        fetch_seconds: The time limit of a fetch, at most `MAX_FETCH_SECONDS`.
        allowed: Networks that are permitted although they are not public.
        read: Reads the documents of the sources.
        on_wait: Called several times a second during a fetch; may raise an error to cancel.
    """
    limits = FetchLimits(
        total_s=min(fetch_seconds, MAX_FETCH_SECONDS), max_bytes=MAX_FETCHED_BYTES, guard=AddressGuard(allowed)
    )
    options = replace(options, max_archive_bytes=min(options.max_archive_bytes, MAX_UNPACKED_BYTES))
    yield from read_sources(sources, options, limits, paths=False, read=read, on_wait=on_wait)
