"""Suggestions: questions that a user may ask next, or first. Each is asked before it is shown, and dropped if the articles do not answer it.

Input: an answer, or a scope.
Output: questions that the articles answer.
May import: `replies.library_replies`, `generative`, `extractive`, `retrieval`, `answers`, `questions`, `ingest`, `prompts`.
"""

from assistant.replies.suggestions.llm_suggestions import LLMSuggestions
from assistant.replies.suggestions.suggester import Suggester

__all__ = ["LLMSuggestions", "Suggester"]
