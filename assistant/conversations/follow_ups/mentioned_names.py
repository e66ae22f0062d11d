"""Names that the turns before mention, ranked by how likely a follow-up question refers to them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.conversations.past_turns import PastTurn
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.proper_names import Name, find_names, names_in_question, words_of_names
from assistant.ingest.language.tokens import stem, tokenize

_TURN_DECAY = 0.85
_QUESTION_WEIGHT = 1.0
_ANSWER_WEIGHT = 0.2
_TITLE_WEIGHT = 0.05
_POSITION_DECAY = 0.95  # for each name before it in the same text
_UNKNOWN_PERSON_SCORE = -9.0
_MAX_FULL_NAME_WORDS = 7
_MIN_NAME_CHARS = 4  # of a single word typed in lower case
_MIN_NEW_TOPIC_WORDS = 4  # as many content words, none mentioned before, change the topic even without a name


@dataclass(frozen=True, slots=True)
class Candidate:
    """Name that a follow-up question may refer to.

    Attributes:
        name: The name in full.
        person_score: How much suggests that it is a person; see `Name.person_score`.
        is_place: It is likely a place.
        in_question: A question mentions it.
        score: How likely it is meant.
    """

    name: Name
    person_score: float
    is_place: bool
    in_question: bool
    score: float


class MentionedNames:
    """Names of the turns since the last change of topic.

    Args:
        turns: The turns, the newest last; at least one.

    Attributes:
        turns: The turns since the last change of topic.
        known_words: Words in lower case that are names.
        stems: The stems of all content words.
        ranked: The names, the most likely referent first.
    """

    def __init__(self, turns: Sequence[PastTurn]) -> None:
        self.turns = _turns_of_one_topic(turns)
        texts = [text for turn in self.turns for text in _texts(turn)]
        self.known_words = _known_words(self.turns, texts)
        self.stems = frozenset(stem(word) for text in texts for word in content_words(text))
        self._by_turn = [self._names_of(turn) for turn in self.turns]
        self._all = [name for turn_names in self._by_turn for names in turn_names for name in names]
        self._index = _index_by_word(self._all)
        self._full_names: dict[tuple[str, ...], Name | None] = {}
        self.ranked = self._rank()

    def _names_of(self, turn: PastTurn) -> tuple[list[Name], list[Name], list[Name]]:
        """Finds the names of the question, the answer and the titles of a turn."""
        in_answer = find_names(turn.answer, self.known_words)
        in_titles = find_names("\n".join(turn.titles), self.known_words)
        in_question = names_in_question(turn.question, self.known_words)
        in_question = in_question or _typed_in_lower_case(turn.question, in_titles, in_answer, turn.answer)
        return in_question, in_answer, in_titles

    def in_last_answer(self) -> list[Name]:
        """Returns the names of the last answer, in full."""
        return [self.full_name(name) for name in self._by_turn[-1][1]]

    def newest_first(self) -> Iterator[Name]:
        """Yields the names of answers and questions, the newest turn first, and the answer before its question."""
        for question_names, answer_names, _ in reversed(self._by_turn):
            yield from answer_names
            yield from question_names

    def contains(self, name: Name) -> bool:
        """Checks whether a turn mentions the name, or a longer name that contains it."""
        return any(True for _ in self._containing(name))

    def full_name(self, name: Name) -> Name:
        """Returns the name in full, as a turn mentions it: "Ken Norton" for "Norton"."""
        if name.words not in self._full_names:
            longer = [
                other
                for other in self._containing(name)
                if len(other.words) <= _MAX_FULL_NAME_WORDS and (other.is_person or other.words[-1] == name.words[-1])
            ]
            self._full_names[name.words] = max(longer, key=lambda other: len(other.words), default=None)
        return self._full_names[name.words] or name

    def _containing(self, name: Name) -> Iterator[Name]:
        """Yields the mentioned names that contain a name, in order. Looks them up by the rarest word, because there can be very many."""
        indexes_by_word = [
            {*self._index.get(word, ()), *self._index.get(word.removesuffix("s"), ())} for word in name.words
        ]
        rarest = min(indexes_by_word, key=len)
        for index in sorted(rarest):
            if name.within(self._all[index]):
                yield self._all[index]

    def _rank(self) -> list[Candidate]:
        candidates: dict[tuple[str, ...], Candidate] = {}
        text_weights = (_QUESTION_WEIGHT, _ANSWER_WEIGHT, _TITLE_WEIGHT)
        for age, turn_names in enumerate(reversed(self._by_turn)):
            for text_weight, names in zip(text_weights, turn_names, strict=True):
                counted: set[tuple[str, ...]] = set()
                for position, name in enumerate(names):
                    full = self.full_name(name)
                    if full.words in counted:
                        continue
                    counted.add(full.words)
                    weight = text_weight * _TURN_DECAY**age * _POSITION_DECAY**position
                    candidates[full.words] = _add_mention(
                        candidates.get(full.words), name, full, weight, in_question=text_weight == _QUESTION_WEIGHT
                    )
        return sorted(candidates.values(), key=lambda candidate: -candidate.score)


def _add_mention(candidate: Candidate | None, name: Name, full: Name, weight: float, in_question: bool) -> Candidate:
    """Returns the candidate with one more mention, and with what the words around the mention suggest."""
    earlier_score = candidate.person_score if candidate else _UNKNOWN_PERSON_SCORE
    person_score = max(name.person_score, full.person_score, earlier_score)
    is_place = (name.is_place or (candidate.is_place if candidate else False)) and person_score < 1
    if candidate is None:
        return Candidate(full, person_score, is_place, in_question, weight)
    return Candidate(
        candidate.name, person_score, is_place, in_question or candidate.in_question, candidate.score + weight
    )


def _known_words(turns: Sequence[PastTurn], texts: Sequence[str]) -> frozenset[str]:
    """Returns the words that are names: capitalised somewhere, and nowhere in lower case."""
    in_questions = {word for turn in turns for name in names_in_question(turn.question) for word in name.words}
    all_words = (word for text in texts for word in re.findall(r"(?<![\w’'])[^\W\d_]+", text))
    return (words_of_names(texts) | in_questions) - {word for word in all_words if word.islower()}


def _typed_in_lower_case(
    question: str, in_titles: Iterable[Name], in_answer: Iterable[Name], answer: str
) -> list[Name]:
    """Finds the names that a question has in lower case, in order: of several words, or a word that the answer always capitalises."""
    no_names = {*re.findall(r"[^\W\d_]+", answer), *ENGLISH.non_person_words}
    single = [
        name
        for name in in_answer
        if len(name.words) == 1 and len(name.text) >= _MIN_NAME_CHARS and name.text.lower() not in no_names
    ]
    several = [name for name in (*in_titles, *in_answer) if len(name.words) > 1]
    found: dict[int, Name] = {}
    for name in [*several, *single]:
        match = re.search(rf"(?<!\w){re.escape(name.text.lower())}(?!\w)", question)
        if match:
            longest = max(name, found.get(match.start(), name), key=lambda other: len(other.text))
            found[match.start()] = replace(longest, start=match.start(), before="", after="")
    return [found[start] for start in sorted(found)]


def _index_by_word(names: Sequence[Name]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        for word in set(name.words):
            index.setdefault(word, []).append(position)
    return index


def _turns_of_one_topic(turns: Sequence[PastTurn]) -> list[PastTurn]:
    """Returns the turns since the last change of topic: the last question that shares no word with the turns before it."""
    for index in range(len(turns) - 1, 0, -1):
        earlier_stems = {stem(term) for turn in turns[:index] for text in _texts(turn) for term in tokenize(text)}
        question = turns[index].question
        question_stems = {stem(word) for word in content_words(question)}
        has_topic = names_in_question(question) or len(question_stems) >= _MIN_NEW_TOPIC_WORDS
        if has_topic and not question_stems & earlier_stems:
            return list(turns[index:])
    return list(turns)


def _texts(turn: PastTurn) -> Iterator[str]:
    yield from (turn.question, turn.answer, *turn.titles)
