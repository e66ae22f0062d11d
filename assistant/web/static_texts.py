"""The texts of the page that are fixed when the server starts: forms, titles, the scripts' messages; sent in the language of the browser.

Gradio sends one configuration to every browser. Its own translation (`gr.I18n`) replaces one key in a value and lets the browser choose the
language by rules of its own, while the rest of the page is made on the server. So the configuration has a placeholder for each text, and
the page is completed when it is sent.
"""

import json
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.prompts.translation import catalogue, preferred_language
from assistant.web.language import in_language

_HTML_LANGUAGE = b'lang="en"'
_END_OF_HEAD = b"</head>"
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027"}  # as in Gradio's configuration


class StaticTexts:
    """The texts of the pages of one server, each with its placeholder."""

    def __init__(self) -> None:
        self._texts: dict[str, Callable[[], str]] = {}

    def add(self, text: Callable[[], str]) -> str:
        """Adds a text, and returns its placeholder.

        Args:
            text: Returns the text in the language of the page.
        """
        placeholder = f"[[text {len(self._texts)} of the page]]"
        self._texts[placeholder] = text
        return placeholder

    def completed(self, page: bytes, language: str) -> bytes:
        """Returns a page of Gradio with its texts and the messages of its scripts; another page as it is.

        Args:
            page: The page.
            language: The language of the texts.
        """
        if not any(placeholder.encode() in page for placeholder in self._texts):
            return page
        with in_language(language):
            for placeholder, text in self._texts.items():
                page = page.replace(placeholder.encode(), _json(text())[1:-1].encode())
        # Only a catalogue with translations has messages, and it offers no public way to list them.
        messages = dict(getattr(catalogue(language, "scripts"), "_catalog", {}))
        script = f"<script>window.scriptMessages = {_json(messages)};</script>".encode()
        page = page.replace(_END_OF_HEAD, script + _END_OF_HEAD, 1)
        return page.replace(_HTML_LANGUAGE, f'lang="{language}"'.encode(), 1)


class StaticTextsMiddleware:
    """Completes the pages that Gradio sends, in the language that the browser prefers; sets that language for other routes.

    Args:
        app: The app that answers.
        texts: The texts of its pages.
    """

    def __init__(self, app: ASGIApp, texts: StaticTexts) -> None:
        self._app = app
        self._texts = texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and completes the response if it is a page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        header = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
        language = preferred_language(header.decode("latin-1"))
        start: Message | None = None
        parts: list[bytes] = []

        async def send_completed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
            elif start is None:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    body = self._texts.completed(b"".join(parts), language)
                    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
                    headers += [(b"content-length", str(len(body)).encode()), (b"vary", b"accept-language")]
                    await send({**start, "headers": headers})
                    await send({"type": "http.response.body", "body": body})

        with in_language(language):
            await self._app(scope, receive, send_completed)


def _json(value: object) -> str:
    """Returns a value as JSON for a script in HTML."""
    text = json.dumps(value, ensure_ascii=False)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


def _is_html(message: Message) -> bool:
    content_type = next((value for name, value in message.get("headers", []) if name == b"content-type"), b"")
    return bytes(content_type).startswith(b"text/html")
