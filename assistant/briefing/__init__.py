"""Briefings: the stories of the last days, largest first, each with its central sentence as a quote.

Input: a library and a range of days. Output: stories with their articles and one citation each.
May import: `ingest`, `prompts`, `answers`.
"""

from assistant.briefing.briefing import BriefedArticle, BriefedStory, Briefing, make_briefing

__all__ = ["BriefedArticle", "BriefedStory", "Briefing", "make_briefing"]
