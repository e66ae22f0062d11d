"""Summarises an article by its own sentences: its first sentence and the most central ones."""

from collections.abc import Sequence

import numpy as np

from assistant.extractive.text_overlap import word_similarity
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.embedders.contract import cosines
from assistant.ingest.language.sentences import Sentence, split_sentences
from assistant.ingest.language.tokens import tokenize

_MAX_SUMMARY_SENTENCES = 4
_MAX_SENTENCES_READ = 60  # a news article states what matters before that
_MIN_SENTENCE_WORDS = 6
_MAX_WORD_SIMILARITY = 0.6
_MAX_COSINE = 0.85


def lead_sentence(article: Article) -> Sentence:
    """Returns the first full sentence of an article, or its first line if it has no full sentence."""
    sentences = split_sentences(article.text, article.language)
    return next(iter(_full_sentences(article, sentences)), sentences[0])


def summarise(article: Article, embedder: Embedder) -> list[Sentence]:
    """Selects the first sentence and the most central ones, at most four, in the order of the article.

    The most central sentences are nearest to the mean of all sentence vectors. A sentence that repeats a selected one is skipped.
    """
    sentences = _full_sentences(article, split_sentences(article.text, article.language))[:_MAX_SENTENCES_READ]
    if len(sentences) <= 1:
        return sentences or [lead_sentence(article)]
    vectors = embedder.embed_passages([article.text[sentence.start : sentence.end] for sentence in sentences])
    centrality = cosines(vectors, vectors.mean(axis=0))
    selected = [0]
    for index in np.argsort(-centrality, kind="stable"):
        if len(selected) == _MAX_SUMMARY_SENTENCES:
            break
        if all(not _repeats(article, sentences, vectors, int(index), other) for other in selected):
            selected.append(int(index))
    return [sentences[index] for index in sorted(selected)]


def _full_sentences(article: Article, sentences: Sequence[Sentence]) -> list[Sentence]:
    return [
        sentence
        for sentence in sentences
        if not sentence.is_heading
        and len(tokenize(article.text[sentence.start : sentence.end])) >= _MIN_SENTENCE_WORDS
        and article.text[sentence.start : sentence.end] != article.title
    ]


def _repeats(article: Article, sentences: Sequence[Sentence], vectors: Vectors, index: int, other: int) -> bool:
    text, other_text = (article.text[sentences[at].start : sentences[at].end] for at in (index, other))
    return (
        float(vectors[index] @ vectors[other]) > _MAX_COSINE or word_similarity(text, other_text) > _MAX_WORD_SIMILARITY
    )
