"""Questions that a reader may ask next, or first: each one is asked before it is shown, and dropped if the articles do not answer it."""

from assistant.suggesting.model import ModelSuggestions
from assistant.suggesting.suggester import Suggester

__all__ = ["ModelSuggestions", "Suggester"]
