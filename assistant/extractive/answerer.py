"""The answerer without a language model: it quotes the sentences that answer, or nothing."""

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answers.answer import Evidence
from assistant.answers.answerer import CitedStatement, Conclusion, NearestQuote, Verdict
from assistant.extractive.answer_weights import AnswerWeights
from assistant.extractive.disagreement import find_disagreement
from assistant.extractive.features import TermWeights
from assistant.extractive.fitted_weights import SENTENCE_WEIGHTS
from assistant.extractive.forms import FormAnswer, cite_sentence, find_form_answer, quote_sentence, select_entries
from assistant.extractive.lead import find_lead
from assistant.extractive.qa_model import QAModel
from assistant.extractive.sentence_ranking import RankedSentence, rank_sentences
from assistant.extractive.sentence_reranking import ConfidenceFeatures, JudgedSentence, SentenceReranker
from assistant.extractive.sentence_selection import is_newer, select_sentences
from assistant.extractive.short_answer import CORRECTION, find_short_answer
from assistant.ingest.embedders.minilm import MiniLMEmbedder
from assistant.ingest.library import Library
from assistant.prompts.wording import CORRECTED
from assistant.questions.question import Question

_CONFLICTING_SENTENCES = 5  # of the best, compared with the best one
_MIN_NEAREST_CLOSENESS = 0.3  # cosine; below, a sentence has nothing to do with the question

ScoredSentence = tuple[JudgedSentence, float]
"""A sentence and the confidence that it answers, from 0 to 1."""


@dataclass(frozen=True)
class RankedEvidence:
    """The ranked sentences of the evidence for a question.

    Attributes:
        question: The question.
        sentences: The sentences with their scores, best first.
        reranker: Judges the best of them.
        weights: The weights for the QA model.
        form: The answer if the question asks for another form than one fact; None otherwise.
    """

    question: Question
    sentences: Sequence[RankedSentence]
    reranker: SentenceReranker
    weights: AnswerWeights
    form: FormAnswer | None = None

    @cached_property
    def confidence(self) -> float:
        """The confidence that the evidence answers the question, from 0 to 1."""
        if not self.sentences:
            return 0.0
        if self.form is not None:
            return self.form.confidence
        return self.confidence_of(self.reranker.answer_features(self.sentences))

    @property
    def is_answered(self) -> bool:
        """Whether the confidence suffices for an answer."""
        return self.confidence >= self.weights.threshold

    def confidence_of(self, features: ConfidenceFeatures) -> float:
        """Returns the confidence that features stand for, from 0 to 1."""
        return features.confidence(self.weights.confidence, by_qa_model=not self.question.asks_for_overview)


class ExtractiveAnswerer:
    """Quotes at most three sentences, the best first; quotes nothing if the confidence is below the threshold.

    Args:
        library: Has the document frequencies of words.
        embedder: Returns the packaged embedder, for late interaction.
        qa_model: Returns the QA model, which judges the best sentences.
        weights: Returns the weights for this QA model.
    """

    name = "extractive"

    def __init__(
        self,
        library: Library,
        embedder: Callable[[], MiniLMEmbedder],
        qa_model: Callable[[], QAModel],
        weights: Callable[[], AnswerWeights],
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._qa_model = qa_model
        self._weights = weights

    @property
    def weights(self) -> AnswerWeights:
        """The weights for the QA model."""
        return self._weights()

    @property
    def qa_model(self) -> QAModel:
        """The QA model in use; loaded when it is first needed."""
        return self._qa_model()

    def answer(
        self, question: Question, evidence: Evidence
    ) -> Generator[Verdict | NearestQuote | CitedStatement | Conclusion, None, None]:
        """See `Answerer.answer`."""
        yield from self.quote(self.rank(question, evidence))

    def rank(self, question: Question, evidence: Evidence) -> RankedEvidence:
        """Ranks the sentences of the evidence and reranks the best of them."""
        catalog = self._library.catalog
        term_weights = TermWeights(question, catalog.document_frequencies(question.stems), catalog.counts()[1])
        ranked = rank_sentences(question, evidence, term_weights, SENTENCE_WEIGHTS) if evidence.hits else []
        weights = self.weights
        reranker = SentenceReranker(question, term_weights, self._embedder, self._qa_model, weights.calibration)
        form = find_form_answer(question, ranked, reranker, weights.threshold)
        if form is not None:
            return RankedEvidence(question, ranked, reranker, weights, form)
        return RankedEvidence(question, reranker.rerank(ranked, weights.qa_model), reranker, weights)

    def quote(
        self, evidence: RankedEvidence
    ) -> Generator[Verdict | NearestQuote | CitedStatement | Conclusion, None, None]:
        """Makes the answer from ranked evidence: the verdict, the statements and the conclusion, or the nearest quote."""
        yield Verdict(evidence.confidence)
        if not evidence.is_answered:
            yield from _nearest_quote(evidence.sentences)
            return
        if evidence.form is not None:
            yield from evidence.form.parts()
            return
        question, reranker = evidence.question, evidence.reranker
        entries = select_entries(question, evidence.sentences)
        if entries:
            for number, entry in enumerate(entries, 1):
                features = reranker.sentence_features(entry.sentence)
                yield quote_sentence(number, entry.sentence, evidence.confidence_of(features), entry.label)
            yield Conclusion(None, None)
            return
        judged = reranker.judge_best(evidence.sentences)
        selected = select_sentences(question, judged)
        scored = [_scored(evidence, candidate) for candidate in selected]
        if len(selected) == 1:
            scored += _first_conflict(evidence, scored[0], judged[1:_CONFLICTING_SENTENCES])
        ordered = _newer_first(question, scored)
        statements = [
            _statement(question, number, *sentence, remarks=_remarks(ordered[0][0], sentence[0]))
            for number, sentence in enumerate(ordered, 1)
        ]
        yield from statements
        citations = [citation for statement in statements for citation in statement.citations]
        yield Conclusion(find_lead(question, citations, judged), find_disagreement(question, citations))


def _scored(evidence: RankedEvidence, judged: JudgedSentence) -> ScoredSentence:
    return judged, evidence.confidence_of(evidence.reranker.sentence_features(judged.sentence))


def _first_conflict(
    evidence: RankedEvidence, best: ScoredSentence, others: Iterable[JudgedSentence]
) -> list[ScoredSentence]:
    """Returns the first sentence of another article that answers differently from the best one, if there is one."""
    for other in others:
        # Scoring costs more than comparing: only sentences that would conflict if they were certain are scored.
        if _conflict(evidence.question, best, (other, 1.0)):
            scored = _scored(evidence, other)
            if _conflict(evidence.question, best, scored):
                return [scored]
    return []


def _conflict(question: Question, first: ScoredSentence, second: ScoredSentence) -> bool:
    citations = [
        cite_sentence(number, judged.sentence, score) for number, (judged, score) in enumerate([first, second])
    ]
    return find_disagreement(question, citations) is not None


def _nearest_quote(sentences: Sequence[RankedSentence]) -> Generator[NearestQuote, None, None]:
    """Yields the best sentence if it is about the topic of the question at all."""
    nearest = next((sentence for sentence in sentences if not sentence.is_heading), None)
    if nearest is not None and nearest.features.closeness >= _MIN_NEAREST_CLOSENESS:
        yield NearestQuote(cite_sentence(1, nearest, 0.0))


def _newer_first(question: Question, scored: Sequence[ScoredSentence]) -> Sequence[ScoredSentence]:
    """Moves the newer of two sentences that answer differently before the older."""
    versions = find_disagreement(
        question, [cite_sentence(index, judged.sentence, score) for index, (judged, score) in enumerate(scored)]
    )
    if versions is None:
        return scored
    newer, older = (version.citation.number for version in versions)
    ordered = list(scored)
    if newer > older:
        ordered[older], ordered[newer] = ordered[newer], ordered[older]
    return ordered


def _remarks(first: JudgedSentence, other: JudgedSentence) -> tuple[str, ...]:
    """Returns the remark of a statement that the first one, which is newer, corrects."""
    corrects = first is not other and CORRECTION.search(first.sentence.text)
    return (CORRECTED,) if corrects and is_newer(first.sentence, other.sentence) else ()


def _statement(
    question: Question, number: int, judged: JudgedSentence, confidence: float, remarks: tuple[str, ...]
) -> CitedStatement:
    """Makes the statement of a sentence; the short answer is marked in the first one only."""
    span = _short_answer_in_quote(question, judged) if number == 1 else None
    return quote_sentence(number, judged.sentence, confidence, short_answer=span, remarks=remarks)


def _short_answer_in_quote(question: Question, judged: JudgedSentence) -> tuple[int, int] | None:
    """Returns where the short answer is in the quote of a sentence."""
    span = find_short_answer(question, judged.sentence.text, judged.judgement)
    offset = judged.sentence.start - judged.sentence.quoted_from
    return None if span is None else (offset + span[0], offset + span[1])
