"""From a question to its evidence: candidates are read sentence by sentence, scored, copies of a story collapsed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answers.answer import Evidence, Hit, HitSentence
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.language.tokens import tokenize
from assistant.ingest.library import Library, StoredPassage
from assistant.ingest.library.stored_sentences import StoredSentences, closeness
from assistant.logistic import sigmoid
from assistant.questions.question import Question
from assistant.questions.time_range import question_date_range
from assistant.retrieval.candidates import Candidates, find_candidates
from assistant.retrieval.fusion import CandidateScores, FusionWeights, fuse_scores, recency_prior
from assistant.retrieval.reranking import RERANKED, CrossEncoderReranker

_DEPTH = 150
_ACCORDING_TO = re.compile(r"\baccording to (?:the )?((?:[A-Z][\w&.'’-]*)(?: (?:of |the )?[A-Z][\w&.'’-]*){0,4})")


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A candidate with its scores, its text not read yet."""

    number: int
    score: float
    words: float
    meaning: float
    sentences: StoredSentences
    closeness: NDArray[np.float32]

    def hit(self, stored: StoredPassage, also_in: tuple[str, ...]) -> Hit:
        """The same, with its text."""
        close = zip(self.sentences.sentences(), self.closeness.tolist(), strict=True)
        return Hit(stored, self.score, self.words, self.meaning, tuple(HitSentence(*one) for one in close), also_in)


class Retriever:
    """Finds the passages that a question is about.

    Args:
        library: Where to look.
        embedder: Gives the embedder of the library's vectors.
        weights: What counts how much.
        reranker: Reads the best of them again.
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
        self._weights = weights or FusionWeights()
        self._reranker = reranker

    def retrieve(self, question: Question, top_k: int) -> Evidence:
        """The `top_k` best passages, best first; articles later than the question's day are never among them."""
        if not self._library.embedder_name:
            return Evidence(())
        vector = self._embedder().embed_question(question.standalone)
        depth = max(_DEPTH, 3 * top_k)
        candidates = find_candidates(self._library, question, vector, depth)
        scores = self._first_scores(question, candidates)
        best = np.argsort(-scores, kind="stable")[:depth]
        ranked = self._read(candidates.at(best), scores[best], vector)
        if self._reranker is None:
            return Evidence(self._collapsed(question, ranked, top_k))
        hits = self._collapsed(question, ranked, max(top_k, RERANKED))
        return Evidence(self._reranker.rerank(question, hits)[:top_k])

    def _first_scores(self, question: Question, candidates: Candidates) -> CandidateScores:
        """What the two searches, the time that is asked about and the place in the article say; no sentence is read for that."""
        weights = self._weights
        looks = [(weights.words, candidates.words), (weights.meaning, candidates.meaning)]
        span = question_date_range(question.text, question.as_of)
        fits_the_time = recency_prior(candidates.days, question.as_of, span, weights)
        return fuse_scores(looks) + fits_the_time + weights.lead * candidates.leads

    def _read(self, candidates: Candidates, first_scores: CandidateScores, vector: Vectors) -> list[_Ranked]:
        """The candidates, best first, now that their sentences count too."""
        stored = self._library.catalog.sentences_of(candidates.numbers.tolist())
        # One that another process has just removed has no sentences any more.
        kept = np.flatnonzero(np.isin(candidates.numbers, list(stored)))
        candidates, first_scores = candidates.at(kept), first_scores[kept]
        sentences = [stored[number] for number in candidates.numbers.tolist()]
        close = closeness(sentences, vector)
        closest = np.array([_closest(*one) for one in zip(sentences, close, strict=True)], dtype=np.float64)
        scores = first_scores + fuse_scores([(self._weights.sentence, closest)])
        return [
            _Ranked(
                int(candidates.numbers[at]),
                sigmoid(float(scores[at]) / 2),
                float(candidates.words[at]),
                float(candidates.meaning[at]),
                sentences[at],
                close[at],
            )
            for at in np.argsort(-scores, kind="stable")
        ]

    def _collapsed(self, question: Question, ranked: Sequence[_Ranked], top_k: int) -> tuple[Hit, ...]:
        """The best `top_k`; of each story only the article that was found first, the others named beside it."""
        chosen: dict[int, str] = {}
        kept: list[Hit] = []
        for one, stored in self._of_named_source(question, ranked, top_k):
            if chosen.setdefault(stored.story, stored.article.id) == stored.article.id:
                kept.append(one.hit(stored, self._also_in(stored)))
            if len(kept) == top_k:
                break
        return tuple(kept)

    def _of_named_source(
        self, question: Question, ranked: Sequence[_Ranked], top_k: int
    ) -> Iterator[tuple[_Ranked, StoredPassage]]:
        """Only what a publication that the question names says ("according to TASS"); all where it names none of theirs."""
        named = _ACCORDING_TO.search(question.text)
        if named:
            wanted = "".join(tokenize(named[1]))
            of_it = [
                (one, stored)
                for one, stored in self._stored(ranked, top_k)
                if wanted in "".join(tokenize(stored.article.source))
            ]
            if of_it:
                yield from of_it
                return
        yield from self._stored(ranked, top_k)

    def _stored(self, ranked: Sequence[_Ranked], top_k: int) -> Iterator[tuple[_Ranked, StoredPassage]]:
        """The passages themselves, a few at a time: most of the candidates are never looked at."""
        for first in range(0, len(ranked), 2 * top_k):
            batch = {one.number: one for one in ranked[first : first + 2 * top_k]}
            for stored in self._library.catalog.passages(list(batch)):
                yield batch[stored.number], stored

    def _also_in(self, stored: StoredPassage) -> tuple[str, ...]:
        others = [one.source for one in self._library.catalog.same_story(stored.story) if one.id != stored.article.id]
        return tuple(dict.fromkeys(others))


def _closest(sentences: StoredSentences, close: NDArray[np.float32]) -> float:
    """Of the sentences that do not ask; of all where there is no other."""
    saying = close[~sentences.asking()]
    return float((saying if len(saying) else close).max(initial=0.0))
