"""How far a source goes that somebody named over the network: no path of this computer, no address of its own network."""

from collections.abc import Iterable, Iterator
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
) -> Iterator[ReadArticle | ReadFailure]:
    """The articles behind web addresses and in documents; see `read_sources`. A path is reported as a source that cannot be read.

    Args:
        sources: Addresses and documents.
        options: How records and archives are read.
        fetch_seconds: The longest that a fetch takes, where that is less than `MAX_FETCH_SECONDS`.
        allowed: Networks that may be fetched from although they are not public.
        read: Reads the documents that the sources lead to.
    """
    limits = FetchLimits(
        total_s=min(fetch_seconds, MAX_FETCH_SECONDS), max_bytes=MAX_FETCHED_BYTES, guard=AddressGuard(allowed)
    )
    options = replace(options, max_archive_bytes=min(options.max_archive_bytes, MAX_UNPACKED_BYTES))
    yield from read_sources(sources, options, limits, paths=False, read=read)
