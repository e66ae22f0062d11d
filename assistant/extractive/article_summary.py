"""A summary out of an article's own sentences: how it opens, and the sentences nearest to all the others."""

from collections.abc import Sequence

import numpy as np

from assistant.extractive.sentence_ranking import similar_words
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.embedders.contract import cosines
from assistant.ingest.language.sentences import Sentence, split_sentences
from assistant.ingest.language.tokens import tokenize

_SENTENCES = 4
_READ = 60  # sentences of a long article; what matters in news stands before
_LEAST_WORDS = 6
_SAME_WORDS = 0.6
_SAME_MEANING = 0.85  # cosine


def lead_sentence(article: Article) -> Sentence:
    """The first full sentence of an article; its first line where it has none."""
    sentences = split_sentences(article.text, article.language)
    return next(iter(_full_sentences(article, sentences)), sentences[0])


def summarise(article: Article, embedder: Embedder) -> list[Sentence]:
    """The first sentence and the most central ones, at most four, in the order of the article.

    Central is what lies nearest to the mean of all sentence vectors; a sentence that says again what a chosen one says is passed over.
    """
    sentences = _full_sentences(article, split_sentences(article.text, article.language))[:_READ]
    if len(sentences) <= 1:
        return sentences or [lead_sentence(article)]
    vectors = embedder.embed_passages([article.text[one.start : one.end] for one in sentences])
    closeness = cosines(vectors, vectors.mean(axis=0))
    chosen = [0]
    for at in np.argsort(-closeness, kind="stable"):
        if len(chosen) == _SENTENCES:
            break
        if all(not _says_again(article, sentences, vectors, int(at), other) for other in chosen):
            chosen.append(int(at))
    return [sentences[at] for at in sorted(chosen)]


def _full_sentences(article: Article, sentences: Sequence[Sentence]) -> list[Sentence]:
    return [
        one
        for one in sentences
        if not one.is_heading
        and len(tokenize(article.text[one.start : one.end])) >= _LEAST_WORDS
        and article.text[one.start : one.end] != article.title
    ]


def _says_again(article: Article, sentences: Sequence[Sentence], vectors: Vectors, one: int, other: int) -> bool:
    texts = [article.text[sentences[at].start : sentences[at].end] for at in (one, other)]
    return float(vectors[one] @ vectors[other]) > _SAME_MEANING or similar_words(texts[0], texts[1]) > _SAME_WORDS
