"""Selects the excerpts that a language model is shown: the sentences that answer best, each with the sentence before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.answer import Hit
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.generative.verification.prompt_injection import addresses_language_model
from assistant.ingest.article import Passage

MAX_WORDS = 350
"""The number of words of all excerpts together; the first excerpt may be longer."""

_ALWAYS_SHOWN = 3
_MAX_SCORE_GAP = 6.0  # below the best shown sentence


@dataclass(slots=True)
class _Excerpt:
    """A part of an article: the hit of its best sentence, the first character, and one past the last."""

    hit: Hit
    start: int
    end: int

    def touches(self, hit: Hit, start: int, end: int) -> bool:
        """Checks whether nothing but white space lies between it and another part."""
        if hit.article.id != self.hit.article.id:
            return False
        between = hit.article.text[min(self.end, end) : max(self.start, start)]
        return not between.strip()

    @property
    def words(self) -> int:
        """The number of its words."""
        return len(self.hit.article.text[self.start : self.end].split())

    def as_hit(self) -> Hit:
        """Returns the hit, narrowed to the excerpt, without its sentences."""
        passage = Passage(self.hit.article.id, self.start, self.end)
        return replace(self.hit, stored=replace(self.hit.stored, passage=passage), sentences=())


def select_excerpts(sentences: Sequence[RankedSentence], limit: int) -> tuple[Hit, ...]:
    """Returns the excerpts around the best sentences, the one with the best sentence first.

    An excerpt is a sentence with the sentence before it, which explains its pronouns. Excerpts that touch are joined. Sentences that address a
    language model are left out. Each excerpt is a hit whose passage is narrowed to it, so that offsets stay exact.

    Args:
        sentences: The ranked sentences, best first.
        limit: The largest number of excerpts.
    """
    excerpts: list[_Excerpt] = []
    words = 0
    shown = [
        sentence for sentence in sentences if not sentence.is_heading and not addresses_language_model(sentence.text)
    ]
    for sentence in shown:
        if len(excerpts) >= _ALWAYS_SHOWN and sentence.score < shown[0].score - _MAX_SCORE_GAP:
            break
        joined = _join(excerpts, sentence.hit, _start(sentence), sentence.end)
        joined_words = sum(excerpt.words for excerpt in joined)
        if len(joined) <= limit and (joined_words <= MAX_WORDS or not excerpts):
            excerpts, words = joined, joined_words
        if words >= MAX_WORDS:
            break
    return tuple(excerpt.as_hit() for excerpt in excerpts)


def _join(excerpts: Sequence[_Excerpt], hit: Hit, start: int, end: int) -> list[_Excerpt]:
    """Returns the excerpts with a further part, joined to those that it touches."""
    touched = [excerpt for excerpt in excerpts if excerpt.touches(hit, start, end)]
    if not touched:
        return [*excerpts, _Excerpt(hit, start, end)]
    first = touched[0]
    joined = _Excerpt(
        first.hit,
        min(start, *(excerpt.start for excerpt in touched)),
        max(end, *(excerpt.end for excerpt in touched)),
    )
    return [
        joined if excerpt is first else excerpt for excerpt in excerpts if excerpt is first or excerpt not in touched
    ]


def _start(sentence: RankedSentence) -> int:
    """Returns the first character of the sentence before, or of the sentence itself if there is none that may be shown."""
    if sentence.before is None or addresses_language_model(sentence.hit.article.text[slice(*sentence.before)]):
        return sentence.start
    return sentence.before[0]
