"""Retrieves the evidence for a question: candidates, fusion with sentence scores, one passage for each near-duplicate story."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from assistant.answers.answer import Evidence, Hit, HitSentence
from assistant.ingest.article import Article
from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER, Embedder, Vectors
from assistant.ingest.library import Library, StoredPassage
from assistant.ingest.library.stored_sentences import StoredSentences, sentence_cosines
from assistant.ingest.story_versions import is_update, leading_version
from assistant.logistic import logit, sigmoid
from assistant.questions.question import Question
from assistant.questions.source_comparison import SourceComparison
from assistant.retrieval.candidates import Candidates, find_candidates
from assistant.retrieval.editions import as_readers_saw
from assistant.retrieval.fusion import MULTILINGUAL_WEIGHTS, CandidateScores, FusionWeights, fuse_scores, recency_prior
from assistant.retrieval.reranking import RERANKED, CrossEncoderReranker

_MIN_DEPTH = 150
_MIN_PASSAGES_OF_SOURCE = 4
_MAX_COPIES = 30  # of a story, whose texts are compared
_CONTEXT_POOL = 40  # passages among which those of the context's articles are boosted
_CONTEXT_BOOST = 3.0  # in standard deviations, as the weights of the signals


@dataclass(frozen=True, slots=True)
class _RankedPassage:
    """A candidate with its scores; its text is not loaded yet."""

    number: int
    score: float
    lexical_score: float
    dense_score: float
    sentences: StoredSentences
    closeness: NDArray[np.float32]

    def to_hit(self, stored: StoredPassage, copies: tuple[Article, ...]) -> Hit:
        """Adds the text."""
        sentences = zip(self.sentences.sentences(), self.closeness.tolist(), strict=True)
        scored_sentences = tuple(HitSentence(sentence, cosine) for sentence, cosine in sentences)
        return Hit(stored, self.score, self.lexical_score, self.dense_score, scored_sentences, copies)


@dataclass(frozen=True, slots=True)
class SearchContext:
    """What the question belongs to: the topic of a conversation.

    Attributes:
        text: Words that are searched for together with the question.
        article_ids: Articles whose passages are preferred.
    """

    text: str
    article_ids: tuple[str, ...] = ()


class Retriever:
    """Finds the passages that are relevant to a question.

    Args:
        library: The library to search.
        embedder: Returns the embedder of the library's vectors.
        weights: The weights of the signals; by default those for the embedder of the library.
        reranker: Reranks the best passages; None to go without.
    """

    def __init__(
        self,
        library: Library,
        embedder: Callable[[], Embedder],
        weights: FusionWeights | None = None,
        reranker: CrossEncoderReranker | None = None,
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._given_weights = weights
        self._reranker = reranker

    @property
    def _weights(self) -> FusionWeights:
        if self._given_weights is not None:
            return self._given_weights
        return MULTILINGUAL_WEIGHTS if self._library.embedder_name == MULTILINGUAL_EMBEDDER else FusionWeights()

    def retrieve(self, question: Question, top_k: int, context: SearchContext | None = None) -> Evidence:
        """Returns the `top_k` best passages, best first; articles later than the question's date are never among them.

        Args:
            question: The question.
            top_k: The number of passages.
            context: The topic that the question belongs to; None for a question that stands alone.
        """
        if not self._library.embedder_name:
            return Evidence(())
        vector = self._embedder().embed_question(question.text)
        if question.comparison is not None and context is None:
            return self._by_source(question, question.comparison, vector, top_k)
        if context is None:
            return Evidence(self._search(question, vector, vector, top_k))
        expanded = replace(question, text=f"{question.text} ({context.text})")
        search_vector = self._embedder().embed_question(expanded.text)
        hits = self._search(expanded, search_vector, vector, max(top_k, _CONTEXT_POOL))
        boosted = [_boost(hit) if hit.article.id in context.article_ids else hit for hit in hits]
        return Evidence(tuple(sorted(boosted, key=lambda hit: -hit.score)[:top_k]))

    def _by_source(self, question: Question, comparison: SourceComparison, vector: Vectors, top_k: int) -> Evidence:
        """Returns passages of each publication that the question names, also of those that publish what others have."""
        each = max(_MIN_PASSAGES_OF_SOURCE, top_k // len(comparison.sources))
        hits = [
            hit
            for source in comparison.sources
            for hit in self._search(replace(question, sources=source.spellings), vector, vector, each)
        ]
        return Evidence(tuple(sorted(hits, key=lambda hit: -hit.score)))

    def _search(
        self, question: Question, search_vector: Vectors, sentence_vector: Vectors, top_k: int
    ) -> tuple[Hit, ...]:
        """Searches passages with one vector and compares their sentences with another."""
        depth = max(_MIN_DEPTH, 3 * top_k)
        candidates = find_candidates(self._library, question, search_vector, depth)
        scores = self._passage_scores(question, candidates)
        best = np.argsort(-scores, kind="stable")[:depth]
        ranked = self._rank_with_sentences(candidates.select(best), scores[best], sentence_vector)
        if self._reranker is None:
            hits = self._without_duplicates(question, ranked, top_k)
        else:
            hits = self._reranker.rerank(question, self._without_duplicates(question, ranked, max(top_k, RERANKED)))[
                :top_k
            ]
        return as_readers_saw(hits, question.as_of, self._library.catalog, self._embedder, sentence_vector)

    def _passage_scores(self, question: Question, candidates: Candidates) -> CandidateScores:
        """Fuses the two searches, the recency prior and the position in the article; no sentence is read for that."""
        weights = self._weights
        signals = [(weights.lexical, candidates.lexical_scores), (weights.dense, candidates.dense_scores)]
        date_range = question.date_range
        prior = recency_prior(candidates.days, question.as_of, date_range, weights)
        return fuse_scores(signals) + prior + weights.lead * candidates.leads

    def _rank_with_sentences(
        self, candidates: Candidates, passage_scores: CandidateScores, vector: Vectors
    ) -> list[_RankedPassage]:
        """Adds the score of the closest sentence, and ranks the candidates, best first."""
        stored = self._library.catalog.sentences_of(candidates.numbers.tolist())
        # A passage that another process has just removed has no sentences.
        kept = np.flatnonzero(np.isin(candidates.numbers, list(stored)))
        candidates, passage_scores = candidates.select(kept), passage_scores[kept]
        sentences = [stored[number] for number in candidates.numbers.tolist()]
        cosines = sentence_cosines(sentences, vector)
        closest = np.array([_closest(*pair) for pair in zip(sentences, cosines, strict=True)], dtype=np.float64)
        scores = passage_scores + fuse_scores([(self._weights.sentence, closest)])
        return [
            _RankedPassage(
                int(candidates.numbers[index]),
                sigmoid(float(scores[index]) / 2),
                float(candidates.lexical_scores[index]),
                float(candidates.dense_scores[index]),
                sentences[index],
                cosines[index],
            )
            for index in np.argsort(-scores, kind="stable")
        ]

    def _without_duplicates(self, question: Question, ranked: Sequence[_RankedPassage], top_k: int) -> tuple[Hit, ...]:
        """Returns the best `top_k`; of each story, passages of one article only: the best one, or a newer update of it."""
        article_of_story: dict[int, str] = {}
        copies: dict[str, tuple[Article, ...]] = {}
        hits: list[Hit] = []
        passages = self._load(ranked, top_k)
        while len(hits) < top_k and (batch := list(islice(passages, 2 * top_k))):
            articles: dict[int, dict[str, Article]] = {}
            for _, stored in batch:
                articles.setdefault(stored.story, {}).setdefault(stored.article.id, stored.article)
            for story, versions in articles.items():
                article_of_story.setdefault(story, leading_version(list(versions.values())).id)
            for passage, stored in batch:
                if article_of_story[stored.story] == stored.article.id:
                    if stored.article.id not in copies:
                        copies[stored.article.id] = self._copies(stored, question.as_of)
                    hits.append(passage.to_hit(stored, copies[stored.article.id]))
        return tuple(hits[:top_k])

    def _load(self, ranked: Sequence[_RankedPassage], top_k: int) -> Iterator[tuple[_RankedPassage, StoredPassage]]:
        """Loads the passages in batches, because most candidates are never needed."""
        for first in range(0, len(ranked), 2 * top_k):
            batch = {passage.number: passage for passage in ranked[first : first + 2 * top_k]}
            for stored in self._library.catalog.passages(list(batch)):
                yield batch[stored.number], stored

    def _copies(self, stored: StoredPassage, as_of: date) -> tuple[Article, ...]:
        """Returns the other articles of a story until a day, without updates."""
        catalog = self._library.catalog
        ids = [
            summary.id
            for summary in catalog.articles_of_story(stored.story)[: _MAX_COPIES + 1]
            if summary.id != stored.article.id and (summary.published is None or summary.published.date() <= as_of)
        ]
        articles = (catalog.article(article_id) for article_id in ids)
        return tuple(article for article in articles if article and not is_update(article.text, stored.article.text))


def _closest(sentences: StoredSentences, cosines: NDArray[np.float32]) -> float:
    """Returns the cosine of the closest sentence that may be quoted; of any sentence if none may."""
    statements = cosines[sentences.quotable_mask()]
    return float((statements if len(statements) else cosines).max(initial=0.0))


def _boost(hit: Hit) -> Hit:
    return replace(hit, score=sigmoid(logit(hit.score) + _CONTEXT_BOOST / 2))
