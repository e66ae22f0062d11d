"""A library that follows a site of this machine, with a clock that the tests move."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from ipaddress import ip_network

import pytest
from news_site import FakeClock, NewsSite, news_site
from servers import free_port

from assistant.components.ingestion import store_articles
from assistant.components.models import LoadedModels
from assistant.following import CheckResult, FollowedSource, Following
from assistant.following.checking import SourceChecker
from assistant.ingest.embedders import Embedder
from assistant.ingest.library import Library
from assistant.settings import Settings


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as running:
        yield running


@pytest.fixture
def dead_address() -> str:
    return f"http://127.0.0.3:{free_port()}/feed.xml"


@dataclass
class Follower:
    """Following, its clock, and an open checker."""

    library: Library
    following: Following
    clock: FakeClock
    checker: SourceChecker

    def check(self, **later: float) -> list[CheckResult]:
        """Checks what is due, after this time."""
        self.clock.moment += timedelta(**later)
        return self.following.check_due(checker=self.checker)

    def source(self) -> FollowedSource:
        (source,) = self.following.sources()
        return source

    def texts(self) -> dict[str, str]:
        catalog = self.library.catalog
        articles = [catalog.article(summary.id) for summary in catalog.articles()]
        return {article.title: article.text for article in articles if article}


@pytest.fixture(scope="session")
def processes() -> Iterator[dict[str, object]]:
    """The process that reads documents, which takes seconds to start, for all tests."""
    shared: dict[str, object] = {}
    yield shared
    if "process" in shared:
        shared["process"].close()  # type: ignore[attr-defined]


@pytest.fixture
def follower(
    library: Library, minilm: Embedder, shared_document_process: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Follower]:
    clock = FakeClock()
    # A machine with other work to do is slow, and not wrong.
    monkeypatch.setattr("assistant.following.following.MAX_FETCH_SECONDS", 280)
    settings = Settings(library=library.folder, fetch_networks=(ip_network("127.0.0.0/8"),), fetch_seconds=280)
    models = LoadedModels(library, None, minilm)
    following = Following(library, settings, partial(store_articles, library, models, settings), clock)
    with following.checking() as checker:
        yield Follower(library, following, clock, checker)


@pytest.fixture
def shared_document_process(processes: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets each `Following` of a test read documents in the process of all tests."""
    from contextlib import contextmanager

    from assistant.ingest.budgets import UNTRUSTED_DOCUMENT
    from assistant.ingest.document_process_pool import DocumentProcessPool

    budget = replace(UNTRUSTED_DOCUMENT, niceness=0)  # a test waits for it, and no answer does

    @contextmanager
    def shared(*_: object) -> Iterator[DocumentProcessPool]:
        yield processes.setdefault("process", DocumentProcessPool(budget, 2))  # type: ignore[misc]

    monkeypatch.setattr(Following, "_document_processes", shared)
