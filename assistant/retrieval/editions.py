"""Replaces the text of edited articles by the edition that readers saw on the day of the question."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np

from assistant.answers.answer import Hit, HitSentence
from assistant.ingest.article import Article
from assistant.ingest.chunk import split_passages
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.embedding import EmbeddedPassage, embed_passages
from assistant.ingest.library import Catalog
from assistant.ingest.library.editions import edition_on


def as_readers_saw(
    hits: Sequence[Hit], day: date, catalog: Catalog, embedder: Callable[[], Embedder], vector: Vectors
) -> tuple[Hit, ...]:
    """Returns the passages of the editions of a day. Articles that were never edited stay as they are, which costs one query.

    The articles were found by their newest text. Of an edited one, the passages closest to the question take the places of those found.

    Args:
        hits: The passages found, best first.
        day: The day of the question.
        catalog: The catalog.
        embedder: Returns the embedder of the library's vectors.
        vector: The vector of the question.
    """
    if day >= datetime.now(UTC).date():
        return tuple(hits)
    earlier = _earlier_editions({hit.article.id for hit in hits}, day, catalog)
    replaced: list[Hit] = []
    for article_id, article in earlier.items():
        places = [hit for hit in hits if hit.article.id == article_id]
        replaced += _passages_of(article, places, embedder(), vector)
    kept = [hit for hit in hits if hit.article.id not in earlier]
    return tuple(sorted([*kept, *replaced], key=lambda hit: -hit.score))


def _earlier_editions(article_ids: set[str], day: date, catalog: Catalog) -> dict[str, Article]:
    """Returns the articles that readers saw otherwise on a day, as they were."""
    edited = catalog.edited(sorted(article_ids))
    seen = {article_id: edition_on(catalog.editions(article_id), day) for article_id in sorted(edited)}
    return {article_id: edition.article for article_id, edition in seen.items() if edition.replaced_at is not None}


def _passages_of(article: Article, places: Sequence[Hit], embedder: Embedder, vector: Vectors) -> list[Hit]:
    """Returns the passages of an edition that are closest to the question, as many as there are places at most."""
    passages = split_passages(article)
    embedded = list(embed_passages([(article, passage) for passage in passages], embedder))
    cosines = [float(one.vector @ vector) for one in embedded]
    closest = np.argsort([-cosine for cosine in cosines], kind="stable")[: len(places)]
    return [
        replace(
            place,
            stored=replace(place.stored, article=article, passage=passages[index]),
            dense_score=cosines[index],
            sentences=_sentences(embedded[index], vector),
        )
        for place, index in zip(places, closest, strict=False)
    ]


def _sentences(embedded: EmbeddedPassage, vector: Vectors) -> tuple[HitSentence, ...]:
    closeness = (embedded.sentence_vectors @ vector).tolist()
    return tuple(HitSentence(sentence, cosine) for sentence, cosine in zip(embedded.sentences, closeness, strict=True))
