"""`assistant chat`: a conversation in the terminal; piped, one question a line."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import typer

from assistant.cli.exit_codes import FAILED
from assistant.cli.open_library import described, opened
from assistant.cli.options import AsOfOption, EmbedderOption, JsonOption, LibraryOption, SourceOption, TopKOption
from assistant.cli.output import Piece, note, result, show

if TYPE_CHECKING:
    from assistant.answers.answer import Answer
    from assistant.assistant import Assistant
    from assistant.conversations.conversation import Conversation

_PROMPT = "> "
_LEAVE = {"/quit", "/exit", "/q"}
_ANEW = "/new"
_COMMANDS = f"{_ANEW} starts a new conversation, /quit or Ctrl-D leaves"


def chat(
    library: LibraryOption = None,
    as_of: AsOfOption = None,
    source: SourceOption = None,
    top_k: TopKOption = None,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talk with the articles in the terminal.

    A follow-up question is understood from those before it; Ctrl-C stops an answer. Questions can be piped in, one a line; with --json each answer is
    one line of JSON.
    """
    with opened(library, embedder) as assistant:
        note(f"asking {described(assistant)}; {_COMMANDS}")
        session = _Session(assistant, as_of, source or (), top_k, as_json)
        try:
            session.begin()
            for line in _lines():
                if line in _LEAVE:
                    break
                session.take(line)
        except KeyboardInterrupt:
            note("")
    if session.failed and not sys.stdin.isatty():
        raise typer.Exit(FAILED)


class _Session:
    """One sitting: answers line after line, and lets no bad question end it."""

    def __init__(
        self, assistant: "Assistant", as_of: date | None, sources: Sequence[str], top_k: int | None, as_json: bool
    ) -> None:
        self.failed = 0
        self._assistant = assistant
        self._as_of = as_of
        self._sources = sources
        self._top_k = top_k
        self._as_json = as_json
        self._is_person = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
        self._suggested: list[str] = []
        self._conversation = _new_conversation()

    def take(self, line: str) -> None:
        """Does what a line asks for."""
        if line == _ANEW:
            self._conversation = _new_conversation()
            note("a new conversation")
        elif line.startswith("/"):
            note(f"{line.split()[0]} is no command here; {_COMMANDS}")
        elif line.isdecimal() and 1 <= int(line) <= len(self._suggested):
            self._ask(self._suggested[int(line) - 1])
        elif line:
            self._ask(line)

    def begin(self) -> None:
        """Offers questions to begin with, to a person."""
        if self._is_person:
            self._offer(lambda: self._assistant.first_questions(as_of=self._as_of, sources=self._sources))

    def _ask(self, question: str) -> None:
        from assistant.cli.rendering.answer import answer_lines
        from assistant.ingest.errors import AssistantError

        try:
            answer = self._answer(question)
        except AssistantError as error:
            self.failed += 1
            note(f"error: {error}")
            return
        except KeyboardInterrupt:
            if not self._is_person:
                raise
            note("stopped")
            return
        if self._as_json:
            result(answer.model_dump_json())
            return
        show([*answer_lines(answer), []])
        if self._is_person:
            self._offer(lambda: self._assistant.suggest(answer, sources=self._sources))

    def _answer(self, question: str) -> "Answer":
        from assistant.cli.rendering.streamed_answer import show_as_it_comes, whole_answer

        events = self._assistant.stream(
            question, as_of=self._as_of, top_k=self._top_k, conversation=self._conversation, sources=self._sources
        )
        # Left in the middle, the stream is closed: that is what stops a language model.
        with closing(events):
            return show_as_it_comes(events) if self._is_person else whole_answer(events)

    def _offer(self, suggest: Callable[[], list[str]]) -> None:
        """Shows questions that can be asked by their number."""
        try:
            self._suggested = suggest()
        except KeyboardInterrupt:
            self._suggested = []
        if self._suggested:
            numbered = [f"{number}  {question}" for number, question in enumerate(self._suggested, 1)]
            show([[Piece("You may ask (type a number):", "dim")], *([Piece(one, "dim")] for one in numbered), []])


def _new_conversation() -> "Conversation":
    from assistant.conversations.conversation import Conversation

    return Conversation()


def _lines() -> Iterator[str]:
    """What the user types or pipes in, line by line, until it ends."""
    typed = _typed() if sys.stdin.isatty() else iter(sys.stdin)
    for line in typed:
        yield line.encode("utf-8", "replace").decode("utf-8").strip()


def _typed() -> Iterator[str]:
    if sys.stdout.isatty():
        import readline  # noqa: F401  # gives `input` its line editing and history
    while True:
        try:
            # With stdout in a pipe the prompt must not go there.
            yield input(_PROMPT if sys.stdout.isatty() else "")
        except EOFError:
            note("")
            return
