"""`assistant briefing`: the stories of the last days."""

from datetime import date, timedelta
from typing import Annotated

import typer

from assistant.cli.library import open_assistant
from assistant.cli.options import JsonOption, LibraryOption, parse_day, parse_duration
from assistant.cli.output import print_lines, print_result, print_status
from assistant.prompts.wording import quantity

_FURTHER_BACK = timedelta(days=7)


def parse_since(text: str) -> date:
    """Parses a day, "today", "yesterday", or a time before today such as 7d."""
    word = text.strip().lower()
    if word in {"today", "yesterday"}:
        return date.today() - timedelta(days=word == "yesterday")
    try:
        return date.today() - parse_duration(word) if word[-1:] in {"d", "w"} else parse_day(word)
    except typer.BadParameter as error:
        raise typer.BadParameter(f"{text!r} is not a day; write it as yesterday, 7d or 2016-10-20") from error


def briefing(
    since: Annotated[
        date | None,
        typer.Option(
            "--since",
            metavar="DAY",
            parser=parse_since,
            help="The first day: yesterday, 7d, or 2016-10-20.",
            show_default="the day before the last day",
        ),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option("--until", metavar="DAY", parser=parse_since, help="The last day.", show_default="today"),
    ] = None,
    topic: Annotated[str, typer.Option("--topic", metavar="TEXT", help="Only articles about this.")] = "",
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100, metavar="N", help="The largest number of stories.")
    ] = 10,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the briefing as Markdown.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the stories of the last days: those that most publications tell first, each with a quote."""
    from assistant.cli.rendering.briefing import briefing_lines, briefing_markdown

    with open_assistant(library) as assistant:
        made = assistant.briefing(since, until, topic=topic, limit=limit)
        days = None if made.stories else assistant.library.catalog.first_and_last_day()
    print_status(
        f"{quantity(len(made.stories), 'story')} of {quantity(made.articles, 'article')}, {made.since} to {made.until}"
    )
    if days is not None and days[1] < made.since:
        print_status(f"the newest article is of {days[1]}; look further back with: --since {days[1] - _FURTHER_BACK}")
    if as_json:
        print_result(made.model_dump_json())
    elif markdown:
        print_result(briefing_markdown(made))
    else:
        print_lines(briefing_lines(made))
