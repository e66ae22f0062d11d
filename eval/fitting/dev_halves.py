"""Ranks the questions of the dev halves of several sets, each over the library of its articles."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.eval.fitting.ranked_questions import (
    RankedQuestion,
    rank_chat_question,
    rank_foreign_question,
    rank_question,
)
from assistant.eval.question_sets.chat_set import read_chat_set
from assistant.eval.question_sets.question_set import EvalQuestion, QuestionSet
from assistant.eval.run import RunProgress
from assistant.ingest.errors import UsageError

_FOREIGN_QUESTIONS = 100  # of each other set


@dataclass(frozen=True, slots=True)
class FitSources:
    """The questions that weights are fitted to.

    Attributes:
        sets: The question sets.
        chat_files: The files of chat sets.
        library: The assistant over a library that exists. The chat sets are asked of it, and each set that is a file, or whose gold articles
            it contains.
        open_set: Opens the library of another set's articles.
    """

    sets: Sequence[QuestionSet]
    chat_files: Sequence[Path]
    library: Assistant | None
    open_set: Callable[[QuestionSet], Assistant]


def rank_dev_halves(
    sources: FitSources, progress: RunProgress, open_libraries: ExitStack
) -> list[list[RankedQuestion]]:
    """Ranks the questions of each set's dev half, completed by questions of the other sets; at last those of the chat sets.

    Args:
        sources: The sets and their libraries.
        progress: Receives the progress.
        open_libraries: Closes the libraries that are opened here.

    Raises:
        UsageError: If there is no set, chat sets come without a library, or no dev half has an answerable question.
    """
    ranked_sets = []
    chat_library = sources.library
    for question_set in sources.sets:
        assistant = sources.library
        has_articles = not question_set.path.is_file()
        if assistant is None or (has_articles and not _contains_gold(assistant, question_set)):
            progress.say(f"opening the library of {question_set.path}")
            assistant = open_libraries.enter_context(sources.open_set(question_set))
        chat_library = chat_library or assistant
        ranked_sets.append(_rank_set(assistant, question_set, sources.sets, progress))
    if sources.chat_files:
        if chat_library is None:
            raise UsageError(
                "chat sets have no articles of their own; name the library of their articles: --library DIR"
            )
        ranked_sets.append(_rank_chat(chat_library, sources.chat_files, progress))
    if not any(question.answerable and question.right.any() for ranked in ranked_sets for question in ranked):
        raise UsageError("no dev half has a question that is answered by a retrieved sentence; give more questions")
    return ranked_sets


def _rank_set(
    assistant: Assistant, question_set: QuestionSet, sets: Sequence[QuestionSet], progress: RunProgress
) -> list[RankedQuestion]:
    own = [question for question in question_set.questions if question.half == "dev"]
    foreign = [question for other in sets if other is not question_set for question in _foreign(assistant, other)]
    progress.started(question_set.path.name, len(own) + len(foreign))
    ranked = []
    for number, question in enumerate([*own, *foreign]):
        rank = rank_question if number < len(own) else rank_foreign_question
        ranked.append(rank(assistant, question))
        progress.asked()
    return ranked


def _rank_chat(assistant: Assistant, files: Sequence[Path], progress: RunProgress) -> list[RankedQuestion]:
    chat_set = read_chat_set(files, assistant.library)
    questions = [question for question in chat_set.questions if question.half == "dev"]
    progress.started(chat_set.name, len(questions))
    ranked = []
    for question in questions:
        ranked.append(rank_chat_question(assistant, question))
        progress.asked()
    return ranked


def _foreign(assistant: Assistant, question_set: QuestionSet) -> list[EvalQuestion]:
    """Returns questions of a set that is about other articles; none if the library has its articles."""
    if _contains_gold(assistant, question_set):
        return []
    return [question for question in question_set.questions if question.half == "dev"][:_FOREIGN_QUESTIONS]


def _contains_gold(assistant: Assistant, question_set: QuestionSet) -> bool:
    gold = {article_id for question in question_set.questions for article_id in question.gold_articles}
    catalog = assistant.library.catalog
    return bool(gold) and all(catalog.content_hash(article_id) is not None for article_id in gold)
