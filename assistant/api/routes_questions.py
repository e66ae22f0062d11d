"""`POST /v1/ask`, `POST /v1/search` and `POST /v1/suggestions`."""

from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import date

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assistant.answers.answer import Answer, AnswerEvent, Event
from assistant.api.access import Caller
from assistant.api.caller import Reading
from assistant.api.disconnecting import while_connected
from assistant.api.event_stream import EVENT_SCHEMA, MEDIA_TYPE, EventStream, answer_events
from assistant.api.problems import declared
from assistant.api.services import Services
from assistant.api.shapes import (
    AskRequest,
    SearchRequest,
    SearchResult,
    Suggestions,
    SuggestRequest,
    example_of_answer,
)
from assistant.api.told_turns import told_turn
from assistant.conversations.conversation import Conversation

_REMEMBERED = 12  # turns that a follow-up can refer to
_ANSWERED = {
    "description": "The answer, or the honest word that the articles do not say. With `stream`, the events `evidence`, `token`, "
    "`notice` and `statement`, and at the end `answer` with the whole of it, or `problem`.",
    "content": {
        "application/json": {"example": example_of_answer()},
        MEDIA_TYPE: {
            "schema": EVENT_SCHEMA,
            "example": {"event": "statement", "data": "{…}"},
        },
    },
}


def question_routes(services: Services) -> APIRouter:
    """The routes that answer questions."""
    router = APIRouter(tags=["questions"])

    @router.post("/v1/ask", response_model=Answer, responses={200: _ANSWERED, **declared(400, 404, 408, 413, 422, 503)})
    async def ask(asked: AskRequest, request: Request, caller: Reading) -> Response:
        """Answers a question from the articles, every sentence with the exact characters that back it."""
        begin = _begin(services, caller, asked)
        if asked.stream or MEDIA_TYPE in request.headers.get("accept", ""):
            return EventStream(answer_events(counted(services, await services.answers.begun(begin))))
        answer = (await while_connected(request, services.answers.answer(begin))).answer
        services.metrics.answer(answer)
        return Response(answer.model_dump_json(), media_type="application/json")

    @router.post("/v1/search", responses=declared(400, 408, 413, 422, 503))
    async def search(asked: SearchRequest, caller: Reading) -> SearchResult:
        """Finds the passages that an answer would be made from, best first."""
        del caller
        as_of = asked.as_of or date.today()
        evidence = await run_in_threadpool(
            services.assistant.search, asked.question, as_of=as_of, top_k=asked.top_k, sources=asked.sources
        )
        return SearchResult.of(asked.question, as_of, evidence)

    @router.post("/v1/suggestions", responses=declared(400, 404, 408, 413, 422, 503))
    async def suggestions(asked: SuggestRequest, caller: Reading) -> Suggestions:
        """Finds questions that the articles answer, to begin with or to go on with."""
        return Suggestions(questions=await run_in_threadpool(_suggested, services, caller, asked))

    return router


async def counted(services: Services, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
    """The same events; the answer at their end is counted."""
    async for event in events:
        if isinstance(event, AnswerEvent):
            services.metrics.answer(event.answer)
        yield event


def _begin(services: Services, caller: Caller, asked: AskRequest) -> Callable[[], Iterator[Event]]:
    """Starts the answer; its turn is kept where the question belongs to a conversation."""

    def begin() -> Iterator[Event]:
        store, number = services.conversations, asked.conversation_id
        kept = None if number is None else store.get(caller.owner, number, last=_REMEMBERED).conversation()
        talk = _with_history(kept, asked)
        for event in services.assistant.stream(
            asked.question, as_of=asked.as_of, top_k=asked.top_k, conversation=talk, sources=asked.sources
        ):
            if isinstance(event, AnswerEvent) and number is not None:
                store.add_turn(caller.owner, number, event.answer)
            yield event

    return begin


def _with_history(kept: Conversation | None, asked: AskRequest) -> Conversation | None:
    """What a follow-up can refer to: the conversation that the server keeps, and the turns that the caller tells."""
    told = [told_turn(one.question, one.answer, asked.as_of or date.today()) for one in asked.history]
    return Conversation([*(kept.turns if kept else ()), *told]) if told else kept


def _suggested(services: Services, caller: Caller, asked: SuggestRequest) -> list[str]:
    assistant, number = services.assistant, asked.conversation_id
    turns = () if number is None else services.conversations.get(caller.owner, number, last=1).turns
    if not turns:
        return assistant.first_questions(asked.limit, asked.as_of, sources=asked.sources)
    return assistant.suggest(turns[-1].answer, asked.limit, as_of=asked.as_of, sources=asked.sources)
