"""Chooses the form of an answer."""

from assistant.extractive.forms.by_source import BySourceAnswer
from assistant.extractive.forms.entries import EntriesAnswer
from assistant.extractive.forms.fact_answer import FactAnswer
from assistant.extractive.forms.form_answer import FormAnswer
from assistant.extractive.forms.series_answer import SeriesAnswer
from assistant.extractive.forms.since_answer import SinceAnswer
from assistant.extractive.forms.state_answer import StateAnswer
from assistant.extractive.sentence_pool import SentencePool


def choose_form(pool: SentencePool) -> FormAnswer:
    """Returns the answer in the form that a question asks for, or the answer for one fact if the sentences do not allow that form.

    Args:
        pool: The sentences of the evidence.
    """
    return (
        BySourceAnswer.of(pool)
        or SeriesAnswer.of(pool)
        or StateAnswer.of(pool)
        or SinceAnswer.of(pool)
        or EntriesAnswer.of(pool)
        or FactAnswer(pool)
    )
