"""The arguments of tools that language models call: those of MCP clients, and the model that looks things up before it answers."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_PART_LENGTH = 20_000
"""The largest number of characters that `read_article` returns at once."""

AsOf = Annotated[
    date | None,
    Field(
        description="The day the question is asked on (YYYY-MM-DD), today unless given; later articles are no evidence."
    ),
]
TopK = Annotated[int | None, Field(ge=1, le=200, description="How many passages to use; 10 unless set otherwise.")]
StoryId = Annotated[
    str | None, Field(description="The id of an article: only articles of its story are used; all unless given.")
]
Sources = Annotated[tuple[str, ...], Field(description="Publications to use, such as Reuters; all unless given.")]


class ScopedQuestion(BaseModel):
    """A question with the articles that may answer it. All arguments of the tools that a model uses before it answers."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(description="One complete question, with names instead of pronouns.")]
    as_of: AsOf = None
    sources: Sources = ()


class HistoryArguments(ScopedQuestion):
    """The arguments of `history`."""

    story: StoryId = None


class QuestionArguments(HistoryArguments):
    """The arguments of `ask` and `search`."""

    top_k: TopK = None


class ArticleArguments(BaseModel):
    """An article, from a character on."""

    model_config = ConfigDict(extra="forbid")

    article_id: Annotated[str, Field(description="As `ask` and `search` give it.")]
    start: Annotated[int, Field(ge=0, description="The first character to read, counted from 0.")] = 0


class ReadArguments(ArticleArguments):
    """The arguments of `read_article`."""

    edition: Annotated[
        str | None, Field(description="The edition that a citation of `ask` names; the newest unless given.")
    ] = None
    length: Annotated[int, Field(ge=1, le=MAX_PART_LENGTH, description="How many characters to read at most.")] = 8_000
