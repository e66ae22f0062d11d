"""A briefing as lines for a terminal and as Markdown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.terminal_text import one_line
from assistant.prompts.wording import long_date, quantity

if TYPE_CHECKING:
    from assistant.briefing import BriefedStory, Briefing


def briefing_lines(briefing: "Briefing") -> Iterator[Line]:
    """Yields for each story its number and title, the quote, and the articles."""
    for number, story in enumerate(briefing.stories, start=1):
        yield [StyledText(f"{number}. ", "cyan"), StyledText(one_line(story.title), "bold")]
        yield [StyledText(f"   “{one_line(story.quote.quote)}”")]
        yield [StyledText(f"   {_about(story)}", "dim")]
        yield []


def briefing_markdown(briefing: "Briefing") -> str:
    """Returns a briefing as Markdown. Text of articles stays text: no markup, picture or link."""
    from assistant.web.chat.markdown_export import escape_markdown

    topic = f" about {escape_markdown(briefing.topic)}" if briefing.topic else ""
    parts = [f"# What is new{topic}, {long_date(briefing.since)} to {long_date(briefing.until)}"]
    for story in briefing.stories:
        quote = f"> {escape_markdown(story.quote.quote)}"
        parts += [f"## {escape_markdown(story.title)}", quote, escape_markdown(_about(story))]
    return "\n\n".join(parts)


def _about(story: "BriefedStory") -> str:
    """Returns who tells a story, and since when."""
    day = f"{story.newest.date():%Y-%m-%d}" if story.newest else "undated"
    sources = ", ".join(one_line(source) for source in story.sources)
    return f"{sources}; {quantity(story.article_count, 'article')}; newest {day}; article {story.quote.article_id}"
