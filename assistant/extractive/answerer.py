"""The answerer without a language model: it quotes the sentences that answer, or nothing."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answers.answer import Citation, Evidence, Statement, YesNo
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
from assistant.extractive.sentence_ranking import RankedSentence, rank_sentences
from assistant.extractive.sentence_reranking import ConfidenceFeatures, SentenceReranker
from assistant.extractive.sentence_selection import select_sentences
from assistant.extractive.short_answer import short_answer
from assistant.extractive.yes_no import yes_or_no
from assistant.ingest.embedders.minilm import MiniLMEmbedder
from assistant.ingest.library import Library
from assistant.questions.question import Question, QuestionKind

ScoredSentence = tuple[RankedSentence, float]
"""A sentence and the confidence that it answers, from 0 to 1."""


@dataclass(frozen=True)
class RankedEvidence:
    """The ranked sentences of the evidence for a question.

    Attributes:
        question: The question.
        sentences: The sentences with their scores, best first.
        reranker: Judges the best of them.
    """

    question: Question
    sentences: Sequence[RankedSentence]
    reranker: SentenceReranker

    @cached_property
    def confidence(self) -> float:
        """The confidence that the evidence answers the question, from 0 to 1."""
        return _confidence(self.reranker.answer_features(self.sentences)) if self.sentences else 0.0


class ExtractiveAnswerer:
    """Quotes at most three sentences, the best first; quotes nothing if the confidence is below the threshold.

    Args:
        library: Has the document frequencies of words.
        embedder: Returns the packaged embedder, for late interaction.
        qa_model: Returns the QA model, which judges the best sentences.
    """

    name = "extractive"

    def __init__(
        self, library: Library, embedder: Callable[[], MiniLMEmbedder], qa_model: Callable[[], QAModel]
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._qa_model = qa_model

    def answer(
        self, question: Question, evidence: Evidence
    ) -> Generator[Verdict | CitedStatement | Conclusion, None, None]:
        """See `Answerer.answer`."""
        yield from self.quote(self.rank(question, evidence))

    def rank(self, question: Question, evidence: Evidence) -> RankedEvidence:
        """Ranks the sentences of the evidence and reranks the best of them."""
        catalog = self._library.catalog
        term_weights = TermWeights(question, catalog.document_frequencies(question.stems), catalog.counts()[1])
        ranked = rank_sentences(question, evidence, term_weights, SENTENCE_WEIGHTS) if evidence.hits else []
        # The QA model was trained on questions that a name, a date or a few words answer.
        qa_model = None if question.kind is QuestionKind.YES_NO else self._qa_model
        reranker = SentenceReranker(question, term_weights, self._embedder, qa_model)
        return RankedEvidence(question, reranker.rerank(ranked, QA_MODEL_WEIGHT), reranker)

    def quote(self, evidence: RankedEvidence) -> Generator[Verdict | CitedStatement | Conclusion, None, None]:
        """Makes the answer from ranked evidence: the verdict, the statements and the conclusion."""
        yield Verdict(evidence.confidence)
        if evidence.confidence < ANSWER_THRESHOLD:
            return
        question, reranker = evidence.question, evidence.reranker
        # A reason often repeats nothing of the question.
        reasons = reranker.answering(evidence.sentences) if question.kind is QuestionKind.REASON else []
        selected = select_sentences(question, evidence.sentences, reasons)
        scored = [(sentence, _confidence(reranker.sentence_features(sentence))) for sentence in selected]
        statements = [
            _statement(question, number, *sentence) for number, sentence in enumerate(_newer_first(question, scored), 1)
        ]
        yield from statements
        citations = [citation for statement in statements for citation in statement.citations]
        yield Conclusion(_lead(question, citations), find_disagreement(question, citations))


def _confidence(features: ConfidenceFeatures) -> float:
    return features.confidence(CONFIDENCE_WEIGHTS, CONFIDENCE_WEIGHTS_WITHOUT_QA_MODEL)


def _lead(question: Question, citations: Sequence[Citation]) -> YesNo | None:
    """Returns yes or no if the first quote certainly says so, and no other quote the opposite."""
    if question.kind is not QuestionKind.YES_NO:
        return None
    quotes = [citation.quote for citation in citations]
    return yes_or_no(question.text, quotes) if yes_or_no(question.text, quotes[:1]) else None


def _newer_first(question: Question, scored: Sequence[ScoredSentence]) -> Sequence[ScoredSentence]:
    """Moves the newer of two sentences that answer differently before the older."""
    versions = find_disagreement(question, [_citation(index, *sentence) for index, sentence in enumerate(scored)])
    if versions is None:
        return scored
    newer, older = (version.citation.number for version in versions)
    ordered = list(scored)
    if newer > older:
        ordered[older], ordered[newer] = ordered[newer], ordered[older]
    return ordered


def _citation(number: int, sentence: RankedSentence, confidence: float) -> Citation:
    hit = sentence.hit
    return cite(number, hit.article, sentence.quoted_from, sentence.end, confidence, hit.also_in)


def _statement(question: Question, number: int, sentence: RankedSentence, confidence: float) -> CitedStatement:
    """Makes the statement of a sentence; the short answer is marked in the first one only."""
    citation = _citation(number, sentence, confidence)
    span = _short_answer_in_quote(question, sentence) if number == 1 else None
    statement = Statement(text=citation.quote, citations=(number,), supported=True, short_answer=span)
    return CitedStatement(statement, (citation,))


def _short_answer_in_quote(question: Question, sentence: RankedSentence) -> tuple[int, int] | None:
    """Returns where the short answer is in the quote of a sentence."""
    span = short_answer(question, sentence.text)
    offset = sentence.start - sentence.quoted_from
    return None if span is None else (offset + span[0], offset + span[1])
