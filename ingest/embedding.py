"""What is embedded of an article: its sentences, each once, and its title; a passage's vector is made of theirs.

A vector of a whole passage blurs what its sentences say one by one, and the model would not read a long one to its end. So each sentence is embedded
by itself, which tells later which of them is closest to a question, and a passage is the mean of its sentences, half title: what this is
worth is in docs/performance.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Embedder, Vectors
from assistant.ingest.language.sentences import Sentence, split_sentences

_AT_ONCE = 512
"""Texts for one call of the embedder: enough that many are of one length, and few enough to tell how it goes on every few seconds."""
_TITLE_CHARS = 200


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage as the indexes hold it.

    Attributes:
        vector: Of the passage; shape (dimension,), length 1.
        sentences: Its sentences, as offsets into its own text.
        sentence_vectors: Shape (len(sentences), dimension), each row of length 1.
    """

    vector: Vectors
    sentences: tuple[Sentence, ...]
    sentence_vectors: Vectors


def embed_passages(
    passages: Sequence[tuple[Article, Passage]], embedder: Embedder, progress: Callable[[int], None] | None = None
) -> list[EmbeddedPassage]:
    """Embeds passages, sentence by sentence.

    Args:
        passages: Each with its article.
        embedder: The embedder.
        progress: Is told how many of them are done.
    """
    cut = [tuple(split_sentences(passage.text(article), article.language)) for article, passage in passages]
    texts = [_texts(*one, sentences) for one, sentences in zip(passages, cut, strict=True)]
    # Passages overlap, share a title, and stand on pages that repeat themselves.
    places = {text: place for place, text in enumerate(dict.fromkeys(text for of_one in texts for text in of_one))}
    vectors = np.zeros((len(places), embedder.dimension), dtype=np.float32)
    for first, batch in _embedded(list(places), embedder):
        vectors[first : first + len(batch)] = batch
        if progress:
            progress(len(passages) * (first + len(batch)) // len(places))
    found = []
    for sentences, of_one in zip(cut, texts, strict=True):
        own = vectors[[places[text] for text in of_one]]
        found.append(EmbeddedPassage(_passage_vector(own, len(sentences)), sentences, own[: len(sentences)]))
    return found


def _texts(article: Article, passage: Passage, sentences: Sequence[Sentence]) -> list[str]:
    """The sentences, and after them the title, if there is one."""
    text = passage.text(article)
    title = article.title[:_TITLE_CHARS].strip()
    return [text[one.start : one.end] for one in sentences] + ([title] if title else [])


def _embedded(texts: Sequence[str], embedder: Embedder) -> Iterator[tuple[int, Vectors]]:
    for first in range(0, len(texts), _AT_ONCE):
        yield first, embedder.embed_passages(texts[first : first + _AT_ONCE])


def _passage_vector(vectors: Vectors, sentences: int) -> Vectors:
    """The mean of the sentences and the title, as one vector of length 1, each half of it."""
    body = _unit(vectors[:sentences].sum(axis=0))
    return body if len(vectors) == sentences else _unit(body + vectors[sentences])


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else vector
