"""Measures follow-up rewriting on conversations with a person's rewrite of each follow-up.

A search needs the content words of the rewrite, and no others. Each system's question is compared with the person's
rewrite as a set of stems without function words. The whole history recovers nearly every word but adds many others, so
precision, F1, and a history cut to as many words as the rules add, are reported too.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.conversations.follow_ups.rewriting import rewrite_follow_up
from assistant.conversations.past_turns import PastTurn
from assistant.eval.question_sets.json_lines import read_records, required_field
from assistant.eval.question_sets.question_set import Half, half_of
from assistant.ingest.errors import UsageError
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.tokens import stem

_EXPECTED = "follow-ups are lines of JSON with History, Question and Rewrite"
NO_ANSWER = "i don't know"
ALONE, TITLE, LAST_WORDS, HISTORY, RULES, MODEL = (
    "question alone",
    "with the title",
    "with the last words",
    "with all",
    "rules",
    "language model",
)
Rewriter = Callable[[str, Sequence[PastTurn]], str]
"""Takes a question and the past turns; returns the standalone question."""

Completer = Callable[[str, str, Sequence[PastTurn]], str]
"""Takes a question, its rewrite by the rules, and the past turns; returns the standalone question."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question with its conversation and a person's rewrite.

    Attributes:
        number: Its line in the file, counted from 0.
        title: The topic of the conversation; it stands for the first question.
        section: The heading of the text that the conversation is about.
        turns: Earlier questions with their answers.
        question: The question.
        rewrite: The person's standalone question.
    """

    number: int
    title: str
    section: str
    turns: tuple[tuple[str, str], ...]
    question: str
    rewrite: str

    @property
    def half(self) -> Half:
        """The half that the follow-up belongs to, drawn by its number."""
        return half_of(str(self.number))

    def past_turns(self, rewriter: Rewriter) -> list[PastTurn]:
        """Returns the earlier turns as a conversation keeps them, with each question rewritten by the rewriter."""
        past = [PastTurn(self.title, "", (self.section,))]
        for question, answer in self.turns:
            is_answered = not answer.strip().lower().startswith(NO_ANSWER)
            past.append(PastTurn(rewriter(question, past), answer if is_answered else ""))
        return past


@dataclass(frozen=True, slots=True)
class RewriteScores:
    """Scores of one system, as means over the follow-ups.

    Attributes:
        system: The name of the system.
        recall: The share of the rewrite's content words that the system's question contains.
        precision: The share of the system's content words that the rewrite contains.
        f1: The harmonic mean of the two, computed for each follow-up.
        added: The number of content words added to the question.
        added_precision: The share of all added words that the rewrites contain; None if none were added.
        carried_wrongly: The share of topic changes at which a word was added; None if not measured.
    """

    system: str
    recall: float
    precision: float
    f1: float
    added: float
    added_precision: float | None
    carried_wrongly: float | None


def read_follow_ups(file: Path) -> list[FollowUp]:
    """Reads lines of JSON with `History` (title, section, then questions and answers in turn), `Question`, `Rewrite`.

    Raises:
        UsageError: If the file cannot be read, or a line has another form.
    """
    follow_ups = []
    for number, (location, record) in enumerate(read_records(file, _EXPECTED)):
        history = required_field(record, "History", location)
        if not isinstance(history, list) or len(history) < 2 or len(history) % 2:
            raise UsageError(f"{location} has a History that is not title, section, then questions and answers in turn")
        title, section, *texts = map(str, history)
        question, rewrite = (str(required_field(record, name, location)) for name in ("Question", "Rewrite"))
        turns = tuple(zip(texts[::2], texts[1::2], strict=True))
        follow_ups.append(FollowUp(number, title, section, turns, question, rewrite))
    if not follow_ups:
        raise UsageError(f"{file} has no follow-ups")
    return follow_ups


def measure_follow_ups(
    follow_ups: Sequence[FollowUp], rewriter: Rewriter = rewrite_follow_up, model: Completer | None = None
) -> list[RewriteScores]:
    """Scores the question alone, the question with parts of the history, and the rewriter.

    The parts are the conversation's title; the history's last words, as many as the rewriter adds; the whole history.

    Args:
        follow_ups: The questions.
        rewriter: The rules.
        model: A language model that completes the rules' questions. Earlier turns are rewritten by the rules, and
            wrongly carried words are not measured.
    """
    scored: defaultdict[str, list[_StemSets]] = defaultdict(list)
    for follow_up in follow_ups:
        question, gold = _stem_set(follow_up.question), _stem_set(follow_up.rewrite)
        past = follow_up.past_turns(rewriter)
        rewrite = rewriter(follow_up.question, past)
        rewritten = _stem_set(rewrite)
        history = _history_stems(follow_up, question)
        questions = {
            ALONE: question,
            TITLE: question | _stem_set(follow_up.title),
            LAST_WORDS: question | set(history[: len(rewritten - question)]),
            HISTORY: question | set(history),
            RULES: rewritten,
        }
        if model is not None:
            questions[MODEL] = _stem_set(model(follow_up.question, rewrite, past))
        for system, stems in questions.items():
            scored[system].append(_StemSets(question, stems, gold))
    carried_wrongly = {ALONE: 0.0, RULES: _carried_wrongly(follow_ups, rewriter), MODEL: None}
    return [_mean_scores(system, sets, carried_wrongly.get(system, 1.0)) for system, sets in scored.items()]


def _history_stems(follow_up: FollowUp, question: set[str]) -> list[str]:
    """Returns the stems of the history that the question lacks, each once, newest text first."""
    texts = [follow_up.title, follow_up.section, *(text for turn in follow_up.turns for text in turn)]
    return list(dict.fromkeys(word for text in reversed(texts) for word in _stems(text) if word not in question))


@dataclass(frozen=True, slots=True)
class _StemSets:
    question: set[str]
    rewritten: set[str]
    gold: set[str]

    @property
    def added(self) -> set[str]:
        return self.rewritten - self.question

    @property
    def recall(self) -> float:
        return len(self.rewritten & self.gold) / len(self.gold) if self.gold else 1.0

    @property
    def precision(self) -> float:
        return len(self.rewritten & self.gold) / len(self.rewritten) if self.rewritten else 1.0

    @property
    def f1(self) -> float:
        total = len(self.rewritten) + len(self.gold)
        return 2 * len(self.rewritten & self.gold) / total if total else 1.0


def _mean_scores(system: str, sets: Sequence[_StemSets], carried_wrongly: float | None) -> RewriteScores:
    count = len(sets)
    added = sum(len(stems.added) for stems in sets)
    added_right = sum(len(stems.added & stems.gold) for stems in sets)
    return RewriteScores(
        system,
        sum(stems.recall for stems in sets) / count,
        sum(stems.precision for stems in sets) / count,
        sum(stems.f1 for stems in sets) / count,
        added / count,
        added_right / added if added else None,
        carried_wrongly,
    )


def _carried_wrongly(follow_ups: Sequence[FollowUp], rewriter: Rewriter) -> float | None:
    """Measures how often a word is added to a standalone question that is asked in a conversation about something else.

    None if all follow-ups belong to one conversation.
    """
    wrong = measured = 0
    for index, follow_up in enumerate(follow_ups):
        candidates = [*follow_ups[index:], *follow_ups[:index]]
        other = next((candidate for candidate in candidates if candidate.title != follow_up.title), None)
        if other is None:
            return None
        measured += 1
        past = [*other.past_turns(rewriter), PastTurn(other.rewrite)]
        wrong += bool(_stem_set(rewriter(follow_up.rewrite, past)) - _stem_set(follow_up.rewrite))
    return wrong / measured


def _stem_set(text: str) -> set[str]:
    return set(_stems(text))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in content_words(text)]
