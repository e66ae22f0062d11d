"""`assistant chat`: a conversation in the terminal, or one question per line of stdin."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import typer

from assistant.cli.exit_codes import FAILED
from assistant.cli.library import describe_library, open_assistant
from assistant.cli.options import (
    AsOfOption,
    EmbedderOption,
    JsonOption,
    LibraryOption,
    SourceOption,
    StoryOption,
    TopKOption,
)
from assistant.cli.output import StyledText, print_lines, print_result, print_status

if TYPE_CHECKING:
    from assistant.answers.answer import Answer
    from assistant.assistant import Assistant
    from assistant.conversations.conversation import Conversation

_PROMPT = "> "
_QUIT_COMMANDS = {"/quit", "/exit", "/q"}
_NEW_COMMAND = "/new"
_COMMANDS = f"{_NEW_COMMAND} starts a new conversation, /quit or Ctrl-D leaves"


def chat(
    library: LibraryOption = None,
    as_of: AsOfOption = None,
    source: SourceOption = None,
    story: StoryOption = None,
    top_k: TopKOption = None,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talk with the articles in the terminal.

    Follow-up questions are understood; Ctrl-C stops an answer. Questions can be piped in, one per line; with --json each answer is one line of
    JSON.
    """
    with open_assistant(library, embedder) as assistant:
        print_status(f"asking {describe_library(assistant)}; {_COMMANDS}")
        session = _Session(assistant, _Scope(as_of, tuple(source or ()), story), top_k, as_json)
        try:
            session.begin()
            for line in _lines():
                if line in _QUIT_COMMANDS:
                    break
                session.handle(line)
        except KeyboardInterrupt:
            print_status("")
    if session.failed and not sys.stdin.isatty():
        raise typer.Exit(FAILED)


@dataclass(frozen=True, slots=True)
class _Scope:
    """The articles that all questions are asked of."""

    as_of: date | None
    sources: tuple[str, ...]
    story: str | None


class _Session:
    """Answers line after line. A question that fails does not end the session."""

    def __init__(self, assistant: "Assistant", scope: _Scope, top_k: int | None, as_json: bool) -> None:
        self.failed = 0
        self._assistant = assistant
        self._scope = scope
        self._top_k = top_k
        self._as_json = as_json
        self._is_interactive = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
        self._suggestions: list[str] = []
        self._conversation = _new_conversation()

    def handle(self, line: str) -> None:
        """Handles one line: a command, the number of a suggestion, or a question."""
        if line == _NEW_COMMAND:
            self._conversation = _new_conversation()
            print_status("a new conversation")
        elif line.startswith("/"):
            print_status(f"{line.split()[0]} is no command here; {_COMMANDS}")
        elif line.isdecimal() and 1 <= int(line) <= len(self._suggestions):
            self._ask(self._suggestions[int(line) - 1])
        elif line:
            self._ask(line)

    def begin(self) -> None:
        """Suggests first questions, if a person is asking."""
        if self._is_interactive:
            scope = self._scope
            self._offer(
                lambda: self._assistant.first_questions(as_of=scope.as_of, sources=scope.sources, story=scope.story)
            )

    def _ask(self, question: str) -> None:
        from assistant.cli.rendering.answer import answer_lines
        from assistant.ingest.errors import AssistantError

        try:
            answer = self._answer(question)
        except AssistantError as error:
            self.failed += 1
            print_status(f"error: {error}")
            return
        except KeyboardInterrupt:
            if not self._is_interactive:
                raise
            print_status("stopped")
            return
        if self._as_json:
            print_result(answer.model_dump_json())
            return
        print_lines([*answer_lines(answer), []])
        if self._is_interactive:
            self._offer(lambda: self._assistant.suggest(answer, sources=self._scope.sources, story=self._scope.story))

    def _answer(self, question: str) -> "Answer":
        from assistant.cli.rendering.streamed_answer import display_stream, final_answer

        events = self._assistant.stream(
            question,
            as_of=self._scope.as_of,
            top_k=self._top_k,
            conversation=self._conversation,
            sources=self._scope.sources,
            story=self._scope.story,
        )
        # Closing an unfinished stream stops the language model.
        with closing(events):
            return display_stream(events) if self._is_interactive else final_answer(events)

    def _offer(self, suggest: Callable[[], list[str]]) -> None:
        """Prints suggested questions, which can be asked by their number."""
        try:
            self._suggestions = suggest()
        except KeyboardInterrupt:
            self._suggestions = []
        if self._suggestions:
            numbered = [f"{number}  {question}" for number, question in enumerate(self._suggestions, 1)]
            print_lines(
                [
                    [StyledText("You may ask (type a number):", "dim")],
                    *([StyledText(line, "dim")] for line in numbered),
                    [],
                ]
            )


def _new_conversation() -> "Conversation":
    from assistant.conversations.conversation import Conversation

    return Conversation()


def _lines() -> Iterator[str]:
    """Yields the lines that the user types or pipes in."""
    lines = _typed_lines() if sys.stdin.isatty() else iter(sys.stdin)
    for line in lines:
        yield line.encode("utf-8", "replace").decode("utf-8").strip()


def _typed_lines() -> Iterator[str]:
    if sys.stdout.isatty():
        import readline  # noqa: F401  # gives `input` its line editing and history
    while True:
        try:
            # The prompt must not go into a pipe.
            yield input(_PROMPT if sys.stdout.isatty() else "")
        except EOFError:
            print_status("")
            return
