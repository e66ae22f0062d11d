"""`assistant stories`: lists the articles grouped by event, or the articles of one story."""

from typing import Annotated

import typer

from assistant.cli.library import describe_library, open_assistant
from assistant.cli.options import JsonOption, LibraryOption
from assistant.cli.output import print_json, print_lines, print_status


def stories(
    article_id: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]", help="Show one story: the id of any of its articles. Default: list all.", show_default=False
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="The largest number of stories.")] = 20,
    min_articles: Annotated[
        int, typer.Option("--min-articles", min=1, metavar="N", help="Only stories with so many articles.")
    ] = 2,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the stories: articles about one event, those with the newest articles first.

    `assistant ask --story ID` asks only the articles of one story.
    """
    from assistant.cli.rendering.article import summary_json, summary_lines
    from assistant.cli.rendering.stories import story_line

    with open_assistant(library) as assistant:
        print_status(f"reading {describe_library(assistant)}")
        if article_id is None:
            listed = assistant.stories.newest(limit, min_articles=min_articles)
            if as_json:
                print_json([story.model_dump(mode="json") for story in listed])
            else:
                print_lines(map(story_line, listed))
            return
        story, articles = assistant.stories.story(article_id), assistant.stories.articles(article_id)
    if as_json:
        print_json({"story": story.model_dump(mode="json"), "articles": [summary_json(one) for one in articles]})
    else:
        print_lines([story_line(story), *summary_lines(articles)])
