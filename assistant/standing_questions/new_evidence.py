"""Judges whether passages that have arrived may answer a standing question, from their few closest sentences."""

from collections.abc import Sequence

from assistant.answers.answer import Evidence, Hit, HitSentence
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.extractive.features import TermWeights
from assistant.extractive.text_overlap import unique_stems
from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.library import Library, StoredPassage
from assistant.ingest.library.stored_sentences import sentence_cosines
from assistant.questions.question import Question

MAX_JUDGED = 20
"""The number of passages that are judged; more are not worth it."""

_MIN_COVERAGE = 0.3  # the weighted share of the words of the question that a passage has
_PASSAGES, _SENTENCES = 2, 2  # that are read: the closest
_MIN_CONFIDENCE = 0.5  # of the threshold: a passage may answer together with others


def may_answer(
    library: Library, answerer: ExtractiveAnswerer, question: Question, vector: Vectors, numbers: Sequence[int]
) -> bool:
    """Checks whether passages may answer a question.

    Args:
        library: The library.
        answerer: Judges the sentences.
        question: The question.
        vector: Its vector, shape (dimension,).
        numbers: The passages.
    """
    catalog = library.catalog
    weights = TermWeights(question, catalog.document_frequencies(question.stems), catalog.counts()[1])
    passages = catalog.passages(numbers)
    if library.embedder_name != MULTILINGUAL_EMBEDDER:  # articles may be in another language than the question
        passages = [one for one in passages if _coverage(one, weights) >= _MIN_COVERAGE]
    if not passages:
        return False
    confidence = answerer.rank(question, _closest(library, passages, vector)).confidence
    return confidence >= _MIN_CONFIDENCE * answerer.weights.threshold


def _coverage(passage: StoredPassage, weights: TermWeights) -> float:
    text = f"{passage.article.title}\n{passage.passage.text(passage.article)}"
    return weights.coverage(unique_stems(text, weights.language))


def _closest(library: Library, passages: Sequence[StoredPassage], vector: Vectors) -> Evidence:
    """Returns the passages that are closest to a question, each with its closest sentences."""
    numbers = [one.number for one in passages]
    vectors, sentences = library.catalog.vectors_of(numbers), library.catalog.sentences_of(numbers)
    hits: list[Hit] = []
    for one in passages:
        if one.number not in vectors or one.number not in sentences:
            continue
        (cosines,) = sentence_cosines([sentences[one.number]], vector)
        scored = [HitSentence(*pair) for pair in zip(sentences[one.number].sentences(), cosines.tolist(), strict=True)]
        closest = sorted(scored, key=lambda sentence: sentence.closeness, reverse=True)[:_SENTENCES]
        in_order = tuple(sorted(closest, key=lambda sentence: sentence.sentence.start))
        cosine = float(vectors[one.number] @ vector)
        hits.append(Hit(one, max(0.0, cosine), 0.0, cosine, in_order))
    return Evidence(tuple(sorted(hits, key=lambda hit: hit.score, reverse=True)[:_PASSAGES]))
