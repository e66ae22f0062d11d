"""`assistant watch`: standing questions, and the changes of their answers."""

from typing import Annotated

import typer

from assistant.cli.default_command import AddByDefault, require_command
from assistant.cli.library import open_assistant
from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import StyledText, print_json, print_lines, print_result, print_status
from assistant.cli.terminal_text import one_line
from assistant.prompts.wording import quantity

app = typer.Typer(
    help='Ask a question again when articles arrive: assistant watch "QUESTION".',
    rich_markup_mode=None,
    cls=AddByDefault,
)


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Ask questions again when articles arrive, and report answers that change."""
    require_command(context)


@app.command("add")
def add(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Any question.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a question now, and again when relevant articles arrive.

    `add` may be left out. Changes are noticed by `assistant serve`, `follow run`, `follow once` and `watch check`.
    """
    from assistant.cli.rendering.answer import answer_lines

    with open_assistant(library) as assistant:
        asked = assistant.standing_questions.add(question)
        option = assistant.library.command_option
    print_status(f"watching it as {asked.id}; look for changes with: assistant watch check{option}")
    print_status("the answer today:")
    if as_json:
        print_json({"id": asked.id, "question": asked.question, "answer": asked.answer.model_dump(mode="json")})
    else:
        print_lines(answer_lines(asked.answer))


@app.command("list")
def list_(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the standing questions with their newest answers."""
    from assistant.cli.rendering.answer_changes import answer_in_short

    with open_assistant(library) as assistant:
        questions = assistant.standing_questions.questions()
    if as_json:
        print_json(
            [
                {"id": one.id, "question": one.question, "answer": one.answer.model_dump(mode="json")}
                for one in questions
            ]
        )
        return
    for one in questions:
        print_lines(
            [
                [StyledText(one.id, "cyan"), StyledText(f"  {one_line(one.question)}", "bold")],
                [StyledText(f"          {answer_in_short(one.answer)}", "dim")],
            ]
        )


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="ID|QUESTION", help="The question, as `list` shows it.")],
    library: LibraryOption = None,
) -> None:
    """Ask a question no longer."""
    with open_assistant(library) as assistant:
        print_result(f"removed {one_line(assistant.standing_questions.remove(name).question)}")


@app.command("check")
def check(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Ask the questions again that articles since then may answer differently, and print the changes."""
    from assistant.cli.rendering.answer_changes import change_lines
    from assistant.standing_questions.webhook import change_json

    with open_assistant(library) as assistant:
        changes = assistant.standing_questions.check()
    print_status(quantity(len(changes), "changed answer"))
    if as_json:
        print_json([change_json(change) for change in changes])
    else:
        print_lines(line for change in changes for line in change_lines(change))


@app.command("changes")
def changes(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, metavar="N", help="The largest number.")] = 20,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the changes of answers, the newest last: before and after, with citations."""
    from assistant.cli.rendering.answer_changes import change_lines
    from assistant.standing_questions.webhook import change_json

    with open_assistant(library) as assistant:
        listed = assistant.standing_questions.changes(limit)[::-1]
        watched = len(assistant.standing_questions.questions())
    if not listed:
        print_status(f"no answer has changed so far; {quantity(watched, 'question')} asked again when articles arrive")
    if as_json:
        print_json([change_json(change) for change in listed])
    else:
        print_lines(line for change in listed for line in change_lines(change))
