"""What a question leads to: evidence, statements, citations, an answer; in Python and, the same, as JSON."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.ingest.article import Article, Passage
from assistant.ingest.language.sentences import Sentence
from assistant.ingest.library import StoredPassage

LIBRARY_ANSWERER = "library"
"""Made the answers that speak of the library itself."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Frozen):
    """The exact characters of an article that back a statement: `article.text[start:end] == quote`, always.

    Attributes:
        number: What the reader sees in brackets; counted from 1.
        article_id: The article.
        title: Its title.
        source: Its publication.
        url: Where the original is.
        published: Its day.
        start: The first character in the article's text.
        end: One past the last character.
        quote: Those characters.
        score: How sure the assistant is that they answer, from 0 to 1.
        also_in: Other publications that ran the same story.
    """

    number: int
    article_id: str
    title: str
    source: str
    url: str | None
    published: date | None
    start: int
    end: int
    quote: str
    score: float
    also_in: tuple[str, ...] = ()


class Statement(_Frozen):
    """One sentence of an answer.

    Attributes:
        text: The sentence, without citation numbers.
        citations: The numbers of the citations that back it.
        supported: Whether the check found that they do.
        short_answer: Where in the text the name, the time or the amount stands that was asked for: first character, one past the last; None
            where that is not clear.
    """

    text: str
    citations: tuple[int, ...]
    supported: bool
    short_answer: tuple[int, int] | None = None


class PassageRef(_Frozen):
    """Where a piece of evidence is."""

    article_id: str
    start: int
    end: int
    score: float


class RelatedArticle(_Frozen):
    """An article near to a question that no article answers."""

    article_id: str
    title: str
    source: str
    url: str | None
    published: date | None


class Usage(_Frozen):
    """What an answer took of a language model.

    Attributes:
        prompt_tokens: Tokens that the model was given.
        completion_tokens: Tokens that it wrote.
        cost: In the currency of the prices that are set; None where none are.
        first_token_ms: How long the model took until its first word came, in milliseconds.
    """

    prompt_tokens: int
    completion_tokens: int
    cost: float | None = None
    first_token_ms: int | None = None


class Answer(_Frozen):
    """What the articles say to a question, or that they do not say.

    Attributes:
        question: As it was asked.
        standalone_question: As it was searched for: a follow-up is completed from the turns before it.
        status: Whether the articles answer it.
        lead: "yes" or "no" where the first statement plainly says so to a question of yes or no.
        text: The lead and the statements with their citation numbers, or a line that says that nothing was found.
        statements: The sentences of the answer, the best first.
        citations: What backs them.
        passages: The evidence, best first.
        related: The nearest articles where there is no answer.
        as_of: The day the question is asked on; nothing later is evidence.
        newest_source: The day of the newest article cited.
        confidence: How likely it is that the passages answer the question, from 0 to 1.
        answerer: What made the answer.
        notice: What the reader is told where the language model did not do what it should, or the articles quoted answer differently; empty
            otherwise.
        usage: What the answer took of a language model; None where none was used.
        timings_ms: How long each stage took, in milliseconds.
    """

    question: str
    standalone_question: str
    status: Literal["answered", "not_found"]
    lead: Literal["yes", "no"] | None = None
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[PassageRef, ...] = ()
    related: tuple[RelatedArticle, ...] = ()
    as_of: date
    newest_source: date | None = None
    confidence: float = 0.0
    answerer: str
    notice: str = ""
    usage: Usage | None = None
    timings_ms: dict[str, int] = Field(default_factory=dict)

    def cited_by(self, statement: Statement) -> tuple[Citation, ...]:
        """The citations that back a statement."""
        return tuple(one for one in self.citations if one.number in statement.citations)


@dataclass(frozen=True, slots=True)
class HitSentence:
    """A sentence of a passage that was found.

    Attributes:
        sentence: Where it is in the passage's text.
        closeness: The cosine of the question and the sentence.
    """

    sentence: Sentence
    closeness: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found for a question.

    For other programs: `article`, `passage`, `text`, `score`, `also_in` and `ref`. The rest is how it was found, and may change.

    Attributes:
        stored: The passage with its article.
        score: From 0 to 1; comparable within one question only.
        words: Its BM25 score; 0 where the search by words did not find it.
        meaning: The cosine of the question and the passage.
        sentences: Its sentences, in order, each with how close it is to the question.
        also_in: Other articles that tell the same story, by publication.
    """

    stored: StoredPassage
    score: float
    words: float
    meaning: float
    sentences: tuple[HitSentence, ...] = ()
    also_in: tuple[str, ...] = ()

    @property
    def article(self) -> Article:
        """The article that it is a passage of."""
        return self.stored.article

    @property
    def passage(self) -> Passage:
        """Where it is in that article."""
        return self.stored.passage

    @property
    def text(self) -> str:
        """Its words: `article.text[passage.start:passage.end]`."""
        return self.passage.text(self.article)

    @property
    def ref(self) -> PassageRef:
        """Where it is."""
        passage = self.stored.passage
        return PassageRef(
            article_id=passage.article_id, start=passage.start, end=passage.end, score=round(self.score, 4)
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages found for one question, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class EvidenceEvent:
    """The passages have been found."""

    passages: tuple[PassageRef, ...]
    kind: Literal["evidence"] = "evidence"


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """Some characters that a language model has just written; what of them is kept is told by statements."""

    text: str
    kind: Literal["token"] = "token"


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """The language model did not do what it should.

    Attributes:
        text: One line for the reader.
        starts_over: The statements so far are void; those of the extractive answer follow.
    """

    text: str
    starts_over: bool
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class StatementEvent:
    """One statement is ready, with its citations."""

    statement: Statement
    citations: tuple[Citation, ...]
    kind: Literal["statement"] = "statement"


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """The whole answer; always the last event."""

    answer: Answer
    kind: Literal["answer"] = "answer"


Event = EvidenceEvent | TokenEvent | NoticeEvent | StatementEvent | AnswerEvent
