"""What readers think of answers, with all that is needed to judge them later."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answers.answer import Answer

Rating = Literal["up", "down"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class RatedPassage(_Frozen):
    """A piece of the evidence as it was when the answer was rated.

    Attributes:
        article_id: The article.
        start: Its first character in the article's text.
        end: One past the last.
        score: How well it fitted the question, from 0 to 1.
        text: The characters themselves; empty where the article was gone by then.
    """

    article_id: str
    start: int
    end: int
    score: float
    text: str


class Feedback(_Frozen):
    """One rating. It says nothing of who gave it."""

    rated: datetime
    rating: Rating
    question: str
    answer: Answer
    evidence: tuple[RatedPassage, ...]
