"""Checks sources of several hosts at the same time, so that a slow host does not hold up the others."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from urllib.parse import urlsplit

from assistant.following.source import CheckResult, FollowedSource

HOSTS_AT_ONCE = 8
_POLL_SECONDS = 0.2


class ConcurrentChecks:
    """Checks sources in threads: those of one host, and folders, one after the other. Used once.

    Args:
        check: Checks a source.
        stop: Makes the checks that are running end soon.
    """

    def __init__(self, check: Callable[[FollowedSource], CheckResult], stop: Callable[[], None]) -> None:
        self._check = check
        self._stop = stop
        self._waiting: dict[str, FollowedSource] = {}
        self._running: dict[Future[CheckResult], FollowedSource] = {}

    def run(
        self,
        due: Callable[[], Iterable[FollowedSource]],
        on_check: Callable[[CheckResult], None],
        may_go_on: Callable[[], bool],
        *,
        repeats: bool,
    ) -> None:
        """Checks the sources that are due.

        Args:
            due: Lists them, the one that has waited longest first.
            on_check: Receives each result, in this thread, as soon as it is there.
            may_go_on: Asked several times a second; the running checks are stopped if this is false.
            repeats: Whether sources that become due meanwhile are checked too; otherwise each source is checked once.

        Raises:
            LibraryError: If the library cannot be read or written.
        """
        with ThreadPoolExecutor(HOSTS_AT_ONCE, "source check") as threads:
            is_complete = False
            try:
                self._add(due())
                while may_go_on():
                    self._start(threads)
                    if not self._running:
                        is_complete = True
                        return
                    done = wait(self._running, _POLL_SECONDS, FIRST_COMPLETED).done
                    for future in done:
                        del self._running[future]
                        on_check(future.result())
                    if repeats:
                        self._add(due())
            finally:
                if not is_complete:
                    self._stop()

    def _add(self, due: Iterable[FollowedSource]) -> None:
        running = {source.id for source in self._running.values()}
        self._waiting |= {source.id: source for source in due if source.id not in running}

    def _start(self, threads: ThreadPoolExecutor) -> None:
        hosts = {_host(source) for source in self._running.values()}
        for source in list(self._waiting.values()):
            if len(self._running) >= HOSTS_AT_ONCE:
                return
            if _host(source) not in hosts:
                hosts.add(_host(source))
                del self._waiting[source.id]
                self._running[threads.submit(self._check, source)] = source


def _host(source: FollowedSource) -> str:
    return "" if source.kind == "folder" else urlsplit(source.address).netloc
