"""Embeds passages: each sentence once, and the title; a passage's vector is made of these.

A vector of a whole passage blurs its sentences, and the model cannot read a long passage to its end. So each sentence is embedded
separately, which also tells which sentence is closest to a question. A passage's vector is half the mean of its sentences, half the title.
docs/performance.md shows the effect.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Embedder, Vectors
from assistant.ingest.language.sentences import Sentence, split_sentences

_BATCH_SIZE = 512
"""Texts in one call of the embedder: enough to group texts of equal length, few enough to report progress every few seconds."""
_GROUP_PASSAGES = 256
"""Passages whose sentence vectors are in memory at once: about two batches of usual articles."""
_TITLE_CHARS = 200


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage's vectors, as the indexes hold them.

    Attributes:
        vector: The passage's vector; shape (dimension,), length 1.
        sentences: Its sentences, as offsets into its own text.
        sentence_vectors: Shape (len(sentences), dimension), each row of length 1.
    """

    vector: Vectors
    sentences: tuple[Sentence, ...]
    sentence_vectors: Vectors


def embed_passages(
    passages: Sequence[tuple[Article, Passage]], embedder: Embedder, progress: Callable[[int], None] | None = None
) -> Iterator[EmbeddedPassage]:
    """Embeds passages, sentence by sentence, and yields them in order.

    The vectors of all sentences of a long article take gigabytes, so they are computed for a group of passages at a time.

    Args:
        passages: Each passage with its article.
        embedder: The embedder.
        progress: Called with the number of passages done.
    """
    for first in range(0, len(passages), _GROUP_PASSAGES):

        def report(done: int, first: int = first) -> None:
            if progress:
                progress(first + done)

        yield from _embed_group(passages[first : first + _GROUP_PASSAGES], embedder, report)


def _embed_group(
    passages: Sequence[tuple[Article, Passage]], embedder: Embedder, progress: Callable[[int], None]
) -> list[EmbeddedPassage]:
    sentences = [tuple(split_sentences(passage.text(article), article.language)) for article, passage in passages]
    texts = [_texts(*pair, split) for pair, split in zip(passages, sentences, strict=True)]
    # Passages overlap, share a title, and repeat boilerplate: each text is embedded once.
    rows = {text: row for row, text in enumerate(dict.fromkeys(text for group in texts for text in group))}
    vectors = np.zeros((len(rows), embedder.dimension), dtype=np.float32)
    for first, batch in _embedded_batches(list(rows), embedder):
        vectors[first : first + len(batch)] = batch
        progress(len(passages) * (first + len(batch)) // len(rows))
    embedded = []
    for split, group in zip(sentences, texts, strict=True):
        group_vectors = vectors[[rows[text] for text in group]]
        passage_vector = _passage_vector(group_vectors, len(split))
        embedded.append(EmbeddedPassage(passage_vector, split, group_vectors[: len(split)]))
    return embedded


def _texts(article: Article, passage: Passage, sentences: Sequence[Sentence]) -> list[str]:
    """Returns the texts of the sentences, followed by the title if there is one."""
    text = passage.text(article)
    title = article.title[:_TITLE_CHARS].strip()
    return [text[sentence.start : sentence.end] for sentence in sentences] + ([title] if title else [])


def _embedded_batches(texts: Sequence[str], embedder: Embedder) -> Iterator[tuple[int, Vectors]]:
    for first in range(0, len(texts), _BATCH_SIZE):
        yield first, embedder.embed_passages(texts[first : first + _BATCH_SIZE])


def _passage_vector(vectors: Vectors, sentences: int) -> Vectors:
    """Returns the mean of the sentences and the title, each weighted by half, scaled to length 1."""
    body = _unit(vectors[:sentences].sum(axis=0))
    return body if len(vectors) == sentences else _unit(body + vectors[sentences])


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else vector
