"""Measures what it costs to store a feed of many short entries whose text is in the feed: `python eval/stages/large_feed.py [ENTRIES]`."""

import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

from assistant import Assistant
from assistant.settings import load_settings

_ENTRY = """<item><title>Ferry {n} leaves quay {quay}</title><guid isPermaLink="false">{n}</guid>
<pubDate>Mon, 02 Mar 2026 06:00:00 GMT</pubDate><content:encoded>Ferry {n} left quay {quay} with {cars} cars. Its crew counted {gulls}
gulls, and pilot {pilot} wrote them down. Harbour report {report} says that berth {berth} stays free until day {day}.</content:encoded></item>"""
_FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Ferries</title><link>https://example.org/</link><description>Ferries</description>{entries}</channel></rss>"""


def measure(entries: int) -> dict[str, float]:
    """Follows a feed on this machine until everything is stored; returns what was stored and what it cost.

    Args:
        entries: The number of entries of the feed.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "feed.xml").write_text(_FEED.format(entries="".join(map(_entry, range(entries)))))
        settings = load_settings(
            library=Path(folder) / "library", fetch_networks=[ip_network("127.0.0.0/8")], follow_host_seconds=0
        )
        with _served(folder) as address, Assistant.open(settings=settings) as assistant:
            following = assistant.following
            source = following.add(f"{address}/feed.xml", every=timedelta(days=1))
            wall, processor = time.perf_counter(), time.process_time()
            results = following.check_due(repeats=True)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            following.request_check(source.id)
            (unchanged,) = following.check_due()
            titles = {summary.title for summary in assistant.articles(limit=entries + 1)}
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "articles": len(titles),
        "checks": len(results),
        "requests": sum(result.requests for result in results),
        "megabytes_received": round(sum(result.received_bytes for result in results) / 1e6, 1),
        "seconds": round(wall),
        "processor_seconds": round(processor + children.ru_utime + children.ru_stime),
        "requests_if_unchanged": unchanged.requests,
        "bytes_if_unchanged": unchanged.received_bytes,
        "megabytes_of_reading_process": children.ru_maxrss // 1024,
    }


def _entry(n: int) -> str:
    numbers = {"quay": n % 97, "cars": n * 7 % 1000, "gulls": n, "pilot": n * 31 % 9973}
    return _ENTRY.format(n=n, **numbers, report=n * 17 % 7919, berth=n % 211, day=n * 13 % 365)


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Logs nothing."""


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """Serves a folder on this machine; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.stdout.write(f"{measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)}\n")
