"""Questions that a reader may ask next, or first: each one is asked before it is shown, and dropped if the articles do not answer it."""

from assistant.replies.suggestions.llm_suggestions import LLMSuggestions
from assistant.replies.suggestions.suggester import Suggester

__all__ = ["LLMSuggestions", "Suggester"]
