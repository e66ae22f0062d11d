"""Stories as lines for a terminal."""

from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.terminal_text import one_line
from assistant.prompts.wording import days_line, quantity

if TYPE_CHECKING:
    from assistant.stories import Story


def story_line(story: "Story") -> Line:
    """Returns a story in one line: id, days, title, number of articles and publications."""
    days = days_line(story.first_day, story.last_day)
    return [
        StyledText(one_line(story.id), "cyan"),
        StyledText(f"  {days}  ", "dim"),
        StyledText(one_line(story.title), "bold"),
        StyledText(f"  {quantity(story.article_count, 'article')}, {quantity(len(story.sources), 'source')}", "dim"),
    ]
