"""Converts stored articles to the Parquet rows of an archive, and back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.ingest.article import Article, Passage
from assistant.ingest.library.catalog_rows import ArticleRecord, PassageRecord, StoredArticle
from assistant.ingest.library.editions import StoredEdition, restored
from assistant.ingest.library.stored_sentences import StoredSentences
from assistant.ingest.near_duplicates import bands

if TYPE_CHECKING:
    import pyarrow

_EDITION_FIELDS = ("number", "content_hash", "description", "stored_at", "replaced_at", "delta")


def schema_of(dimension: int) -> "pyarrow.Schema":
    """Returns the columns, for vectors of this dimension."""
    import pyarrow as arrow

    text, binary = arrow.string(), arrow.binary()
    passage = arrow.struct(
        [
            ("start", arrow.int32()),
            ("end", arrow.int32()),
            ("vector", arrow.list_(arrow.float32(), dimension)),
            ("sentence_spans", binary),
            ("sentence_scales", binary),
            ("sentence_vectors", binary),
        ]
    )
    edition = arrow.struct(
        [
            ("number", arrow.int32()),
            ("content_hash", text),
            ("description", text),
            ("stored_at", text),
            ("replaced_at", text),
            ("delta", binary),
        ]
    )
    names = (
        *("id", "title", "text", "source", "origin", "url", "published", "language", "content_hash", "added_at"),
        "date_evidence",
    )
    return arrow.schema(
        [
            *((name, text) for name in names),
            ("is_incomplete", arrow.bool_()),
            ("is_language_detected", arrow.bool_()),
            ("authors", arrow.list_(text)),
            ("words", arrow.int32()),
            ("signature", binary),
            ("story_of", text),
            ("passages", arrow.list_(passage)),
            ("editions", arrow.list_(edition)),
        ]
    )


def batch_of(schema: "pyarrow.Schema", stored: Sequence[StoredArticle]) -> "pyarrow.RecordBatch":
    """Converts articles to rows."""
    import pyarrow as arrow

    rows = [_row(article) for article in stored]
    arrays = [
        _passages(schema.field(name).type, stored)
        if name == "passages"
        else arrow.array([row[name] for row in rows], schema.field(name).type)
        for name in schema.names
    ]
    return arrow.RecordBatch.from_arrays(arrays, schema=schema)


def _row(stored: StoredArticle) -> dict[str, object]:
    record = stored.record
    article = record.article
    assert record.added_at is not None
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "source": article.source,
        "origin": article.origin,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "date_evidence": article.date_evidence,
        "is_incomplete": article.is_incomplete,
        "is_language_detected": article.is_language_detected,
        "content_hash": article.content_hash,
        "added_at": record.added_at.isoformat(),
        "authors": list(article.authors),
        "words": record.words,
        "signature": record.signature.astype("<u4").tobytes(),
        "story_of": stored.story_of,
        "editions": [dict(zip(_EDITION_FIELDS, edition.row, strict=True)) for edition in stored.editions],
    }


def _passages(kind: "pyarrow.ListType", stored: Sequence[StoredArticle]) -> "pyarrow.Array":
    """Returns the passages of all articles as one column, made of whole arrays: single vectors would take far longer."""
    import pyarrow as arrow

    records = [record for article in stored for record in article.record.passage_records]
    slices = [passage for article in stored for passage in article.record.passages]
    offsets = np.cumsum([0, *(len(article.record.passages) for article in stored)], dtype=np.int32)
    fields = [kind.value_type.field(index) for index in range(kind.value_type.num_fields)]
    vectors = np.concatenate([record.vector for record in records]) if records else np.zeros(0, dtype=np.float32)
    values = [
        arrow.array([passage.start for passage in slices], arrow.int32()),
        arrow.array([passage.end for passage in slices], arrow.int32()),
        arrow.FixedSizeListArray.from_arrays(arrow.array(vectors, arrow.float32()), fields[2].type.list_size),
        *(
            arrow.array([getattr(record.sentences, name) for record in records], arrow.binary())
            for name in ("spans", "scales", "vectors")
        ),
    ]
    return arrow.ListArray.from_arrays(arrow.array(offsets), arrow.StructArray.from_arrays(values, fields=fields))


def articles_of(batch: "pyarrow.RecordBatch", dimension: int) -> list[StoredArticle]:
    """Converts rows to articles, and checks each against its hash.

    Raises:
        ValueError: If an article was changed.
    """
    return [_stored_article(row, dimension) for row in _rows(batch)]


def _rows(batch: "pyarrow.RecordBatch") -> Iterator[dict[str, Any]]:
    """Yields the rows as dictionaries; the vectors of each row are one array of shape (passages, dimension)."""
    passages = batch.column("passages")
    flat = passages.flatten()
    dimension = flat.type.field("vector").type.list_size
    vectors = np.asarray(flat.field("vector").flatten(), dtype=np.float32).reshape(-1, dimension)
    others = [name for name in (field.name for field in flat.type) if name != "vector"]
    parts = {name: flat.field(name).to_pylist() for name in others}
    plain = batch.drop_columns(["passages"]).to_pylist()
    first = 0
    for row, count in zip(plain, passages.value_lengths().to_pylist(), strict=True):
        end = first + count
        yield {**row, "vectors": vectors[first:end], **{name: part[first:end] for name, part in parts.items()}}
        first = end


def _stored_article(row: dict[str, Any], dimension: int) -> StoredArticle:
    article = Article(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        source=row["source"],
        origin=row["origin"],
        url=row["url"],
        authors=tuple(row["authors"]),
        published=datetime.fromisoformat(row["published"]) if row["published"] else None,
        language=row["language"],
        date_evidence=row.get("date_evidence"),
        is_incomplete=bool(row.get("is_incomplete")),
        is_language_detected=bool(row.get("is_language_detected")),
    )
    slices = [Passage(article.id, start, end) for start, end in zip(row["start"], row["end"], strict=True)]
    if article.content_hash != row["content_hash"] or any(
        not 0 <= passage.start < passage.end <= len(article.text) for passage in slices
    ):
        raise ValueError(f"the article {article.id!r} is not what its hash says")
    if row["vectors"].shape != (len(slices), dimension):
        raise ValueError(f"the article {article.id!r} has vectors of another length")
    sentences = zip(row["sentence_spans"], row["sentence_scales"], row["sentence_vectors"], strict=True)
    records = [
        PassageRecord(vector, StoredSentences(*columns))
        for vector, columns in zip(row["vectors"], sentences, strict=True)
    ]
    minhash = np.frombuffer(row["signature"], dtype="<u4")
    added_at = datetime.fromisoformat(row["added_at"])
    record = ArticleRecord(article, slices, records, row["words"], minhash, bands(minhash), added_at)
    editions = tuple(
        StoredEdition.of_row(tuple(edition[name] for name in _EDITION_FIELDS)) for edition in row.get("editions") or ()
    )
    for _ in restored(editions, article):
        pass  # each is checked against its hash
    return StoredArticle(0, record, row["story_of"], editions)
