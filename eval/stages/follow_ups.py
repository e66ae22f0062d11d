"""How well follow-ups become standalone questions, measured on conversations with a person's rewrite of each follow-up.

What a search needs of a rewrite is its content words: all of them, and no others. Each system's question is compared with the
person's rewrite as a set of stems, function words left out. Gluing the history on recovers nearly every word, and buries them among
others: so precision, their harmonic mean, and recovery with no more words added than the rules add, stand beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.conversations.follow_ups import PastTurn, stand_alone
from assistant.eval.question_sets.json_lines import read_records, required_field
from assistant.eval.question_sets.question_set import Half, half_of
from assistant.ingest.errors import UsageError
from assistant.ingest.language.english import content_words, stem

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
Completer = Callable[[str, str, Sequence[PastTurn]], str]
"""Takes a question, the same as the rules complete it, and the turns before it."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question with the conversation before it, and a person's rewrite of it.

    Attributes:
        number: Its line in the file, counted from 0.
        title: What the conversation is about; stands for the question that opened it.
        section: The heading of the text that is spoken about.
        said: Questions and answers in turn.
        question: The question.
        rewrite: The same, standing alone.
    """

    number: int
    title: str
    section: str
    said: tuple[tuple[str, str], ...]
    question: str
    rewrite: str

    @property
    def half(self) -> Half:
        """The half it belongs to."""
        return half_of(str(self.number))

    def past(self, rewriter: Rewriter) -> list[PastTurn]:
        """The turns before it as a conversation would hold them: each question as the rewriter made it standalone."""
        turns = [PastTurn(self.title, "", (self.section,))]
        for question, answer in self.said:
            known = "" if answer.strip().lower().startswith(NO_ANSWER) else answer
            turns.append(PastTurn(rewriter(question, turns), known))
        return turns


@dataclass(frozen=True, slots=True)
class Recovery:
    """What one system recovers, as means over the follow-ups.

    Attributes:
        system: Its name.
        recall: The share of the rewrite's content words that its question has.
        precision: The share of its question's content words that the rewrite has.
        f1: The harmonic mean of the two, follow-up by follow-up.
        added: How many content words it adds to the question.
        added_precision: The share of all the words it adds that the rewrites have.
        carried_wrongly: In what share of changes of subject it adds a word; None where it was not asked.
    """

    system: str
    recall: float
    precision: float
    f1: float
    added: float
    added_precision: float | None
    carried_wrongly: float | None


def read_follow_ups(file: Path) -> list[FollowUp]:
    """Reads a file of follow-ups: lines of JSON with `History` (title, section, then questions and answers in turn), `Question`, `Rewrite`.

    Raises:
        UsageError: If the file cannot be read, or a line is not like that.
    """
    found = []
    for number, (where, record) in enumerate(read_records(file, _EXPECTED)):
        history = required_field(record, "History", where)
        if not isinstance(history, list) or len(history) < 2 or len(history) % 2:
            raise UsageError(f"{where} has a History that is not title, section, then questions and answers in turn")
        title, section, *said = map(str, history)
        question, rewrite = (str(required_field(record, name, where)) for name in ("Question", "Rewrite"))
        pairs = tuple(zip(said[::2], said[1::2], strict=True))
        found.append(FollowUp(number, title, section, pairs, question, rewrite))
    if not found:
        raise UsageError(f"{file} has no follow-ups")
    return found


def measure_follow_ups(
    follow_ups: Sequence[FollowUp], rewriter: Rewriter = stand_alone, model: Completer | None = None
) -> list[Recovery]:
    """The question alone, with more or less of the history glued on, and as the rewriter makes it.

    Glued on are the conversation's title; the history's last words, as many as the rewriter adds; the whole history.

    Args:
        follow_ups: What is asked.
        rewriter: The rules.
        model: A language model that completes what the rules would complete; the turns before are as the rules made them, and how often it
            carries over wrongly is not measured.
    """
    made: defaultdict[str, list[_Words]] = defaultdict(list)
    for one in follow_ups:
        own, gold = _stems(one.question), _stems(one.rewrite)
        past = one.past(rewriter)
        by_rules = rewriter(one.question, past)
        rewritten = _stems(by_rules)
        said = [one.title, one.section, *(text for turn in one.said for text in turn)]
        newest_first = [stem for text in reversed(said) for stem in _in_order(text) if stem not in own]
        distinct = list(dict.fromkeys(newest_first))
        made[ALONE].append(_Words(own, own, gold))
        made[TITLE].append(_Words(own, own | _stems(one.title), gold))
        made[LAST_WORDS].append(_Words(own, own | set(distinct[: len(rewritten - own)]), gold))
        made[HISTORY].append(_Words(own, own | set(distinct), gold))
        made[RULES].append(_Words(own, rewritten, gold))
        if model is not None:
            made[MODEL].append(_Words(own, _stems(model(one.question, by_rules, past)), gold))
    wrongly = {ALONE: 0.0, RULES: _carried_wrongly(follow_ups, rewriter), MODEL: None}
    return [_mean(name, words, wrongly.get(name, 1.0)) for name, words in made.items()]


@dataclass(frozen=True, slots=True)
class _Words:
    own: set[str]
    made: set[str]
    gold: set[str]

    @property
    def recall(self) -> float:
        return len(self.made & self.gold) / len(self.gold) if self.gold else 1.0

    @property
    def precision(self) -> float:
        return len(self.made & self.gold) / len(self.made) if self.made else 1.0

    @property
    def f1(self) -> float:
        both = len(self.made) + len(self.gold)
        return 2 * len(self.made & self.gold) / both if both else 1.0


def _mean(system: str, words: Sequence[_Words], carried_wrongly: float | None) -> Recovery:
    count = len(words)
    added = sum(len(one.made - one.own) for one in words)
    right = sum(len((one.made - one.own) & one.gold) for one in words)
    return Recovery(
        system,
        sum(one.recall for one in words) / count,
        sum(one.precision for one in words) / count,
        sum(one.f1 for one in words) / count,
        added / count,
        right / added if added else None,
        carried_wrongly,
    )


def _carried_wrongly(follow_ups: Sequence[FollowUp], rewriter: Rewriter) -> float | None:
    """How often a standalone question, asked in the next conversation about something else, takes over a word of that."""
    wrong = asked = 0
    for at, one in enumerate(follow_ups):
        other = next((two for two in [*follow_ups[at:], *follow_ups[:at]] if two.title != one.title), None)
        if other is None:
            return None
        asked += 1
        past = [*other.past(rewriter), PastTurn(other.rewrite)]
        wrong += bool(_stems(rewriter(one.rewrite, past)) - _stems(one.rewrite))
    return wrong / asked


def _stems(text: str) -> set[str]:
    return set(_in_order(text))


def _in_order(text: str) -> list[str]:
    return [stem(word) for word in content_words(text)]
