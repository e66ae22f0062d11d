"""Stories: articles grouped by event, by meaning, names and dates.

Input: a library. Output: its stories; a story can be the scope of a question. May import: `ingest`.
"""

from assistant.stories.grouping import names_as_stems, rare_names
from assistant.stories.stories import Stories, Story

__all__ = ["Stories", "Story", "names_as_stems", "rare_names"]
