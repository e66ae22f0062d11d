"""What a language model may use to look things up: a tool, its result, and the passages that it found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from assistant.answers.answer import Hit
from assistant.questions.question import Question


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A part of an article that a step found.

    Attributes:
        hit: The hit, narrowed to the part.
        question: The question that it was found for, which statements about it are verified with.
    """

    hit: Hit
    question: Question


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What one use of a tool returned.

    Attributes:
        request: What was looked up, in one line for the user.
        passages: What was found, best first.
        remark: What the model should know about it; empty if nothing.
    """

    request: str
    passages: tuple[FoundPassage, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ResearchTool:
    """A tool.

    Attributes:
        name: The name by which the model calls it.
        description: What it is for, in words for the model.
        arguments: The schema of its arguments.
        run: Looks something up, within the limits of the user's question. Raises `UsageError` if the arguments make no sense.
    """

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[Any, Question], ToolResult]
