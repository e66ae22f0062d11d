"""The answerer without a language model: it quotes the sentences that answer, or nothing."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answers.answer import Evidence
from assistant.answers.answerer import CitedStatement, Conclusion, NearestQuote, Verdict
from assistant.extractive.answer_weights import AnswerWeights
from assistant.extractive.features import TermWeights
from assistant.extractive.fitted_weights import SENTENCE_WEIGHTS
from assistant.extractive.forms import FormAnswer, choose_form, cite_sentence
from assistant.extractive.other_languages import OtherLanguages
from assistant.extractive.qa_model import QAModel
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence, rank_sentences
from assistant.extractive.sentence_reranking import SentenceReranker
from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER
from assistant.ingest.embedders.minilm import MiniLMEmbedder
from assistant.ingest.library import Library
from assistant.questions.question import Question

_MIN_NEAREST_CLOSENESS = 0.3  # cosine; below, a sentence has nothing to do with the question


@dataclass(frozen=True)
class RankedEvidence:
    """The ranked sentences of the evidence for a question, and the answer that can be made from them.

    Attributes:
        pool: The sentences with what judges them.
        form: The answer in the form that the question asks for.
    """

    pool: SentencePool
    form: FormAnswer

    @property
    def question(self) -> Question:
        """The question."""
        return self.pool.question

    @property
    def sentences(self) -> Sequence[RankedSentence]:
        """The sentences with their scores, best first."""
        return self.form.sentences

    @property
    def reranker(self) -> SentenceReranker:
        """What judges the best of them."""
        return self.pool.reranker

    @cached_property
    def confidence(self) -> float:
        """The confidence that the evidence answers the question, from 0 to 1."""
        return self.form.confidence if self.pool.ranked else 0.0

    @property
    def is_answered(self) -> bool:
        """Whether the confidence suffices for an answer."""
        return self.confidence >= self.pool.weights.threshold


class ExtractiveAnswerer:
    """Quotes the sentences that answer, in the form that the question asks for; quotes nothing if the confidence is below the threshold.

    Args:
        library: Has the document frequencies of words.
        embedder: Returns the packaged embedder, for late interaction.
        qa_model: Returns the QA model, which judges the best sentences.
        weights: Returns the weights for this QA model.
        multilingual_qa_model: Returns the QA model for other languages than English; None if there is none.
    """

    name = "extractive"

    def __init__(
        self,
        library: Library,
        embedder: Callable[[], MiniLMEmbedder],
        qa_model: Callable[[], QAModel],
        weights: Callable[[], AnswerWeights],
        multilingual_qa_model: Callable[[], QAModel | None] = lambda: None,
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._qa_model = qa_model
        self._weights = weights
        self._multilingual_qa_model = multilingual_qa_model

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
        """Ranks the sentences of the evidence, and chooses the form of the answer."""
        catalog = self._library.catalog
        term_weights = TermWeights(question, catalog.document_frequencies(question.stems), catalog.counts()[1])
        ranked = rank_sentences(question, evidence, term_weights, SENTENCE_WEIGHTS) if evidence.hits else []
        weights = self.weights
        is_multilingual = self._library.embedder_name == MULTILINGUAL_EMBEDDER
        reranker = SentenceReranker(
            question,
            term_weights,
            self._embedder,
            self._qa_model,
            weights.calibration,
            other_languages=OtherLanguages(self._multilingual_qa_model) if is_multilingual else None,
        )
        pool = SentencePool(question, ranked, reranker, weights)
        return RankedEvidence(pool, choose_form(pool))

    def quote(
        self, evidence: RankedEvidence
    ) -> Generator[Verdict | NearestQuote | CitedStatement | Conclusion, None, None]:
        """Makes the answer from ranked evidence: the verdict, the statements and the conclusion, or the nearest quote."""
        yield Verdict(evidence.confidence)
        if evidence.is_answered:
            yield from evidence.form.parts()
        else:
            yield from _nearest_quote(evidence.sentences)


def _nearest_quote(sentences: Sequence[RankedSentence]) -> Generator[NearestQuote, None, None]:
    """Yields the best sentence if it is about the topic of the question at all."""
    nearest = next((sentence for sentence in sentences if not sentence.is_heading), None)
    if nearest is not None and nearest.features.closeness >= _MIN_NEAREST_CLOSENESS:
        yield NearestQuote(cite_sentence(1, nearest, 0.0))
