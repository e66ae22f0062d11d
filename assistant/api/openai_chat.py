"""`POST /v1/chat/completions` and `GET /v1/models`, compatible with OpenAI's clients."""

import json
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing

from fastapi import APIRouter, Request, Response
from fastapi.sse import format_sse_event
from pydantic import BaseModel

from assistant.answers.answer import Answer, AnswerEvent, Event, NoticeEvent, StatementEvent
from assistant.answers.draft import statement_text
from assistant.api.answer_responses import EVENT_SCHEMA, EVENT_STREAM_TYPE, EventStream, run_while_connected
from assistant.api.authentication import REQUIRES_READ
from assistant.api.openai_messages import annotations_of, conversation_of, question_of
from assistant.api.openai_schemas import (
    MODEL,
    ChatRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    Delta,
    Model,
    Models,
    TokenCounts,
)
from assistant.api.problems import ProblemError, problem_body, problem_of, problem_responses
from assistant.api.services import Services

_DONE = b"data: [DONE]\n\n"
_STREAM_RESPONSE = {
    "description": "The answer; with `stream`, its chunks as server-sent events.",
    "content": {EVENT_STREAM_TYPE: {"schema": EVENT_SCHEMA}},
}


def openai_routes(services: Services) -> APIRouter:
    """Returns the routes that OpenAI's clients use."""
    router = APIRouter(tags=["openai"])

    @router.get("/v1/models", responses=problem_responses(), dependencies=[REQUIRES_READ])
    async def models() -> Models:
        """Lists the only model: the assistant."""
        return Models(data=[Model()])

    @router.get("/v1/models/{model}", responses=problem_responses(404, 422), dependencies=[REQUIRES_READ])
    async def model(model: str) -> Model:
        """Returns the only model: the assistant."""
        _require_known(model)
        return Model()

    @router.post(
        "/v1/chat/completions",
        response_model=Completion,
        responses={200: _STREAM_RESPONSE, **problem_responses(400, 404, 408, 413, 422, 503)},
        dependencies=[REQUIRES_READ],
    )
    async def complete(body: ChatRequest, request: Request) -> Response:
        """Answers the last message from the articles, with the earlier ones as the conversation; citations are annotations."""
        _require_known(body.model)
        start = _answer_starter(services, body)
        writer = _Writer(f"{request.base_url}v1/articles/")
        if body.stream:
            usage = body.stream_options is not None and body.stream_options.include_usage
            by_statement = services.assistant.answerer is not services.assistant.extractive
            events = await services.answers.started_events(start)
            return EventStream(_chunks(events, services, writer, usage=usage, by_statement=by_statement))
        answer = (await run_while_connected(request, services.answers.answer(start))).answer
        services.metrics.count_answer(answer)
        return Response(writer.whole(answer).model_dump_json(), media_type="application/json")

    return router


def _require_known(model: str) -> None:
    if model != MODEL:
        raise ProblemError(404, "model_not_found", f"the model is called {MODEL}, and there is no other")


def _answer_starter(services: Services, body: ChatRequest) -> Callable[[], Iterator[Event]]:
    question = question_of(body.messages)

    def start() -> Iterator[Event]:
        return services.assistant.stream(
            question,
            as_of=body.as_of,
            top_k=body.top_k,
            conversation=conversation_of(body.messages, body.as_of),
            sources=body.sources,
            story=body.story,
        )

    return start


class _Writer:
    """Writes one answer in OpenAI's format.

    Args:
        articles_url: The address below which articles can be read.
    """

    def __init__(self, articles_url: str) -> None:
        self._articles_url = articles_url
        self._id = f"chatcmpl-{secrets.token_hex(12)}"
        self._created = int(time.time())

    def whole(self, answer: Answer) -> Completion:
        """Returns the whole answer."""
        message = Delta(role="assistant", content=answer.text, annotations=annotations_of(answer, self._articles_url))
        return Completion(id=self._id, created=self._created, choices=[Choice(message=message)], usage=_usage(answer))

    def chunk(self, delta: Delta, *, last: bool = False) -> bytes:
        """Returns a chunk with a further part of the answer."""
        choice = ChunkChoice(delta=delta, finish_reason="stop" if last else None)
        return _event(Chunk(id=self._id, created=self._created, choices=[choice]))

    def ending(self, answer: Answer, sent: str) -> Iterator[bytes]:
        """Yields the chunks at the end of the answer.

        Args:
            answer: The whole answer.
            sent: The text that has been sent already. If it differs from the answer, the whole answer follows it.
        """
        offset = 0 if answer.text.startswith(sent) else len(sent) + 2
        rest = f"\n\n{answer.text}" if offset else answer.text[len(sent) :]
        if rest:
            yield self.chunk(Delta(content=rest))
        yield self.chunk(Delta(annotations=annotations_of(answer, self._articles_url, offset)))
        yield self.chunk(Delta(), last=True)

    def counts(self, answer: Answer) -> bytes:
        """Returns the chunk with the token counts."""
        return _event(Chunk(id=self._id, created=self._created, choices=[], usage=_usage(answer)))


async def _chunks(
    events: AsyncGenerator[Event, None], services: Services, writer: _Writer, *, usage: bool, by_statement: bool
) -> AsyncGenerator[bytes, None]:
    """Yields the answer's chunks: by statement while a language model writes, or else the whole answer at the end."""
    sent = ""
    yield writer.chunk(Delta(role="assistant", content=""))
    try:
        async with aclosing(events):
            async for event in events:
                match event:
                    case NoticeEvent(starts_over=True):
                        by_statement = False
                    case StatementEvent(statement=statement) if by_statement:
                        more = (" " if sent else "") + statement_text(statement)
                        sent += more
                        yield writer.chunk(Delta(content=more))
                    case AnswerEvent(answer=answer):
                        services.metrics.count_answer(answer)
                        for chunk in writer.ending(answer, sent):
                            yield chunk
                        if usage:
                            yield writer.counts(answer)
        yield _DONE
    except Exception as error:  # the status is sent already: clients recognise the member `error`
        yield format_sse_event(data_str=json.dumps(problem_body(problem_of(error))))


def _usage(answer: Answer) -> TokenCounts:
    if answer.usage is None:
        return TokenCounts()
    prompt, completion = answer.usage.prompt_tokens, answer.usage.completion_tokens
    return TokenCounts(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)


def _event(model: BaseModel) -> bytes:
    return format_sse_event(data_str=model.model_dump_json(exclude_none=True))
