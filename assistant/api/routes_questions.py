"""`POST /v1/ask`, `POST /v1/search`, `POST /v1/history` and `POST /v1/suggestions`."""

from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import date

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assistant.answers.answer import Answer, AnswerEvent, Event
from assistant.api.answer_responses import (
    EVENT_SCHEMA,
    EVENT_STREAM_TYPE,
    EventStream,
    answer_events,
    run_while_connected,
)
from assistant.api.authentication import REQUIRES_READ, Caller, ReadCaller
from assistant.api.client_history import client_turn
from assistant.api.example_answer import EXAMPLE_ANSWER
from assistant.api.problems import problem_responses
from assistant.api.question_schemas import (
    AskRequest,
    HistoryRequest,
    SearchRequest,
    SearchResult,
    Suggestions,
    SuggestRequest,
)
from assistant.api.services import Services
from assistant.components.answer_history import AnswerHistory
from assistant.conversations.conversation import Conversation

_REMEMBERED_TURNS = 12
_ANSWER_RESPONSE = {
    "description": "The answer, or that the articles do not contain it. With `stream`, the events `evidence`, `step`, `token`, "
    "`notice` and `statement`, and at the end `answer` with the whole answer, or `problem`.",
    "content": {
        "application/json": {"example": EXAMPLE_ANSWER},
        EVENT_STREAM_TYPE: {
            "schema": EVENT_SCHEMA,
            "example": {"event": "statement", "data": "{…}"},
        },
    },
}


def question_routes(services: Services) -> APIRouter:
    """Returns the routes that answer questions."""
    router = APIRouter(tags=["questions"])

    @router.post(
        "/v1/ask",
        response_model=Answer,
        responses={200: _ANSWER_RESPONSE, **problem_responses(400, 404, 408, 413, 422, 503)},
    )
    async def ask(body: AskRequest, request: Request, caller: ReadCaller) -> Response:
        """Answers a question from the articles, every sentence with the exact characters that support it."""
        start = _answer_starter(services, caller, body)
        if body.stream or EVENT_STREAM_TYPE in request.headers.get("accept", ""):
            return EventStream(answer_events(count_answers(services, await services.answers.started_events(start))))
        answer = (await run_while_connected(request, services.answers.answer(start))).answer
        services.metrics.count_answer(answer)
        return Response(answer.model_dump_json(), media_type="application/json")

    @router.post("/v1/search", responses=problem_responses(400, 408, 413, 422, 503), dependencies=[REQUIRES_READ])
    async def search(body: SearchRequest) -> SearchResult:
        """Finds the passages that an answer would be made from, best first."""
        as_of = body.as_of or date.today()
        evidence = await run_in_threadpool(
            services.assistant.search,
            body.question,
            as_of=as_of,
            top_k=body.top_k,
            sources=body.sources,
            story=body.story,
        )
        return SearchResult.of(body.question, as_of, evidence)

    @router.post("/v1/history", responses=problem_responses(400, 408, 413, 422, 503), dependencies=[REQUIRES_READ])
    async def history(body: HistoryRequest) -> AnswerHistory:
        """Shows how the answer to a question changed as articles appeared, each answer with its citations."""
        return await run_in_threadpool(
            services.assistant.history, body.question, as_of=body.as_of, sources=body.sources, story=body.story
        )

    @router.post("/v1/suggestions", responses=problem_responses(400, 404, 408, 413, 422, 503))
    async def suggestions(body: SuggestRequest, caller: ReadCaller) -> Suggestions:
        """Suggests questions that the articles answer, to begin with or to continue with."""
        return Suggestions(questions=await run_in_threadpool(_suggest, services, caller, body))

    return router


async def count_answers(services: Services, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    """Yields the same events and counts the answer at their end."""
    async for event in events:
        if isinstance(event, AnswerEvent):
            services.metrics.count_answer(event.answer)
        yield event


def _answer_starter(services: Services, caller: Caller, body: AskRequest) -> Callable[[], Iterator[Event]]:
    """Returns a function that starts the answer. If the question belongs to a conversation, the turn is stored in it."""

    def start() -> Iterator[Event]:
        store, conversation_id = services.conversations, body.conversation_id
        stored = None
        if conversation_id is not None:
            stored = store.get(caller.owner, conversation_id, last=_REMEMBERED_TURNS).conversation()
        for event in services.assistant.stream(
            body.question,
            as_of=body.as_of,
            top_k=body.top_k,
            conversation=_with_history(stored, body),
            sources=body.sources,
            story=body.story,
        ):
            if isinstance(event, AnswerEvent) and conversation_id is not None:
                store.add_turn(caller.owner, conversation_id, event.answer)
            yield event

    return start


def _with_history(stored: Conversation | None, body: AskRequest) -> Conversation | None:
    """Joins the conversation that the server stores and the turns that the client sends."""
    client_turns = [client_turn(turn.question, turn.answer, body.as_of or date.today()) for turn in body.history]
    return Conversation([*(stored.turns if stored else ()), *client_turns]) if client_turns else stored


def _suggest(services: Services, caller: Caller, body: SuggestRequest) -> list[str]:
    assistant, conversation_id = services.assistant, body.conversation_id
    turns = () if conversation_id is None else services.conversations.get(caller.owner, conversation_id, last=1).turns
    if not turns:
        return assistant.first_questions(body.limit, body.as_of, sources=body.sources, story=body.story)
    return assistant.suggest(turns[-1].answer, body.limit, as_of=body.as_of, sources=body.sources, story=body.story)
