"""What all requests have in common: the base of their schemas, and the types of their fields."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from assistant.ingest.budgets import MAX_JSON_FIELDS
from assistant.questions.question import MAX_QUESTION_CHARS

MAX_SOURCES = 100
MAX_PAGE = 500


def _parse_day(value: object) -> object:
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise ValueError("a day is written as text: YEAR-MONTH-DAY")


Day = Annotated[
    date,
    BeforeValidator(_parse_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-05-01"]}),
]
Count = Annotated[int, Field(strict=True)]
QuestionText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARS)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500)]
StoryName = Annotated[
    Name | None, Field(description="The id of an article: only articles of its story are used. Default: all.")
]


class RequestModel(BaseModel):
    """The base of the schemas of requests: refuses unknown and too many fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _has_few_fields(cls, values: Any) -> Any:  # noqa: ANN401  # any JSON value
        if isinstance(values, dict) and len(values) > MAX_JSON_FIELDS:
            raise ValueError(f"an object has at most {MAX_JSON_FIELDS} fields")
        return values
