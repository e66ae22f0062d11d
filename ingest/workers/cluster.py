"""Opens a Dask cluster: a running one, or processes of this machine for one ingest."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from assistant.ingest.errors import MissingExtraError, UsageError, WorkersError, first_line
from assistant.ingest.executors import LocalExecutor
from assistant.ingest.workers.dask_workers import DaskWorkers

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_SECONDS = 10


@contextmanager
def open_workers(where: int | str, local: LocalExecutor) -> Iterator[DaskWorkers]:
    """Gives the workers of a cluster, until the end of the `with` statement.

    Args:
        where: The address of a scheduler, such as tcp://host:8786; or the number of processes to start on this machine.
        local: Reads the documents that are not sent to workers. Its limits hold for the workers, too.

    Raises:
        MissingExtraError: If Dask is not installed.
        UsageError: If `where` is neither.
        WorkersError: If they cannot be reached, or one of them has another version of this package.
    """
    _validate(where)
    try:
        import distributed
    except ImportError as error:
        raise MissingExtraError("splitting an ingest over workers", "dask") from error
    display_name = where if isinstance(where, str) else f"{where} processes of this machine"
    with _quiet_logging(), _client(distributed, where) as client:
        workers = DaskWorkers(client, display_name, local)
        workers.require_same_version()
        yield workers


def _validate(where: int | str) -> None:
    if isinstance(where, str) and "://" not in where:
        raise UsageError(
            f"workers is {where!r}; give the address of a Dask scheduler, such as tcp://host:8786, or a number of processes"
        )
    if isinstance(where, int) and where < 1:
        raise UsageError(f"workers is {where}; it must be 1 or more")


@contextmanager
def _client(distributed: Any, where: int | str) -> "Iterator[Client]":  # noqa: ANN401  # a module
    if isinstance(where, str):
        try:
            client = distributed.Client(where, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:  # refused, no reply, unknown scheme
            raise WorkersError(
                f"there is no Dask scheduler at {where} ({first_line(error)}); start one with: dask scheduler"
            ) from error
        with client:
            yield client
        return
    with _processes(distributed, where) as cluster, distributed.Client(cluster, set_as_default=False) as client:
        yield client


def _processes(distributed: Any, count: int) -> AbstractContextManager[Any]:  # noqa: ANN401  # a module
    """Starts processes of this machine with TLS: a client that can send them work can run any code in them."""
    cluster: AbstractContextManager[Any] = distributed.LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls://",
        security=True,
        dashboard_address="127.0.0.1:0",
        worker_dashboard_address="127.0.0.1:0",
    )
    return cluster


@contextmanager
def _quiet_logging() -> Iterator[None]:
    """Silences Dask's loggers: they log the end of a worker with tracebacks, and the ingest reports it in one line."""
    levels = {name: logging.getLogger(name).level for name in ("distributed", "distributed.client")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
