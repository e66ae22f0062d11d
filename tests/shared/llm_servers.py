"""Servers on loopback that speak the protocols of language models, well or badly, with one scripted behaviour per request."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Body = dict[str, Any]
Reply = str | Callable[[Body], str]


@dataclass(frozen=True)
class Says:
    """Writes a text, word by word. `then` replaces a regular end: "cut", "broken" or "hangs".

    Thoughts come before the text, in the field that the protocol has for them.
    """

    text: Reply
    then: str = ""
    thoughts: str = ""


@dataclass(frozen=True)
class Calls:
    """Calls a tool, in the protocol of the path."""

    tool: str
    arguments: Body


@dataclass(frozen=True)
class Fails:
    """Answers with an HTTP error."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "something went wrong"


@dataclass(frozen=True)
class Hangs:
    """Takes the request and does not answer until the client has gone."""


@dataclass(frozen=True)
class NeverEnds:
    """Repeats a text until the client has gone."""

    text: str


Behaviour = Says | Calls | Fails | Hangs | NeverEnds


class LLMServer:
    """Follows a script, one behaviour per request; the last one repeats.

    Attributes:
        bodies: The bodies of the requests.
        client_gone: Set when a client leaves before the end.
    """

    def __init__(self, *script: Behaviour) -> None:
        self._script = list(script)
        self.bodies: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.client_gone = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def setting(self) -> str:
        """The value of the setting `llm` that names it."""
        return f"{self.root}/v1#tiny"

    def next(self, body: Body, headers: dict[str, str]) -> Behaviour:
        with self._lock:
            self.bodies.append(body)
            self.headers.append(headers)
            return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def __enter__(self) -> "LLMServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def prompt_text(body: Body) -> str:
    """Returns the text of all messages of a request."""
    return "\n".join(str(message["content"]) for message in body["messages"])


def passage_with(body: Body, words: str) -> int:
    """Returns the number of the passage that contains some words; 1 if none does."""
    for number, text in re.findall(r'<passage number="(\d+)".*?>\n(.*?)\n</passage>', prompt_text(body), re.DOTALL):
        if words in text:
            return int(number)
    return 1


def _pieces(text: str) -> Iterator[str]:
    yield from re.findall(r"\S+\s*|\s+", text)


def _handler(server: LLMServer) -> type[BaseHTTPRequestHandler]:  # noqa: C901  # a class, made for one server
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._json(200, {"data": [{"id": "tiny", "meta": {"n_ctx": 8192}}]})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if self.path == "/tokenize":
                self._json(200, {"tokens": list(range(len(body["content"].split())))})
                return
            behaviour = server.next(body, {name.lower(): value for name, value in self.headers.items()})
            try:
                self._behave(behaviour, body)
            except (BrokenPipeError, ConnectionResetError):
                server.client_gone.set()

        def _behave(self, behaviour: Behaviour, body: Body) -> None:
            match behaviour:
                case Fails():
                    self._json(
                        behaviour.status,
                        {"type": "error", "error": {"type": "error", "message": behaviour.message}},
                        behaviour.headers,
                    )
                case Hangs():
                    self._wait_for_the_client_to_go()
                case Says():
                    text = behaviour.text(body) if callable(behaviour.text) else behaviour.text
                    if self.path == "/v1/chat/completions" and not body.get("stream"):
                        message = {"role": "assistant", "content": text}
                        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
                        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}
                        self._json(200, whole)
                        return
                    self._start()
                    for piece in _pieces(behaviour.thoughts):
                        self._thought(piece)
                    self._stream(_pieces(text), behaviour.then)
                case Calls():
                    self._start()
                    self._call(behaviour)
                    self._end()
                case NeverEnds():
                    self._start()
                    while True:
                        self._stream(_pieces(behaviour.text), "more")
                        time.sleep(0.005)

        def _start(self) -> None:
            self.send_response(200)
            kind = "application/x-ndjson" if self.path == "/api/chat" else "text/event-stream"
            self.send_header("content-type", kind)
            self.end_headers()
            if self.path == "/v1/messages":
                usage = {"input_tokens": 11, "output_tokens": 0}
                message = {
                    "id": "m",
                    "type": "message",
                    "role": "assistant",
                    "model": "m",
                    "content": [],
                    "usage": usage,
                }
                self._event({"type": "message_start", "message": message})
                block = {"type": "text", "text": ""}
                self._event({"type": "content_block_start", "index": 0, "content_block": block})

        def _stream(self, pieces: Iterator[str], then: str) -> None:
            for piece in pieces:
                self._piece(piece)
            if then == "broken":
                self._raw("data: {this is no JSON\n\n")
            if then == "hangs":
                self._wait_for_the_client_to_go()
            if not then:
                self._end()

        def _piece(self, text: str) -> None:
            if self.path == "/api/chat":
                self._raw(
                    json.dumps({"model": "m", "message": {"role": "assistant", "content": text}, "done": False}) + "\n"
                )
            elif self.path == "/v1/messages":
                delta = {"type": "text_delta", "text": text}
                self._event({"type": "content_block_delta", "index": 0, "delta": delta})
            else:
                self._event({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
                             "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})  # fmt: skip

        def _call(self, call: Calls) -> None:
            function = {"name": call.tool, "arguments": call.arguments}
            written = json.dumps(call.arguments)
            if self.path == "/api/chat":
                message = {"role": "assistant", "content": "", "tool_calls": [{"function": function}]}
                self._raw(json.dumps({"model": "m", "message": message, "done": False}) + "\n")
            elif self.path == "/v1/messages":
                block = {"type": "tool_use", "id": "call-1", "name": call.tool, "input": {}}
                self._event({"type": "content_block_stop", "index": 0})
                self._event({"type": "content_block_start", "index": 1, "content_block": block})
                delta = {"type": "input_json_delta", "partial_json": written}
                self._event({"type": "content_block_delta", "index": 1, "delta": delta})
            else:  # the arguments arrive in two pieces
                for number, piece in enumerate((written[:9], written[9:])):
                    opening = {"id": "call-1", "type": "function"} if number == 0 else {}
                    part = {"name": call.tool, "arguments": piece} if number == 0 else {"arguments": piece}
                    delta = {"role": "assistant", "tool_calls": [{"index": 0, **opening, "function": part}]}
                    choices = [{"index": 0, "delta": delta, "finish_reason": None}]
                    self._event(
                        {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}
                    )

        def _thought(self, text: str) -> None:
            if self.path == "/api/chat":
                message = {"role": "assistant", "content": "", "thinking": text}
                self._raw(json.dumps({"model": "m", "message": message, "done": False}) + "\n")
            elif self.path == "/v1/messages":
                self._event(
                    {
                        "type": "content_block_delta",
                        "index": 0,
                        "delta": {"type": "thinking_delta", "thinking": text},
                    }
                )
            else:
                delta = {"role": "assistant", "reasoning_content": text}
                choices = [{"index": 0, "delta": delta, "finish_reason": None}]
                self._event(
                    {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}
                )

        def _end(self) -> None:
            if self.path == "/api/chat":
                done = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True}
                self._raw(json.dumps({**done, "prompt_eval_count": 11, "eval_count": 7}) + "\n")
            elif self.path == "/v1/messages":
                self._event({"type": "content_block_stop", "index": 0})
                self._event(
                    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 7}}
                )
                self._event({"type": "message_stop"})
            else:
                usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
                self._event({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [],
                             "usage": usage})  # fmt: skip
                self._raw("data: [DONE]\n\n")

        def _event(self, value: Body) -> None:
            name = f"event: {value['type']}\n" if "type" in value else ""
            self._raw(f"{name}data: {json.dumps(value)}\n\n")

        def _raw(self, text: str) -> None:
            self.wfile.write(text.encode())
            self.wfile.flush()

        def _json(self, status: int, value: Body, headers: dict[str, str] | None = None) -> None:
            content = json.dumps(value).encode()
            self.send_response(status)
            for name, value_ in {"content-type": "application/json", **(headers or {})}.items():
                self.send_header(name, value_)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _wait_for_the_client_to_go(self) -> None:
            self.connection.settimeout(60)
            if not self.connection.recv(1):
                server.client_gone.set()

        def log_message(self, *arguments: object) -> None:
            """Logs nothing."""

    return Handler
