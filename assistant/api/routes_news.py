"""`/v1/briefing`, `/v1/standing-questions` and `/v1/changes`: what is new, and which answers have changed."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from assistant.answers.answer import Answer
from assistant.api.atom import MEDIA_TYPE, briefing_feed, changes_feed
from assistant.api.authentication import REQUIRES_READ, REQUIRES_WRITE
from assistant.api.problems import ProblemError, problem_responses
from assistant.api.request_fields import MAX_PAGE, Name
from assistant.api.services import Services
from assistant.briefing import Briefing
from assistant.ingest.errors import UsageError
from assistant.questions.question import MAX_QUESTION_CHARS
from assistant.standing_questions import AnswerChange, ChangeKind, StandingQuestion, StandingQuestions

_ATOM_RESPONSE = {200: {"content": {"application/atom+xml": {"schema": {"type": "string"}}}}}

Day = Annotated[date | None, Query(description="A day, such as 2026-03-01.")]
Topic = Annotated[str, Query(max_length=500, description="Only articles about this.")]
Stories = Annotated[int, Query(ge=1, le=100, description="The largest number of stories.")]
Changes = Annotated[int, Query(ge=1, le=MAX_PAGE, description="The largest number of changes.")]


class StandingQuestionRequest(BaseModel):
    """A question to ask again as articles arrive."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": "Is Tannery Bridge open?"}]})

    question: Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARS)]


class StandingQuestionShown(BaseModel):
    """A standing question with its newest answer."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    question: str
    added_at: datetime
    asked_at: datetime
    answer: Answer

    @classmethod
    def of(cls, question: StandingQuestion) -> "StandingQuestionShown":
        """Converts a standing question."""
        return cls(**{name: getattr(question, name) for name in cls.model_fields})


class ChangeShown(BaseModel):
    """A change of the answer to a standing question, with both answers and their citations."""

    number: int
    question_id: str
    question: str
    noticed_at: datetime
    kind: ChangeKind
    before: Answer
    after: Answer
    is_seen: bool

    @classmethod
    def of(cls, change: AnswerChange) -> "ChangeShown":
        """Converts a change."""
        return cls(**{name: getattr(change, name) for name in cls.model_fields})


def news_routes(services: Services) -> APIRouter:
    """Returns the routes about what is new."""
    router = APIRouter(tags=["news"])
    _add_briefing_routes(router, services)
    _add_standing_question_routes(router, services.assistant.standing_questions)
    _add_change_routes(router, services.assistant.standing_questions)
    return router


def _add_briefing_routes(router: APIRouter, services: Services) -> None:
    """Adds the routes about the stories of some days."""

    @router.get("/v1/briefing", responses=problem_responses(422), dependencies=[REQUIRES_READ])
    def briefing(since: Day = None, until: Day = None, topic: Topic = "", limit: Stories = 10) -> Briefing:
        """Returns the stories of the last days, since yesterday by default: those that most publications tell first."""
        return _briefing(services, since, until, topic, limit)

    @router.get(
        "/v1/briefing.atom",
        response_class=Response,
        responses={**_ATOM_RESPONSE, **problem_responses(422)},  # type: ignore[dict-item]
        dependencies=[REQUIRES_READ],
    )
    def briefing_as_feed(since: Day = None, until: Day = None, topic: Topic = "", limit: Stories = 20) -> Response:
        """Returns the same as an Atom feed."""
        made = _briefing(services, since, until, topic, limit)
        return Response(briefing_feed(made, datetime.now(UTC)), media_type=MEDIA_TYPE)


def _add_standing_question_routes(router: APIRouter, standing_questions: StandingQuestions) -> None:
    """Adds the routes about standing questions."""

    @router.get("/v1/standing-questions", responses=problem_responses(), dependencies=[REQUIRES_READ])
    def questions() -> list[StandingQuestionShown]:
        """Lists the standing questions with their newest answers."""
        return [StandingQuestionShown.of(question) for question in standing_questions.questions()]

    @router.post(
        "/v1/standing-questions",
        status_code=201,
        responses=problem_responses(400, 408, 413, 422, 503),
        dependencies=[REQUIRES_WRITE],
    )
    def ask_again(body: StandingQuestionRequest) -> StandingQuestionShown:
        """Asks a question now, and again when relevant articles arrive."""
        return StandingQuestionShown.of(standing_questions.add(body.question))

    @router.delete(
        "/v1/standing-questions/{question_id}",
        status_code=204,
        responses=problem_responses(404, 422, 503),
        dependencies=[REQUIRES_WRITE],
    )
    def remove_question(question_id: Name) -> None:
        """Asks a question no longer."""
        try:
            standing_questions.remove(question_id)
        except UsageError as error:
            detail = "there is no such standing question; GET /v1/standing-questions lists them"
            raise ProblemError(404, "question_not_found", detail) from error


def _add_change_routes(router: APIRouter, standing_questions: StandingQuestions) -> None:
    """Adds the routes about changes of answers."""

    @router.get("/v1/changes", responses=problem_responses(422), dependencies=[REQUIRES_READ])
    def changes(
        limit: Changes = 50,
        after: Annotated[int, Query(ge=0, le=2**31 - 1, description="Only changes with a larger number.")] = 0,
    ) -> list[ChangeShown]:
        """Lists the changes of answers, the newest first."""
        return [ChangeShown.of(change) for change in standing_questions.changes(limit, after)]

    @router.get(
        "/v1/changes.atom",
        response_class=Response,
        responses={**_ATOM_RESPONSE, **problem_responses(422)},  # type: ignore[dict-item]
        dependencies=[REQUIRES_READ],
    )
    def changes_as_feed(limit: Changes = 50) -> Response:
        """Returns the same as an Atom feed."""
        listed = standing_questions.changes(limit)
        return Response(changes_feed(listed, datetime.now(UTC)), media_type=MEDIA_TYPE)


def _briefing(services: Services, since: date | None, until: date | None, topic: str, limit: int) -> Briefing:
    return services.assistant.briefing(since, until, topic=topic, limit=limit)
