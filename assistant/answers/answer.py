"""The data of an answer: evidence, statements, citations, events. The Pydantic models are also its JSON form."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.ingest.article import Article, Passage
from assistant.ingest.language.sentences import Sentence
from assistant.ingest.library import StoredPassage
from assistant.ingest.story_versions import contains_quote
from assistant.prompts.wording import long_date

LIBRARY_ANSWERER = "library"
"""The answerer of answers about the library itself."""

YesNo = Literal["yes", "no"]

Wording = Literal["quote", "paraphrase", "translation"]
"""In whose words a statement is: those of its source, or those of a language model."""

Lead = Literal["yes", "no", "undecided"]
"""What an answer to a yes-or-no question leads with."""


class _FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_FrozenModel):
    """The exact characters of an article that support a statement: always `article.text[start:end] == quote`.

    Attributes:
        number: The number in brackets, counted from 1.
        article_id: The article.
        edition: The edition of the article that it was made from; empty in citations of earlier versions of this program.
        title: The title of the article.
        source: The publication of the article.
        url: The address of the original.
        published: The date of the article.
        start: The first character in the article's text.
        end: One past the last character.
        quote: The cited characters.
        score: The confidence that they answer the question, from 0 to 1.
        also_in: Other publications that published the same story.
        is_incomplete: Whether the library has only the beginning of the article.
    """

    number: int
    article_id: str
    edition: str = ""
    title: str
    source: str
    url: str | None
    published: date | None
    start: int
    end: int
    quote: str
    score: float
    also_in: tuple[str, ...] = ()
    is_incomplete: bool = False


class Statement(_FrozenModel):
    """One sentence of an answer.

    Attributes:
        text: The sentence, without citation numbers.
        citations: The numbers of the citations that support it.
        supported: Whether verification confirmed that they do.
        short_answer: The name, time or amount in the text that was asked for: its first character and one past its last; None if it is not
            clear.
        remarks: What to know about it: that a newer statement corrects it, that none of its sources has a date, or that none was readable to
            the end.
        wording: Whether it is a quote of its source, or a language model worded or translated what its source says.
        label: What the sentence is shown under: the day of an entry of a timeline, a publication; empty if nothing.
    """

    text: str
    citations: tuple[int, ...]
    supported: bool
    short_answer: tuple[int, int] | None = None
    remarks: tuple[str, ...] = ()
    wording: Wording = "quote"
    label: str = ""


class PassageRef(_FrozenModel):
    """The position of a passage in its article, with its score."""

    article_id: str
    start: int
    end: int
    score: float


class RelatedArticle(_FrozenModel):
    """An article about the topic of a question that no article answers."""

    article_id: str
    title: str
    source: str
    url: str | None
    published: date | None


class Usage(_FrozenModel):
    """The use of language models for one answer.

    Attributes:
        prompt_tokens: Tokens of the prompts.
        completion_tokens: Tokens that the models generated.
        cost: The cost in the currency of the configured prices; None if the prices of one of the models are not configured.
        first_token_ms: The time until the first token of the call that wrote the answer, in milliseconds.
        calls: How often a model was called.
    """

    prompt_tokens: int
    completion_tokens: int
    cost: float | None = None
    first_token_ms: int | None = None
    calls: int = 1

    def __add__(self, later: "Usage") -> "Usage":
        """Returns the use of both calls together."""
        costs = (self.cost, later.cost)
        return Usage(
            prompt_tokens=self.prompt_tokens + later.prompt_tokens,
            completion_tokens=self.completion_tokens + later.completion_tokens,
            cost=None if None in costs else round(sum(cost or 0.0 for cost in costs), 6),
            first_token_ms=later.first_token_ms,
            calls=self.calls + later.calls,
        )


class Step(_FrozenModel):
    """One step in which a language model looked something up before it answered.

    Attributes:
        number: The number of the step, counted from 1.
        tool: What it used: `ask`, `search` or `read_article`.
        request: What it looked up, in one line: a question or the title of an article, with the day and the publications if it limited them.
        found: How many passages it found.
    """

    number: int
    tool: str
    request: str
    found: int


class ShortAnswer(_FrozenModel):
    """The words inside a citation's quote that answer the question by themselves.

    Attributes:
        text: The words: `citation.quote[start:end]`.
        citation: The number of the citation.
        start: The first character in the quote.
        end: One past the last character in the quote.
        day: The day that the words mean, told from the date of the article, if they are "on Tuesday" or the like; else None.
    """

    text: str
    citation: int
    start: int
    end: int
    day: date | None = None

    @property
    def shown(self) -> str:
        """The words, with the day that they mean: "Tuesday (3 March 2026)"."""
        return f"{self.text} ({long_date(self.day)})" if self.day else self.text


class SeriesPoint(_FrozenModel):
    """An amount at one time, as an article states it.

    Attributes:
        day: The day of the article.
        value: The amount.
        text: The amount in the words of the article.
        citation: The number of the citation.
    """

    day: date
    value: float
    text: str
    citation: int


class Answer(_FrozenModel):
    """The answer to a question, or the result that the articles do not contain it.

    Attributes:
        question: The question as it was asked.
        standalone_question: The question as it was searched for: a follow-up is completed from the previous turns.
        status: Whether the articles answer it.
        lead: "yes", "no" or "undecided" if the statements say so to a yes-or-no question.
        lead_text: The lead in words, with the day of the statement for a current state: "No, as of 3 March 2026"; empty without a lead.
        short_answer: The words of a quote that answer by themselves; None if there are none.
        language: The language of its own words, such as the lead, as a primary subtag: that of the question if they are translated, else "en".
            Quotes are in the language of their article.
        text: The lead or the short answer and the statements with their citation numbers, or a line that says that nothing was found.
        statements: The sentences of the answer, best first.
        citations: The citations of the statements.
        series: How an amount changed, the oldest statement first; empty if the question does not ask for that.
        passages: The evidence, best first.
        nearest: The quote nearest to the question if there is no answer; it is not an answer. None if nothing is near.
        related: The nearest articles if there is no answer.
        as_of: The date of the question; later articles are never evidence.
        newest_source: The date of the newest cited article.
        confidence: The probability that the passages answer the question, from 0 to 1.
        answerer: The name of the answerer.
        notice: A line for the user if the language model failed, or if the quoted articles answer differently; else empty.
        steps: What a language model looked up before it answered; empty for a question that one search answers.
        usage: The use of language models; None if none was used.
        timings_ms: The duration of each stage, in milliseconds.
    """

    question: str
    standalone_question: str
    status: Literal["answered", "not_found"]
    lead: Lead | None = None
    lead_text: str = ""
    short_answer: ShortAnswer | None = None
    language: str = "en"
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    series: tuple[SeriesPoint, ...] = ()
    passages: tuple[PassageRef, ...] = ()
    nearest: Citation | None = None
    related: tuple[RelatedArticle, ...] = ()
    as_of: date
    newest_source: date | None = None
    confidence: float = 0.0
    answerer: str
    notice: str = ""
    steps: tuple[Step, ...] = ()
    usage: Usage | None = None
    timings_ms: dict[str, int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete_lead_text(self) -> "Answer":
        """Adds the lead's text to an answer that was stored without it."""
        if self.lead and not self.lead_text:
            object.__setattr__(self, "lead_text", self.lead.capitalize())
        return self

    @property
    def is_worded_by_model(self) -> bool:
        """Whether a statement is in the words of a language model."""
        return any(statement.wording != "quote" for statement in self.statements)

    def cited_by(self, statement: Statement) -> tuple[Citation, ...]:
        """Returns the citations that support a statement."""
        return tuple(citation for citation in self.citations if citation.number in statement.citations)


@dataclass(frozen=True, slots=True)
class HitSentence:
    """A sentence of a retrieved passage.

    Attributes:
        sentence: Its position in the passage's text.
        closeness: Cosine of the question and the sentence.
    """

    sentence: Sentence
    closeness: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage retrieved for a question.

    Other programs may use `article`, `passage`, `text`, `score`, `also_in` and `ref`. The other fields may change.

    Attributes:
        stored: The passage with its article.
        score: The relevance from 0 to 1; comparable within one question only.
        lexical_score: The BM25 score; 0 if the lexical search did not find the passage.
        dense_score: Cosine of the question and the passage.
        sentences: Its sentences in order, each with its closeness to the question.
        copies: Other articles about the same story, which are no updates of it.
    """

    stored: StoredPassage
    score: float
    lexical_score: float
    dense_score: float
    sentences: tuple[HitSentence, ...] = ()
    copies: tuple[Article, ...] = ()

    @property
    def article(self) -> Article:
        """The article that contains the passage."""
        return self.stored.article

    @property
    def passage(self) -> Passage:
        """The position in the article."""
        return self.stored.passage

    @property
    def text(self) -> str:
        """The text: `article.text[passage.start:passage.end]`."""
        return self.passage.text(self.article)

    @property
    def also_in(self) -> tuple[str, ...]:
        """Other publications of the same story, each once."""
        return tuple(dict.fromkeys(copy.source for copy in self.copies))

    def also_in_with(self, quote: str) -> tuple[str, ...]:
        """Returns the other publications whose text contains a quote, each once."""
        return tuple(dict.fromkeys(copy.source for copy in self.copies if contains_quote(copy, quote)))

    @property
    def ref(self) -> PassageRef:
        """The position and score, for an `Answer`."""
        passage = self.stored.passage
        return PassageRef(
            article_id=passage.article_id, start=passage.start, end=passage.end, score=round(self.score, 4)
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages retrieved for one question, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class EvidenceEvent:
    """Retrieval has ended."""

    passages: tuple[PassageRef, ...]
    kind: Literal["evidence"] = "evidence"


@dataclass(frozen=True, slots=True)
class StepEvent:
    """A language model has looked something up before it answers."""

    step: Step
    kind: Literal["step"] = "step"


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """Characters that a language model just generated; statement events tell which of them are kept."""

    text: str
    kind: Literal["token"] = "token"


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """The language model failed in part or completely.

    Attributes:
        text: One line for the user.
        starts_over: Whether the statements so far are void; those of the extractive answer follow.
    """

    text: str
    starts_over: bool
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class StatementEvent:
    """One statement is complete, with its citations."""

    statement: Statement
    citations: tuple[Citation, ...]
    kind: Literal["statement"] = "statement"


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """The complete answer; always the last event."""

    answer: Answer
    kind: Literal["answer"] = "answer"


Event = EvidenceEvent | StepEvent | TokenEvent | NoticeEvent | StatementEvent | AnswerEvent
