"""`POST /v1/chat/completions` and `GET /v1/models`, as OpenAI's clients and many chat front ends expect them."""

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
from assistant.api.caller import Reading
from assistant.api.disconnecting import while_connected
from assistant.api.event_stream import EVENT_SCHEMA, MEDIA_TYPE, EventStream
from assistant.api.openai_messages import annotations_of, conversation_of, question_of
from assistant.api.openai_shapes import (
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
from assistant.api.problems import ProblemError, body_of, declared, problem_of
from assistant.api.services import Services

_DONE = b"data: [DONE]\n\n"
_STREAMED = {
    "description": "The answer; with `stream`, its chunks as server-sent events.",
    "content": {MEDIA_TYPE: {"schema": EVENT_SCHEMA}},
}


def openai_routes(services: Services) -> APIRouter:
    """The routes that OpenAI's clients know."""
    router = APIRouter(tags=["openai"])

    @router.get("/v1/models", responses=declared())
    async def models(caller: Reading) -> Models:
        """The one model there is: the assistant."""
        del caller
        return Models(data=[Model()])

    @router.get("/v1/models/{model}", responses=declared(404, 422))
    async def model(model: str, caller: Reading) -> Model:
        """The one model there is: the assistant."""
        del caller
        _require_known(model)
        return Model()

    @router.post(
        "/v1/chat/completions",
        response_model=Completion,
        responses={200: _STREAMED, **declared(400, 404, 408, 413, 422, 503)},
    )
    async def complete(wanted: ChatRequest, request: Request, caller: Reading) -> Response:
        """Answers the last message from the articles, with the earlier ones as the conversation; citations are annotations."""
        del caller
        _require_known(wanted.model)
        begin = _begin(services, wanted)
        writer = _Writer(f"{request.base_url}v1/articles/")
        if wanted.stream:
            usage = wanted.stream_options is not None and wanted.stream_options.include_usage
            as_written = services.assistant.answerer is not services.assistant.extractive
            events = await services.answers.begun(begin)
            return EventStream(_chunks(events, services, writer, usage=usage, as_written=as_written))
        answer = (await while_connected(request, services.answers.answer(begin))).answer
        services.metrics.answer(answer)
        return Response(writer.whole(answer).model_dump_json(), media_type="application/json")

    return router


def _require_known(model: str) -> None:
    if model != MODEL:
        raise ProblemError(404, "model_not_found", f"the model is called {MODEL}, and there is no other")


def _begin(services: Services, wanted: ChatRequest) -> Callable[[], Iterator[Event]]:
    question = question_of(wanted.messages)

    def begin() -> Iterator[Event]:
        return services.assistant.stream(
            question,
            as_of=wanted.as_of,
            top_k=wanted.top_k,
            conversation=conversation_of(wanted.messages, wanted.as_of),
            sources=wanted.sources,
        )

    return begin


class _Writer:
    """Writes one answer in OpenAI's form.

    Args:
        articles_url: The address below which articles can be read.
    """

    def __init__(self, articles_url: str) -> None:
        self._articles_url = articles_url
        self._id = f"chatcmpl-{secrets.token_hex(12)}"
        self._created = int(time.time())

    def whole(self, answer: Answer) -> Completion:
        """The answer at once."""
        message = Delta(role="assistant", content=answer.text, annotations=annotations_of(answer, self._articles_url))
        return Completion(id=self._id, created=self._created, choices=[Choice(message=message)], usage=_usage(answer))

    def piece(self, delta: Delta, *, last: bool = False) -> bytes:
        """A chunk with something more of it."""
        choice = ChunkChoice(delta=delta, finish_reason="stop" if last else None)
        return _event(Chunk(id=self._id, created=self._created, choices=[choice]))

    def ending(self, answer: Answer, sent: str) -> Iterator[bytes]:
        """What is left to be sent at the end.

        Args:
            answer: The whole answer.
            sent: Its text as far as it has been sent. What differs from the answer is followed by the answer as it is.
        """
        before = 0 if answer.text.startswith(sent) else len(sent) + 2
        rest = f"\n\n{answer.text}" if before else answer.text[len(sent) :]
        if rest:
            yield self.piece(Delta(content=rest))
        yield self.piece(Delta(annotations=annotations_of(answer, self._articles_url, before)))
        yield self.piece(Delta(), last=True)

    def counts(self, answer: Answer) -> bytes:
        """The chunk that only says what the answer took."""
        return _event(Chunk(id=self._id, created=self._created, choices=[], usage=_usage(answer)))


async def _chunks(
    events: AsyncGenerator[Event, None], services: Services, writer: _Writer, *, usage: bool, as_written: bool
) -> AsyncGenerator[bytes, None]:
    """The answer's chunks: statement by statement as a language model writes them, or else at once when it is whole."""
    sent = ""
    yield writer.piece(Delta(role="assistant", content=""))
    try:
        async with aclosing(events):
            async for event in events:
                match event:
                    case NoticeEvent(starts_over=True):
                        as_written = False
                    case StatementEvent(statement=statement) if as_written:
                        more = (" " if sent else "") + statement_text(statement)
                        sent += more
                        yield writer.piece(Delta(content=more))
                    case AnswerEvent(answer=answer):
                        services.metrics.answer(answer)
                        for chunk in writer.ending(answer, sent):
                            yield chunk
                        if usage:
                            yield writer.counts(answer)
        yield _DONE
    except Exception as error:  # the status has been sent: clients know an error in the stream by its member `error`
        yield format_sse_event(data_str=json.dumps(body_of(problem_of(error))))


def _usage(answer: Answer) -> TokenCounts:
    if answer.usage is None:
        return TokenCounts()
    prompt, completion = answer.usage.prompt_tokens, answer.usage.completion_tokens
    return TokenCounts(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)


def _event(model: BaseModel) -> bytes:
    return format_sse_event(data_str=model.model_dump_json(exclude_none=True))
