"""An ingest split over real workers of a real scheduler: the library comes out the same, whatever becomes of a worker."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hostile_documents import pdf_of_pages
from invented import WordHashEmbedder, assert_all_whole, python_command, story
from servers import free_port

from assistant import Assistant, IngestReport, MissingExtraError, UsageError, WorkersError
from assistant.ingest import budgets
from assistant.ingest.library import Library
from assistant.ingest.report import NoProgress

distributed = pytest.importorskip("distributed")

ARTICLES = 40
PATIENCE = 60


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ingest.pipeline._BATCH_ARTICLES", 3)


@contextmanager
def process(*command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    running = subprocess.Popen(
        [sys.executable, "-m", *command],
        env={**os.environ, **environment},
        cwd=Path(__file__).parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(timeout=PATIENCE)


@dataclass(frozen=True)
class Worker:
    process: "subprocess.Popen[bytes]"
    address: str


@dataclass(frozen=True)
class Cluster:
    """A scheduler in a process of its own, which workers in others can join."""

    address: str
    scheduler: "subprocess.Popen[bytes]"

    def client(self) -> "distributed.Client":
        return distributed.Client(self.address, timeout=PATIENCE, set_as_default=False)

    @contextmanager
    def worker(self, *options: str, **environment: str) -> Iterator[Worker]:
        """A worker, from when it has joined until it has left."""
        name = f"worker-{free_port()}"
        command = ["distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--name", name]
        with self.client() as client, process(*command, *(options or ["--no-nanny"]), **environment) as running:
            wait_until(lambda: name in workers(client))
            yield Worker(running, workers(client)[name])
            if self.scheduler.poll() is None:
                running.terminate()
                wait_until(lambda: name not in workers(client))


def workers(client: "distributed.Client") -> dict[str, str]:
    """The address of each worker by its name."""
    return {one["name"]: address for address, one in client.scheduler_info(n_workers=-1)["workers"].items()}


def wait_until(reached: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < patience
        time.sleep(0.05)


@contextmanager
def cluster(**settings: str) -> Iterator[Cluster]:
    port = free_port()
    command = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    with process(*command, **settings) as scheduler:
        yield Cluster(f"tcp://127.0.0.1:{port}", scheduler)


@pytest.fixture(scope="module")
def lasting() -> Iterator[Cluster]:
    """A scheduler, and a worker that nobody harms."""
    with cluster() as running, running.worker():
        yield running


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records, pages and texts; two of them are copies of one story, and some cannot be read."""
    folder = tmp_path_factory.mktemp("sources")
    records = [{"id": f"r{n}", "title": f"Report {n}", "text": story(n, 2, 2)} for n in range(ARTICLES)]
    records += [{"id": "copy", "title": "The same", "text": story(7, 2, 2)}, {"id": "r3", "text": story("newer", 1, 2)}]
    (folder / "records.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records) + "{broken\n")
    for n in range(8):
        page = f"<html><head><title>Page {n}</title></head><body><article><p>{story(f'page {n}', 1)}</p></article></body></html>"
        (folder / f"page-{n}.html").write_text(page)
    (folder / "empty.txt").write_text("")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (folder / "text.txt").write_text(story("text", 2))
    return folder


@pytest.fixture(scope="module")
def alone(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, IngestReport]:
    """What comes of the sources without workers."""
    folder = tmp_path_factory.mktemp("alone") / "library"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.ingest.pipeline._BATCH_ARTICLES", 3)
        return folder, read_in(folder, sources)


def read_in(
    folder: Path, sources: Path, workers: str | int | None = None, progress: NoProgress | None = None
) -> IngestReport:
    with Assistant.open(folder) as assistant:
        return assistant.ingest(sources, workers=workers, progress=progress)


def content(folder: Path) -> list[tuple[object, ...]]:
    """Everything that is stored for each article, in the order in which they came in."""
    with Library(folder) as library:
        assert library.catalog.problems() == []
        assert_all_whole(library)
        return [
            (
                one.number,
                one.story_of,
                one.record.article,
                list(one.record.passages),
                [(packed.vector.tobytes(), packed.sentences) for packed in one.record.passage_records],
                one.record.words,
                one.record.signature.tolist(),
            )
            for one in library.catalog.stored_articles(0, 10_000)
        ]


def told(report: IngestReport) -> tuple[object, ...]:
    return (
        report.added,
        report.updated,
        report.unchanged,
        report.copies,
        set(report.failed),
        report.warnings,
        report.passages,
    )


class OnceStored(NoProgress):
    """Does something when the first articles have been stored."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act: Callable[[], None] | None = act

    def stored(self, passages: int) -> None:
        act, self._act = self._act, None
        if act is not None:
            act()


def test_the_library_is_the_same_as_without_workers_and_the_same_again_changes_nothing(
    lasting, sources, alone, tmp_path
):
    folder, report = alone
    split = read_in(tmp_path / "library", sources, lasting.address)
    assert len(split.added) == ARTICLES + 1 + 8 + 1
    assert {Path(one.origin.partition("#")[0]).name for one in split.failed} == {
        "records.jsonl",
        "empty.txt",
        "broken.pdf",
    }
    assert split.copies
    assert split.updated == ["r3"]
    assert told(split) == told(report)
    assert content(tmp_path / "library") == content(folder)
    again = read_in(tmp_path / "library", sources, lasting.address)
    assert (again.added, again.updated) == ([], ["r3", "r3"])  # of its two texts, the last one stays
    assert {one[2] for one in content(tmp_path / "library")} == {one[2] for one in content(folder)}


def test_a_worker_killed_in_the_middle_loses_nothing_and_another_does_its_work(lasting, sources, alone, tmp_path):
    at_work: list[int] = []
    with lasting.client() as client, lasting.worker() as victim:

        def kill() -> None:
            wait_until(lambda: bool(client.processing()[victim.address]))
            at_work.append(len(client.processing()[victim.address]))
            victim.process.send_signal(signal.SIGKILL)
            victim.process.wait()

        split = read_in(tmp_path / "library", sources, lasting.address, OnceStored(kill))
    assert at_work[0] > 0
    assert told(split) == told(alone[1])
    assert content(tmp_path / "library") == content(alone[0])


def test_when_the_scheduler_goes_away_it_is_told_in_one_line_and_what_was_finished_stays(sources, alone, tmp_path):
    with cluster() as brief, brief.worker():
        with pytest.raises(WorkersError, match="does not answer any more; what was finished is stored") as told_:
            read_in(tmp_path / "library", sources, brief.address, OnceStored(brief.scheduler.kill))
        brief.scheduler.wait()
    assert "\n" not in str(told_.value)
    stored = content(tmp_path / "library")
    assert 3 <= len(stored) < ARTICLES
    assert stored == content(alone[0])[: len(stored)]
    read_in(tmp_path / "library", sources)
    assert content(tmp_path / "library") == content(alone[0])


def test_an_article_that_ends_every_worker_is_named_and_the_others_are_stored(tmp_path):
    """As a text may do on which a tokenizer breaks down."""
    deadly = tmp_path / "deadly.py"
    deadly.write_text(
        "import os\nfrom assistant.ingest import preparation\nfrom assistant.ingest.workers import tasks\n"
        "def breaks(articles, *rest):\n"
        "    if any('Deadly' in one.title for one in articles): os._exit(9)\n"
        "    return preparation.prepare(articles, *rest)\n"
        "tasks.prepare = breaks\n"
    )
    records = [{"id": str(n), "title": "Deadly" if n == 1 else f"Report {n}", "text": story(n, 1, 2)} for n in range(3)]
    source = tmp_path / "records.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in records))
    with (
        cluster(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as fragile,
        fragile.worker("--preload", str(deadly), "--nanny"),
    ):
        report = read_in(tmp_path / "library", source, fragile.address)
        fragile.scheduler.kill()
        fragile.scheduler.wait()
    assert [one.origin for one in report.failed] == [f"{source}#1"]
    assert "ended every worker that took it" in report.failed[0].reason
    assert report.added == ["0", "2"]


def test_a_hostile_document_ends_no_worker_and_is_one_failure(lasting, tmp_path, monkeypatch):
    monkeypatch.setattr(budgets, "LOCAL_DOCUMENT", replace(budgets.LOCAL_DOCUMENT, cpu_seconds=1))
    source = tmp_path / "sources"
    source.mkdir()
    (source / "pages.pdf").write_bytes(pdf_of_pages())
    (source / "text.txt").write_text(story("text", 1))
    with lasting.client() as client:
        before = workers(client)
        report = read_in(tmp_path / "library", source, lasting.address)
        assert workers(client) == before
    assert [one.reason for one in report.failed] == ["took more than 1 s to read and was given up"]
    assert len(report.added) == 1


def test_a_worker_with_another_version_is_refused_in_one_line(lasting, sources, tmp_path):
    old = tmp_path / "old" / "article_assistant-0.0.9.dist-info"
    old.mkdir(parents=True)
    (old / "METADATA").write_text("Metadata-Version: 2.1\nName: article-assistant\nVersion: 0.0.9\n")
    with lasting.worker(PYTHONPATH=str(old.parent)) as other:
        words = f"the worker {other.address} has article-assistant 0.0.9, and this is "
        refused(lasting.address, sources, tmp_path, words)


def test_a_worker_that_makes_other_vectors_is_refused_in_one_line(lasting, sources, tmp_path):
    other = tmp_path / "other.py"
    other.write_text("from assistant.ingest import embedding\nembedding._TITLE_CHARS = 0\n")
    with lasting.worker("--no-nanny", "--preload", str(other)) as odd:
        words = f"the worker {odd.address} makes other passages or vectors with the embedder"
        refused(lasting.address, sources, tmp_path, words)


def refused(address: str, sources: Path, folder: Path, words: str) -> None:
    with pytest.raises(WorkersError, match=re.escape(words)) as told_:
        read_in(folder / "library", sources, address)
    assert "\n" not in str(told_.value)
    with Library(folder / "library") as library:
        assert library.catalog.counts() == (0, 0)


def test_processes_of_this_machine_do_the_same(sources, alone, tmp_path):
    split = read_in(tmp_path / "library", sources, 2)
    assert told(split) == told(alone[1])
    assert content(tmp_path / "library") == content(alone[0])


@pytest.mark.parametrize("workers", ["somewhere", 0, "-1"])
def test_what_is_no_address_and_no_number_is_refused(workers, sources, tmp_path):
    with pytest.raises(UsageError, match="workers is"):
        read_in(tmp_path / "library", sources, workers)


def test_no_scheduler_at_the_address_is_told_in_one_line(sources, tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.ingest.workers.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(WorkersError, match=r"there is no Dask scheduler at tcp://127\.0\.0\.1") as told_:
        read_in(tmp_path / "library", sources, f"tcp://127.0.0.1:{free_port()}")
    assert "\n" not in str(told_.value)


def test_an_embedder_given_as_an_object_is_refused(sources, tmp_path):
    with (
        Assistant.open(tmp_path / "library", embedder=WordHashEmbedder()) as assistant,
        pytest.raises(UsageError, match="workers open an embedder by its name"),
    ):
        assistant.ingest(sources, workers=2)


def test_without_dask_the_extra_is_named(sources, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"article-assistant\[dask\]"):
        read_in(tmp_path / "library", sources, 2)


def test_without_workers_nothing_of_dask_is_imported(sources, tmp_path):
    code = (
        "import sys\nfrom assistant import Assistant\n"
        f"with Assistant.open({str(tmp_path / 'library')!r}) as assistant: assistant.ingest({str(sources / 'text.txt')!r})\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('dask', 'distributed')])"
    )
    done = subprocess.run(python_command(code), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
