"""From a question to its evidence: both indexes are asked, their lists fused, copies of a story collapsed."""

from collections.abc import Callable

from assistant.answer import Evidence, Hit
from assistant.ingest.embedders import Embedder
from assistant.ingest.library import Library, StoredPassage
from assistant.ingest.library.words import terms
from assistant.language import FUNCTION_WORDS
from assistant.question import Question

_DEPTH = 100
_RRF_CONSTANT = 60
_BEST_SUM = 2 / (_RRF_CONSTANT + 1)


class Retriever:
    """Finds the passages that a question is about.

    Args:
        library: Where to look.
        embedder: Gives the embedder of the library's vectors.
    """

    def __init__(self, library: Library, embedder: Callable[[], Embedder]) -> None:
        self._library = library
        self._embedder = embedder

    def retrieve(self, question: Question, top_k: int) -> Evidence:
        """The `top_k` best passages, best first; articles later than the question's day are never among them.

        The two lists are fused by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009).
        """
        if not self._library.embedder_name:
            return Evidence(())
        depth = max(_DEPTH, 2 * top_k)
        words = dict(self._library.catalog.search_words(word_query(question), depth, question.as_of))
        vector = self._embedder().embed_question(question.standalone)
        meaning = dict(self._library.nearest(vector, depth, question.as_of))
        scores = fuse([list(words), list(meaning)])
        order = sorted(scores, key=lambda number: -scores[number])[:depth]
        stored = self._library.catalog.passages(order)
        hits = [
            Hit(one, min(1.0, scores[one.number] / _BEST_SUM), words.get(one.number, 0.0), meaning.get(one.number, 0.0))
            for one in stored
        ]
        return Evidence(tuple(self._collapse(hits, top_k)))

    def _collapse(self, hits: list[Hit], top_k: int) -> list[Hit]:
        """Of each story only the article that was found first; the others are named beside it."""
        chosen: dict[int, str] = {}
        kept: list[Hit] = []
        for hit in hits:
            if chosen.setdefault(hit.stored.story, hit.stored.article.id) == hit.stored.article.id:
                kept.append(hit)
            if len(kept) == top_k:
                break
        return [Hit(hit.stored, hit.score, hit.words, hit.meaning, self._also_in(hit.stored)) for hit in kept]

    def _also_in(self, stored: StoredPassage) -> tuple[str, ...]:
        others = [one.source for one in self._library.catalog.same_story(stored.story) if one.id != stored.article.id]
        return tuple(dict.fromkeys(others))


def word_query(question: Question) -> str:
    """The question as an FTS5 query: any of its content words, each in quotes, so that none is taken for an operator."""
    found = list(dict.fromkeys(terms(question.standalone)))
    content = [term for term in found if term not in FUNCTION_WORDS]
    return " OR ".join(f'"{term}"' for term in content or found)


def fuse(rankings: list[list[int]]) -> dict[int, float]:
    """Reciprocal rank fusion: each list gives an item 1 / (60 + rank)."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (_RRF_CONSTANT + rank)
    return scores
