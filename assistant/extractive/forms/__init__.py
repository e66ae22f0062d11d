"""The forms of an answer: one fact, a current state, the latest, a timeline, a summary, a list, a comparison.

Input: the ranked sentences of the evidence. Output: the parts of an answer. May import `assistant.facts`, `assistant.retrieval`, the other
modules of `assistant.extractive` and all packages below them.
"""

from assistant.extractive.forms.choosing import choose_form
from assistant.extractive.forms.form_answer import FormAnswer, cite_sentence

__all__ = ["FormAnswer", "choose_form", "cite_sentence"]
