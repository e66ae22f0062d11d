"""Judges passages that have arrived: whether they may answer a standing question, and how surely the sentences that an answer cites do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.answer import Citation, Evidence, Hit, HitSentence, Lead
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.extractive.features import TermWeights
from assistant.extractive.lead import lead_probabilities
from assistant.extractive.text_overlap import unique_stems
from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.library import Library, StoredPassage
from assistant.ingest.library.stored_sentences import sentence_cosines
from assistant.questions.question import Question

MAX_JUDGED = 20
"""The number of passages that are judged; more are not worth it."""

# Fitted on one half of a hundred questions to a year and a half of news.
_MIN_COVERAGE = 0.7  # the weighted share of the question's words that a quote with its title has, so its passage too
_MIN_CONFIDENCE = 0.4
_PASSAGES, _SENTENCES = 2, 2  # that are read: the closest

SelectSentences = Callable[[StoredPassage, Sequence[HitSentence]], Sequence[HitSentence]]


@dataclass(frozen=True, slots=True)
class Support:
    """How surely the sentences that an answer cites answer by themselves.

    Attributes:
        confidence: The confidence of an answer from these sentences alone.
        leads: What the QA model reads in the one that likeliest answers: the probabilities of yes, no and undecided.
    """

    confidence: float
    leads: Mapping[Lead, float]


class EvidenceJudge:
    """Judges passages for standing questions. Safe to use from several threads.

    Args:
        library: The library.
        answerer: Judges the sentences.
    """

    def __init__(self, library: Library, answerer: ExtractiveAnswerer) -> None:
        self._library = library
        self._answerer = answerer

    def may_answer(self, question: Question, vector: Vectors, numbers: Sequence[int]) -> bool:
        """Checks whether passages may answer a question, from their few closest sentences: that costs much less than an answer.

        Args:
            question: The question.
            vector: Its vector, shape (dimension,).
            numbers: The passages.
        """
        passages = self._on_topic(question, self._library.catalog.passages(numbers))
        if not passages:
            return False
        evidence = Evidence(self._hits(passages, vector, _closest)[:_PASSAGES])
        return self._answerer.rank(question, evidence).confidence >= _MIN_CONFIDENCE

    def support(
        self, question: Question, vector: Vectors, citations: Sequence[Citation], numbers: Sequence[int]
    ) -> Support | None:
        """Returns how surely some cited sentences answer a question; None if none of them is about what it asks for.

        Args:
            question: The question.
            vector: Its vector, shape (dimension,).
            citations: The citations.
            numbers: The passages that they cite.
        """
        quotes = [f"{citation.title}\n{citation.quote}" for citation in citations]
        if not self._is_multilingual and max(self._coverages(question, quotes), default=0.0) < _MIN_COVERAGE:
            return None

        def cited(passage: StoredPassage, sentences: Sequence[HitSentence]) -> list[HitSentence]:
            return [one for one in sentences if any(_cites(citation, passage, one) for citation in citations)]

        hits = self._hits(self._library.catalog.passages(numbers), vector, cited)
        evidence = self._answerer.rank(question, Evidence(hits))
        pool = evidence.pool
        if not pool.ranked:
            return None
        (judgement,) = pool.reranker.judge([max(pool.ranked, key=pool.sentence_confidence)])
        return Support(evidence.confidence, lead_probabilities(judgement))

    @property
    def _is_multilingual(self) -> bool:
        """Whether articles may be in another language than the question, so that they need not have its words."""
        return self._library.embedder_name == MULTILINGUAL_EMBEDDER

    def _on_topic(self, question: Question, passages: Sequence[StoredPassage]) -> Sequence[StoredPassage]:
        """Returns the passages that have enough of the words of the question."""
        if self._is_multilingual:
            return passages
        texts = [f"{one.article.title}\n{one.passage.text(one.article)}" for one in passages]
        coverages = self._coverages(question, texts)
        return [one for one, coverage in zip(passages, coverages, strict=True) if coverage >= _MIN_COVERAGE]

    def _coverages(self, question: Question, texts: Sequence[str]) -> list[float]:
        """Returns the weighted share of the words of a question that each text has."""
        catalog = self._library.catalog
        weights = TermWeights(question, catalog.document_frequencies(question.stems), catalog.counts()[1])
        return [weights.coverage(unique_stems(text, weights.language)) for text in texts]

    def _hits(self, passages: Sequence[StoredPassage], vector: Vectors, select: SelectSentences) -> tuple[Hit, ...]:
        """Returns passages with some of their sentences, those that are closest to a question first."""
        numbers = [one.number for one in passages]
        vectors, sentences = self._library.catalog.vectors_of(numbers), self._library.catalog.sentences_of(numbers)
        hits: list[Hit] = []
        for one in passages:
            if one.number not in vectors or one.number not in sentences:
                continue
            (cosines,) = sentence_cosines([sentences[one.number]], vector)
            pairs = zip(sentences[one.number].sentences(), cosines.tolist(), strict=True)
            selected = select(one, [HitSentence(*pair) for pair in pairs])
            cosine = float(vectors[one.number] @ vector)
            if selected:
                in_order = tuple(sorted(selected, key=lambda sentence: sentence.sentence.start))
                hits.append(Hit(one, max(0.0, cosine), 0.0, cosine, in_order))
        return tuple(sorted(hits, key=lambda hit: hit.score, reverse=True))


def _closest(_: StoredPassage, sentences: Sequence[HitSentence]) -> Sequence[HitSentence]:
    return sorted(sentences, key=lambda sentence: sentence.closeness, reverse=True)[:_SENTENCES]


def _cites(citation: Citation, passage: StoredPassage, sentence: HitSentence) -> bool:
    start = passage.passage.start + sentence.sentence.start
    end = passage.passage.start + sentence.sentence.end
    return citation.article_id == passage.passage.article_id and start < citation.end and citation.start < end
