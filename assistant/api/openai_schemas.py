"""Schemas of OpenAI's chat completions, with the fields that the assistant uses."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.api.json_bodies import FirstErrorList
from assistant.api.request_fields import MAX_SOURCES, Count, Day, Name
from assistant.questions.question import MAX_QUESTION_CHARS

MODEL = "article-assistant"
_MAX_MESSAGES = 500
_MAX_CONTENT = 100_000

Text = Annotated[str, StringConstraints(max_length=_MAX_CONTENT)]


class _Lenient(BaseModel):
    """Ignores fields that the assistant does not use, such as temperature and tools."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class TextPart(_Lenient):
    """A text part of a message's content."""

    type: Literal["text"]
    text: Text


class Message(_Lenient):
    """A message. Messages of the system and of tools are ignored: the answer is made from the articles."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | Annotated[FirstErrorList[TextPart], Field(max_length=100)] | None = None

    @property
    def text(self) -> str:
        """The text of the message."""
        if isinstance(self.content, list):
            return " ".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(_Lenient):
    """What a stream contains in addition to the answer."""

    include_usage: Annotated[bool, Field(strict=True)] = False


class ChatRequest(_Lenient):
    """A conversation; its last message is the question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"model": MODEL, "messages": [{"role": "user", "content": "Who won the Corran Cup?"}]}]
        }
    )

    model: Name
    messages: Annotated[
        FirstErrorList[Message],
        Field(
            min_length=1,
            max_length=_MAX_MESSAGES,
            description=f"The last one is the question, of at most {MAX_QUESTION_CHARS} characters.",
        ),
    ]
    stream: Annotated[bool, Field(strict=True)] | None = None
    stream_options: StreamOptions | None = None
    as_of: Annotated[Day | None, Field(description="Not in OpenAI's API: the day of the question.")] = None
    top_k: Annotated[
        Annotated[Count, Field(ge=1, le=200)] | None, Field(description="Not in OpenAI's API: see POST /v1/ask.")
    ] = None
    sources: Annotated[
        FirstErrorList[Name], Field(max_length=MAX_SOURCES, description="Not in OpenAI's API: see POST /v1/ask.")
    ] = []
    story: Annotated[Name | None, Field(description="Not in OpenAI's API: see POST /v1/ask.")] = None


class UrlCitation(BaseModel):
    """The target of a citation number: `content[start_index:end_index]` is the number in its brackets."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(BaseModel):
    """A citation. Not in OpenAI's API: `quote` is exactly the article's characters `start` to `end`."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation
    number: int
    article_id: str
    start: int
    end: int
    quote: str
    source: str


class Delta(BaseModel):
    """A message, or what a chunk of a stream adds to it."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    refusal: str | None = None
    annotations: list[Annotation] | None = None


class Choice(BaseModel):
    """The answer; there is always exactly one."""

    index: int = 0
    message: Delta
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChunkChoice(BaseModel):
    """A part of the answer."""

    index: int = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None
    logprobs: None = None


class TokenCounts(BaseModel):
    """The tokens that the answer cost; 0 without a language model."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class Completion(BaseModel):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: TokenCounts


class Chunk(BaseModel):
    """A chunk of a stream."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: list[ChunkChoice]
    usage: TokenCounts | None = None


class Model(BaseModel):
    """An available model."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class Models(BaseModel):
    """The available models."""

    object: Literal["list"] = "list"
    data: list[Model]
