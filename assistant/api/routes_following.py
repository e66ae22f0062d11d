"""`/v1/following`: the feeds, sites and pages that the library follows."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.api.authentication import REQUIRES_READ, REQUIRES_WRITE
from assistant.api.problems import ProblemError, problem_responses
from assistant.api.request_fields import Name
from assistant.api.services import Services
from assistant.following import FollowedSource, FollowError, SourceKind

_OPML_TYPE = "text/x-opml; charset=utf-8"
_MAX_OPML_CHARACTERS = 900_000
_EXAMPLE_OPML = '<opml version="2.0"><body><outline xmlUrl="https://example.org/feed.xml"/></body></opml>'


class FollowRequest(BaseModel):
    """What to follow."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"url": "https://example.org/feed.xml", "every_minutes": 30}]}
    )

    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    every_minutes: Annotated[int, Field(ge=1, le=43_200, description="The time between two checks.")] = 30
    keep_days: Annotated[
        int | None, Field(ge=1, le=36_500, description="Remove its articles after so many days. Default: never.")
    ] = None
    kind: Annotated[Literal["feed", "site", "page"] | None, Field(description="What it is. Default: found out.")] = None


class OpmlRequest(BaseModel):
    """A list of feeds to follow."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"opml": _EXAMPLE_OPML}]})

    opml: Annotated[str, StringConstraints(min_length=1, max_length=_MAX_OPML_CHARACTERS)]


class FollowedSourceShown(BaseModel):
    """A followed source. `is_due` says that it is to be checked now; `error` says in plain words why the last check failed."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    address: str
    kind: SourceKind
    title: str
    every_minutes: int
    keep_days: int | None
    is_paused: bool
    is_due: bool
    added_at: datetime
    next_check_at: datetime
    checked_at: datetime | None
    succeeded_at: datetime | None
    failures: int
    error: str
    added: int
    updated: int
    last_added: int

    @classmethod
    def of(cls, source: FollowedSource) -> "FollowedSourceShown":
        """Converts a source."""
        every = max(1, round(source.every.total_seconds() / 60))
        is_due = source.is_due(datetime.now(UTC))
        names = [name for name in cls.model_fields if name not in {"every_minutes", "is_due"}]
        return cls(every_minutes=every, is_due=is_due, **{name: getattr(source, name) for name in names})


class SourceList(BaseModel):
    """The followed sources, and the process that fetches them at the moment."""

    sources: list[FollowedSourceShown]
    fetched_by: str | None


def following_routes(services: Services) -> APIRouter:
    """Returns the routes about followed sources."""
    router = APIRouter(tags=["following"])
    following = services.assistant.following

    @router.get("/v1/following", responses=problem_responses(), dependencies=[REQUIRES_READ])
    def sources() -> SourceList:
        """Lists the followed sources."""
        shown = [FollowedSourceShown.of(source) for source in following.sources()]
        return SourceList(sources=shown, fetched_by=following.fetching_process())

    @router.post(
        "/v1/following",
        status_code=201,
        responses=problem_responses(400, 408, 413, 422, 503),
        dependencies=[REQUIRES_WRITE],
    )
    def follow(body: FollowRequest, response: Response) -> FollowedSourceShown:
        """Follows a feed, a site or a page. It is fetched once to find out what it is, and checked in a moment."""
        source = following.add(
            body.url,
            every=timedelta(minutes=body.every_minutes),
            keep_days=body.keep_days,
            kind=body.kind,
            from_strangers=True,
        )
        response.headers["Location"] = f"/v1/following/{source.id}"
        return FollowedSourceShown.of(source)

    @router.get(
        "/v1/following.opml",
        response_class=Response,
        responses={200: {"content": {"text/x-opml": {"schema": {"type": "string"}}}}, **problem_responses()},
        dependencies=[REQUIRES_READ],
    )
    def export_followed() -> Response:
        """Returns the followed web addresses as OPML, for feed readers."""
        return Response(following.export_opml(), media_type=_OPML_TYPE)

    @router.post(
        "/v1/following.opml",
        status_code=201,
        responses=problem_responses(400, 408, 413, 422, 503),
        dependencies=[REQUIRES_WRITE],
    )
    def follow_list(body: OpmlRequest) -> list[FollowedSourceShown]:
        """Follows the feeds of an OPML list that are not followed yet; returns these."""
        return [FollowedSourceShown.of(source) for source in following.import_opml(body.opml.encode())]

    _add_source_routes(router, services)
    return router


def _add_source_routes(router: APIRouter, services: Services) -> None:
    """Adds the routes about one followed source."""
    following = services.assistant.following

    @router.get("/v1/following/{source_id}", responses=problem_responses(404, 422), dependencies=[REQUIRES_READ])
    def source(source_id: Name) -> FollowedSourceShown:
        """Returns one followed source."""
        return FollowedSourceShown.of(_found(services, source_id))

    @router.post(
        "/v1/following/{source_id}/{action}",
        responses=problem_responses(404, 422, 503),
        dependencies=[REQUIRES_WRITE],
    )
    def act(source_id: Name, action: Literal["check", "pause", "resume"]) -> FollowedSourceShown:
        """Checks a source in a moment, stops checking it, or begins again."""
        name = _found(services, source_id).id
        actions = {"check": following.request_check, "pause": following.pause, "resume": following.resume}
        return FollowedSourceShown.of(actions[action](name))

    @router.delete(
        "/v1/following/{source_id}",
        status_code=204,
        responses=problem_responses(404, 422, 503),
        dependencies=[REQUIRES_WRITE],
    )
    def unfollow(source_id: Name) -> None:
        """Follows a source no longer. Its articles stay."""
        following.remove(_found(services, source_id).id)


def _found(services: Services, source_id: str) -> FollowedSource:
    try:
        return services.assistant.following.source(source_id)
    except FollowError as error:
        raise ProblemError(404, "source_not_found", "this is not followed; GET /v1/following lists what is") from error
