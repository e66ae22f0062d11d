"""The answer without a language model: the sentences that answer, verbatim, or none."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answers.answer import Citation, Evidence, Statement
from assistant.answers.answerer import CitedStatement, Conclusion, Verdict
from assistant.answers.citing import cite
from assistant.extractive.disagreement import find_disagreement
from assistant.extractive.features import TermWeights
from assistant.extractive.fitted_weights import (
    ANSWER_THRESHOLD,
    CONFIDENCE_WEIGHTS,
    CONFIDENCE_WEIGHTS_WITHOUT_QA_MODEL,
    QA_MODEL_WEIGHT,
    SENTENCE_WEIGHTS,
)
from assistant.extractive.qa_model import QAModel
from assistant.extractive.sentence_ranking import RankedSentence, rank_sentences, shared_words, similar_words
from assistant.extractive.sentence_reranking import ConfidenceFeatures, SentenceReranker
from assistant.extractive.short_answer import short_answer
from assistant.extractive.yes_no import YesNo, yes_or_no
from assistant.ingest.embedders.minilm import MiniLMEmbedder
from assistant.ingest.library import Library
from assistant.questions.question import Question, QuestionKind

MAX_SENTENCES = 3
_WORTH_ADDING = 4.0  # so far below the best sentence's score
_SAME_WORDS = 0.6
_ABOUT_AS_GOOD = 0.5


@dataclass(frozen=True)
class RankedEvidence:
    """The sentences found for a question.

    Attributes:
        question: The question.
        ranked: The sentences with their scores, the best first.
        close: Reads the best of them again.
    """

    question: Question
    ranked: Sequence[RankedSentence]
    close: SentenceReranker

    @cached_property
    def confidence(self) -> float:
        """How likely it is that the articles answer the question, seen from the best sentences; from 0 to 1."""
        return _sureness(self.close.of_all(self.ranked)) if self.ranked else 0.0


class ExtractiveAnswerer:
    """Quotes at most three sentences, the best first; quotes nothing where none is likely enough to answer.

    Args:
        library: Where the words' frequencies are.
        embedder: Gives the packaged embedder, by whose tokens the best sentences are compared with the question.
        reader: Gives the reader, which judges them.
    """

    name = "extractive"

    def __init__(self, library: Library, embedder: Callable[[], MiniLMEmbedder], reader: Callable[[], QAModel]) -> None:
        self._library = library
        self._embedder = embedder
        self._reader = reader

    def answer(
        self, question: Question, evidence: Evidence
    ) -> Generator[Verdict | CitedStatement | Conclusion, None, None]:
        """The verdict, then the statements of the answer; none where the evidence does not answer."""
        yield from self.quotes(self.read(question, evidence))

    def quotes(self, reading: RankedEvidence) -> Generator[Verdict | CitedStatement | Conclusion, None, None]:
        """The same from sentences that are ranked already."""
        yield Verdict(reading.confidence)
        if reading.confidence < ANSWER_THRESHOLD:
            return
        question, close = reading.question, reading.close
        # A reason often repeats nothing of the question.
        likely = close.likely(reading.ranked) if question.kind is QuestionKind.REASON else []
        chosen = _choose(_plainest_first(question, reading.ranked), likely)
        scored = [(sentence, _sureness(close.of_one(sentence))) for sentence in chosen]
        findings = [
            _finding(number, sentence, score, _short_answer(question, sentence) if number == 1 else None)
            for number, (sentence, score) in enumerate(_newer_first(question, scored), 1)
        ]
        yield from findings
        citations = [citation for finding in findings for citation in finding.citations]
        yield Conclusion(_lead(question, citations), find_disagreement(question, citations))

    def read(self, question: Question, evidence: Evidence) -> RankedEvidence:
        """Ranks the sentences of the evidence, and reads the best of them again."""
        catalog = self._library.catalog
        words = TermWeights(question, catalog.document_frequencies(question.stems), catalog.counts()[1])
        ranked = rank_sentences(question, evidence, words, SENTENCE_WEIGHTS) if evidence.hits else []
        # The reader was trained on questions that a name, a day or a few words answer.
        reader = None if question.kind is QuestionKind.YES_NO else self._reader
        close = SentenceReranker(question, words, self._embedder, reader)
        return RankedEvidence(question, close.reordered(ranked, QA_MODEL_WEIGHT), close)


def _sureness(signs: ConfidenceFeatures) -> float:
    return signs.sureness(CONFIDENCE_WEIGHTS, CONFIDENCE_WEIGHTS_WITHOUT_QA_MODEL)


def _lead(question: Question, citations: Sequence[Citation]) -> YesNo | None:
    """Yes or no where the first quote plainly says so, and no other one the opposite."""
    if question.kind is not QuestionKind.YES_NO:
        return None
    quotes = [citation.quote for citation in citations]
    return yes_or_no(question.text, quotes) if yes_or_no(question.text, quotes[:1]) else None


def _newer_first(
    question: Question, scored: Sequence[tuple[RankedSentence, float]]
) -> Sequence[tuple[RankedSentence, float]]:
    """The same; where two articles answer differently, the newer before the older."""
    found = find_disagreement(question, [_cited(number, *one) for number, one in enumerate(scored)])
    if found is None:
        return scored
    newer, older = (one.citation.number for one in found)
    ordered = list(scored)
    if newer > older:
        ordered[older], ordered[newer] = ordered[newer], ordered[older]
    return ordered


def _cited(number: int, sentence: RankedSentence, score: float) -> Citation:
    article, also_in = sentence.hit.stored.article, sentence.hit.also_in
    return cite(number, article, sentence.quoted_from, sentence.end, score, also_in)


def _finding(number: int, sentence: RankedSentence, score: float, short: tuple[int, int] | None) -> CitedStatement:
    citation = _cited(number, sentence, score)
    return CitedStatement(
        Statement(text=citation.quote, citations=(number,), supported=True, short_answer=short), (citation,)
    )


def _short_answer(question: Question, sentence: RankedSentence) -> tuple[int, int] | None:
    """Where in the quote the short answer stands."""
    found = short_answer(question, sentence.text)
    before = sentence.start - sentence.quoted_from
    return None if found is None else (before + found[0], before + found[1])


def _plainest_first(question: Question, ranked: Sequence[RankedSentence]) -> list[RankedSentence]:
    """To a yes-or-no question, of the sentences that are about as good as the best, the one that repeats most of it leads."""
    if question.kind is not QuestionKind.YES_NO:
        return list(ranked)
    near = [sentence for sentence in ranked if sentence.score >= ranked[0].score - _ABOUT_AS_GOOD]
    plainest = max(near, key=lambda sentence: (sentence.features.coverage, sentence.score))
    return [plainest, *(sentence for sentence in ranked if sentence is not plainest)]


def _choose(ranked: Sequence[RankedSentence], likely: Sequence[RankedSentence]) -> list[RankedSentence]:
    """The best, and up to two more that say something else and are nearly as good or likely reasons; a heading is never left alone."""
    chosen = [ranked[0]]
    for sentence in ranked[1:]:
        if len(chosen) == MAX_SENTENCES:
            break
        alone = all(one.is_heading for one in chosen)
        worth_adding = alone or sentence.score >= ranked[0].score - _WORTH_ADDING or sentence in likely
        if worth_adding and not any(_says_the_same(sentence, other) for other in chosen):
            chosen.append(sentence)
    return chosen


def _says_the_same(one: RankedSentence, other: RankedSentence) -> bool:
    """Another article that says the same is a second source, and worth showing unless it is the very same sentence."""
    if one.hit.stored.article.id == other.hit.stored.article.id:
        return one.overlaps(other) or shared_words(one.text, other.text) >= _SAME_WORDS
    return similar_words(one.text, other.text) >= _SAME_WORDS
