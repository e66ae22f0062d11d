"""The article road as a whole: what is reported, what is stored together, and what an error leaves behind."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from threading import enumerate as enumerate_threads

import pytest
from invented import WordHashEmbedder, draft, marker, put, story

from assistant.ingest import pipeline
from assistant.ingest.article import ParsedArticle
from assistant.ingest.chunk import split_passages
from assistant.ingest.errors import EmbedderError, IngestStoppedError
from assistant.ingest.pipeline import WaitingWork, ingest
from assistant.ingest.readers.contract import ReadArticle, ReadFailure
from assistant.ingest.report import NoProgress


def found(*numbers: int) -> Iterator[ReadArticle]:
    return (ReadArticle(draft(number), f"/invented/{number}") for number in numbers)


class Told:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []

    def started(self, sources: int | None) -> None:
        self.calls.append(("started", sources))

    def read(self, articles: int) -> None:
        self.calls.append(("read", articles))

    def stored(self, passages: int) -> None:
        self.calls.append(("stored", passages))

    def waiting(self, message: str) -> None:
        self.calls.append(("waiting", message))


def no_embedder() -> WordHashEmbedder:
    raise EmbedderError("nobody needed this one")


def test_the_report_says_what_became_of_each_article(library):
    put(library, draft(1), draft(2))
    items = [
        *found(1),
        ReadArticle(draft(2, story("new")), "/invented/2"),
        *found(3),
        ReadFailure("/invented/4", "is empty"),
    ]
    report = ingest(library, items, WordHashEmbedder)
    assert (report.unchanged, report.updated, report.added) == (["a1"], ["a2"], ["a3"])
    assert [(one.origin, one.reason) for one in report.failed] == [("/invented/4", "is empty")]
    assert report.passages > 0


def test_progress_is_told_from_the_first_article_to_the_last_passage(library):
    told = Told()
    report = ingest(library, found(*range(100)), WordHashEmbedder, progress=told, expected=100)
    assert told.calls[0] == ("started", 100)
    assert [value for name, value in told.calls if name == "read"] == list(range(1, 101))
    stored = [value for name, value in told.calls if name == "stored"]
    assert stored == sorted(stored)
    assert stored[-1] == report.passages == library.catalog.counts()[1]


def test_an_ingest_that_is_stopped_keeps_what_it_finished_says_what_is_left_and_is_finished_by_the_next(library):
    articles = list(found(*range(250)))

    class Stops(NoProgress):
        def read(self, articles):
            if articles == 200:  # two batches are under way, and one is stored
                raise IngestStoppedError("enough")

    report = ingest(library, articles, WordHashEmbedder, progress=Stops())
    assert report.stopped
    assert 0 < len(report.added) < 200
    assert len(report.added) + len(report.unstored) == 200
    assert {one.id for one in library.catalog.articles()} == set(report.added)
    rest = ingest(library, articles, WordHashEmbedder)
    assert not rest.stopped
    assert set(rest.unchanged) == set(report.added)
    assert len(rest.added) + len(rest.unchanged) == 250


def test_reading_goes_on_while_articles_are_embedded(library):
    has_read_on = Event()

    class Waits(WordHashEmbedder):
        def embed_passages(self, texts):
            assert has_read_on.wait(30), "nothing is read before the first articles are embedded"
            return super().embed_passages(texts)

    def reading():
        yield from found(*range(70))  # more than are embedded together
        has_read_on.set()
        yield from found(70)

    assert len(ingest(library, reading(), Waits).added) == 71
    assert [one.name for one in enumerate_threads() if one.name.startswith("prepare")] == []


@pytest.mark.parametrize("next_document", ["yields nothing", "yields failures"])
def test_an_article_is_stored_while_a_later_document_is_being_read(library, monkeypatch, next_document):
    monkeypatch.setattr(pipeline, "_BATCH_SECONDS", 0.05)
    waiting_work = WaitingWork()

    def reading():
        yield from found(1)
        last = time.monotonic() + 30
        while not library.catalog.counts()[0]:
            assert time.monotonic() < last, "the article waits for the document after it"
            time.sleep(0.02)
            if next_document == "yields failures":
                yield ReadFailure("/invented/long.csv", "has no text")
            else:
                waiting_work()
        raise IngestStoppedError("the document is given up")

    report = ingest(library, reading(), WordHashEmbedder, waiting_work=waiting_work)
    assert (report.added, report.unstored, report.stopped) == (["a1"], [], True)


def test_an_embedder_that_fails_ends_the_ingest_and_leaves_nothing_at_work(library):
    class Fails(WordHashEmbedder):
        def embed_passages(self, texts):
            raise EmbedderError("the provider is down")

    with pytest.raises(EmbedderError, match="the provider is down"):
        ingest(library, found(*range(300)), Fails)
    assert [one.name for one in enumerate_threads() if one.name.startswith("prepare")] == []
    assert library.catalog.counts() == (0, 0)


def test_an_embedder_is_opened_only_if_there_is_something_to_embed(library):
    assert ingest(library, [ReadFailure("/x", "is empty")], no_embedder).failed
    assert ingest(library, [], no_embedder).added == []
    put(library, draft(1))
    report = ingest(library, [ReadArticle(draft(1), "/invented/0")], no_embedder)
    assert report.unchanged == ["a1"]


def test_the_last_of_several_texts_with_one_id_is_kept_and_the_clash_is_told(library):
    items = [ReadArticle(draft(1, story(version)), f"/invented/{version}.jsonl#1") for version in "xyz"]
    report = ingest(library, items, WordHashEmbedder)
    assert library.catalog.article("a1").text == story("z")
    assert [one.origin for one in report.warnings] == ["/invented/y.jsonl#1", "/invented/z.jsonl#1"]
    assert "which was read before from /invented/x.jsonl#1" in report.warnings[0].reason
    assert library.problems() == []


def test_an_article_of_the_future_is_taken_with_a_remark(library):
    later = datetime.now(UTC) + timedelta(days=400)
    report = put(library, draft(1, published=later), draft(2, published=datetime.now(UTC)))
    (warning,) = report.warnings
    assert str(later.date()) in warning.reason
    assert "in the future" in warning.reason
    assert report.added == ["a1", "a2"]


def test_text_of_white_space_alone_is_one_failure(library):
    report = ingest(library, [ReadArticle(ParsedArticle(" \n\t "), "/blank"), *found(1)], WordHashEmbedder)
    assert [(one.origin, one.reason) for one in report.failed] == [("/blank", "holds no text")]
    assert report.added == ["a1"]


def test_what_was_finished_stays_when_reading_breaks_off(library):
    def breaks_off() -> Iterator[ReadArticle]:
        yield from found(*range(300))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(library, breaks_off(), WordHashEmbedder)
    finished = library.catalog.counts()[0]
    assert 64 <= finished < 300
    assert library.catalog.problems() == []
    report = ingest(library, found(*range(300)), WordHashEmbedder)
    assert (len(report.unchanged), len(report.added)) == (finished, 300 - finished)
    assert library.problems() == []


def test_an_embedder_that_breaks_down_loses_nothing_that_was_finished(library):
    class Breaking(WordHashEmbedder):
        def embed_passages(self, texts):
            if any(marker(100) in text for text in texts):
                raise EmbedderError("the model broke down")
            return super().embed_passages(texts)

    with pytest.raises(EmbedderError, match="broke down"):
        ingest(library, found(*range(130)), Breaking)
    assert library.catalog.counts()[0] >= 64
    assert library.catalog.problems() == []
    assert library.writer() is None


def test_the_same_articles_twice_in_one_ingest_are_stored_once(library):
    report = ingest(library, [*found(1, 2), *found(1, 2)], WordHashEmbedder)
    assert report.added == ["a1", "a2"]
    assert report.unchanged == ["a1", "a2"]
    assert library.problems() == []


class Panic(BaseException):
    """As `pyo3_runtime.PanicException`, which extensions written in Rust raise: no `Exception`."""


def test_a_text_that_an_extension_panics_at_is_one_failure_and_all_others_are_stored(library):
    class Panicking(WordHashEmbedder):
        def embed_passages(self, texts):
            if any(marker(5) in text for text in texts):
                raise Panic("byte index 5 is not a char boundary")
            return super().embed_passages(texts)

    report = ingest(library, found(*range(20)), Panicking)
    assert [failure.origin for failure in report.failed] == ["/invented/5"]
    assert report.failed[0].reason == "cannot be split and embedded: byte index 5 is not a char boundary"
    assert len(report.added) == 19
    assert library.problems() == []


def test_a_text_that_cannot_be_split_is_one_failure_and_all_others_are_stored(library, monkeypatch):
    def split(article, size):
        if article.id == "a5":
            raise Panic("byte index 5 is not a char boundary")
        return split_passages(article, size)

    monkeypatch.setattr("assistant.ingest.preparation.split_passages", split)
    report = ingest(library, found(*range(20)), WordHashEmbedder)
    assert [failure.origin for failure in report.failed] == ["/invented/5"]
    assert len(report.added) == 19
    assert library.problems() == []


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "\u3000"])
def test_a_text_with_an_odd_space_before_a_full_stop_is_stored_like_any_other(library, space):
    texts = [f"It was an A{space}. Then the ferry sailed.", "The harbour board pays."]
    items = [ReadArticle(ParsedArticle(text), f"/invented/{number}") for number, text in enumerate(texts)]
    report = ingest(library, items, WordHashEmbedder)
    assert report.failed == []
    assert len(report.added) == 2
