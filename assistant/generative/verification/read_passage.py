"""A passage read for checking: its sentences, their words and vectors, and the facts around them; each looked at once only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.facts.names import NamesInText
from assistant.facts.numbers import Day, Quantities, read_quantities
from assistant.generative.verification.prompt_injection import addresses_language_model
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.language.english import content_stems
from assistant.ingest.language.sentences import split_sentences, story_start
from assistant.ingest.language.tokens import tokenize

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a text is made of.

    Attributes:
        stems: The stems of its content words, numbers and dates not among them.
        quantities: Its numbers and dates.
    """

    stems: frozenset[str]
    quantities: Quantities


def read_words(text: str) -> Words:
    """The content words and the quantities of a text."""
    quantities = read_quantities(text)
    stems = content_stems(quantities.words) if tokenize(quantities.words) else []
    return Words(frozenset(stems), quantities)


class AnalysedPassage:
    """One passage that statements are checked against.

    Args:
        article: The article.
        start: The passage's first character.
        end: One past its last character.
        embedder: Gives the embedder.
    """

    def __init__(self, article: Article, start: int, end: int, embedder: Callable[[], Embedder]) -> None:
        self.article = article
        self.text = article.text[start:end]
        self._start = start
        self._embedder = embedder
        self._vectors: dict[int, Vectors] = {}

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences, datelines left out."""
        return tuple(self.article.text[start:end] for start, end in self.spans)

    @cached_property
    def spans(self) -> Spans:
        """Where its sentences are in the article's text; those that speak to a language model are left out."""
        found = split_sentences(self.text, self.article.language)
        places = [(self._start + story_start(self.text, one), self._start + one.end) for one in found]
        return tuple(
            (start, end) for start, end in places if not addresses_language_model(self.article.text[start:end])
        )

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """The words and quantities of each sentence."""
        return tuple(map(read_words, self.sentences))

    @cached_property
    def all_words(self) -> Words:
        """Those of the passage and of the article's title, and its day of publication."""
        found = read_words(self._with_heading)
        published = self.article.published
        own = {Day(published.year, published.month, published.day)} if published else set()
        return Words(found.stems, Quantities(found.quantities.numbers, found.quantities.days | own))

    @cached_property
    def names(self) -> NamesInText:
        """The names of the passage, of the article's title and of its publication."""
        return NamesInText(f"{self.article.source}. {' '.join(self.article.authors)}. {self._with_heading}")

    def closeness(self, vector: Vectors, among: Sequence[int]) -> float:
        """The cosine of a vector and the closest of some sentences; 0 where there are none."""
        missing = [index for index in among if index not in self._vectors]
        if missing:
            embedded = self._embedder().embed_passages([self.sentences[index] for index in missing])
            self._vectors.update(zip(missing, embedded, strict=True))
        return max((float(self._vectors[index] @ vector) for index in among), default=0.0)

    @property
    def _with_heading(self) -> str:
        return "\n\n".join([self.article.title, *self.sentences])
