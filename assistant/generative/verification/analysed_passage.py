"""Analysis of a passage for verification: its sentences with their words and vectors, and its names, numbers and dates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.extractive.qa_model import Candidate, Judgement, QAModel
from assistant.facts.names import NamesInText
from assistant.facts.numbers import Day, Quantities, read_quantities
from assistant.generative.verification.prompt_injection import addresses_language_model, title_for_model
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.sentences import split_sentences, story_start
from assistant.ingest.language.tokens import tokenize


@dataclass(frozen=True, slots=True)
class VerificationModels:
    """The models that verification uses.

    Attributes:
        embedder: Returns the embedder, which compares meanings.
        qa_model: Returns the QA model, which judges whether a sentence answers the question.
    """

    embedder: Callable[[], Embedder]
    qa_model: Callable[[], QAModel]


Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Content of a text as sets.

    Attributes:
        stems: The stems of its content words, without numbers and dates.
        quantities: Its numbers and dates.
    """

    stems: frozenset[str]
    quantities: Quantities


def read_words(text: str) -> Words:
    """Reads the content words and the quantities of a text."""
    quantities = read_quantities(text)
    stems = content_stems(quantities.words) if tokenize(quantities.words) else []
    return Words(frozenset(stems), quantities)


class AnalysedPassage:
    """Passage that statements are verified against. Each analysis is done once, when it is first needed.

    Args:
        article: The article.
        start: The passage's first character.
        end: One past its last character.
        models: The models.
    """

    def __init__(self, article: Article, start: int, end: int, models: VerificationModels) -> None:
        self.article = article
        self.text = article.text[start:end]
        self._start = start
        self._models = models
        self._vectors: dict[int, Vectors] = {}
        self._judgements: dict[tuple[str, int], Judgement] = {}

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences, without datelines."""
        return tuple(self.article.text[start:end] for start, end in self.spans)

    @cached_property
    def spans(self) -> Spans:
        """Offsets of its sentences in the article's text, without sentences that address a language model."""
        sentences = split_sentences(self.text, self.article.language)
        spans = [(self._start + story_start(self.text, sentence), self._start + sentence.end) for sentence in sentences]
        return tuple((start, end) for start, end in spans if not addresses_language_model(self.article.text[start:end]))

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """Words and quantities of each sentence."""
        return tuple(map(read_words, self.sentences))

    @cached_property
    def all_words(self) -> Words:
        """Words and quantities of the passage and of the article's title, and the day of publication."""
        words = read_words(self._text_with_title)
        published = self.article.published
        publication_day = {Day(published.year, published.month, published.day)} if published else set()
        return Words(words.stems, Quantities(words.quantities.numbers, words.quantities.days | publication_day))

    @cached_property
    def names(self) -> NamesInText:
        """Names in the passage, in the article's title, authors and publication."""
        return NamesInText(f"{self.article.source}. {' '.join(self.article.authors)}. {self._text_with_title}")

    def stems_beside(self, sentence_index: int) -> frozenset[str]:
        """Returns the stems of a sentence and of the one after it."""
        return frozenset[str]().union(*(words.stems for words in self.words[sentence_index : sentence_index + 2]))

    def closeness(self, vector: Vectors, sentence_indexes: Sequence[int]) -> float:
        """Returns the cosine of a vector and the closest of some sentences; 0 if there are none."""
        missing = [index for index in sentence_indexes if index not in self._vectors]
        if missing:
            embedded = self._models.embedder().embed_passages([self.sentences[index] for index in missing])
            self._vectors.update(zip(missing, embedded, strict=True))
        return max((float(self._vectors[index] @ vector) for index in sentence_indexes), default=0.0)

    def judge(self, question: str, sentence_index: int) -> Judgement:
        """Returns the QA model's judgement of a sentence, read after the sentence before it and under the article's title."""
        key = (question, sentence_index)
        if key not in self._judgements:
            before = self.sentences[sentence_index - 1] if sentence_index else ""
            candidate = Candidate(title_for_model(self.article).strip(), before, self.sentences[sentence_index])
            (self._judgements[key],) = self._models.qa_model().read(question, [candidate])
        return self._judgements[key]

    @cached_property
    def names_in_article(self) -> NamesInText:
        """Names anywhere in the article."""
        return NamesInText(f"{self.article.source}. {self.article.title}\n\n{self.article.text}")

    @property
    def _text_with_title(self) -> str:
        return "\n\n".join([title_for_model(self.article), *self.sentences])
