"""Questions that a reader may want to ask, made out of the articles' own names and titles. Each was asked before it is shown."""

import re
import threading
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.conversation import LIBRARY_ANSWERER, Conversation
from assistant.extractive import Finding
from assistant.follow_up.names import Name, find_names
from assistant.ingest.article import Article
from assistant.ingest.library.scope import Scope
from assistant.question import read_question

_SHOWN = 3
_NEWEST = 12  # articles that the first questions are drawn from
_TRIED = 6  # questions that are asked for one to be shown
_OPENING = 1_200  # characters; who and what an article is about stands there
_LONGEST_NAME = 4  # words


class Suggestions:
    """Suggests questions of which the articles are known to say something. Safe to use from several threads.

    Args:
        assistant: Answers them, to see whether it can. No language model is asked.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._first: tuple[tuple[int, date], list[str]] | None = None

    def first(self) -> list[str]:
        """Questions to begin with, out of the newest articles, one an article; the same until the library changes."""
        with self._lock:
            now = (self._assistant.library.catalog.generation(), date.today())
            if self._first is None or self._first[0] != now:
                self._first = (now, self._from_newest())
            return list(self._first[1])

    def after(self, conversation: Conversation) -> list[str]:
        """Questions to go on with, out of the articles that the last answer is made from; none where there is none."""
        last = conversation.turns[-1] if conversation.turns else None
        if last is None or not last.citations or last.answerer == LIBRARY_ANSWERER:
            return []
        asked = " ".join(turn.standalone_question for turn in conversation.turns)
        found: list[str] = []
        for article in self._articles([one.article_id for one in last.citations]):
            for question in _questions(article, but_not=asked + last.text):
                if len(found) < _SHOWN and self._is_answered(question, article, last):
                    found.append(question)
                    break
        return found

    def _from_newest(self) -> list[str]:
        catalog, found = self._assistant.library.catalog, list[str]()
        stories: set[int] = set()
        for summary in catalog.newest(_NEWEST, Scope(date.today())):
            article = None if summary.story in stories else catalog.article(summary.id)
            stories.add(summary.story)
            if article is None or len(found) == _SHOWN:
                continue
            answered = (one for one in _questions(article, " ".join(found)) if self._is_answered(one, article))
            found += [question for question in [next(answered, "")] if question]
        return found

    def _is_answered(self, question: str, article: Article, but_not: Answer | None = None) -> bool:
        """Whether the best quote that answers it is of this article, and is none that the reader has just read."""
        evidence = self._assistant.search(question)
        said = self._assistant.extractive.answer(read_question(question, date.today()), evidence)
        best = next((one for one in said if isinstance(one, Finding)), None)
        if best is None or best.citations[0].article_id != article.id:
            return False
        return but_not is None or all(one.quote != best.citations[0].quote for one in but_not.citations)

    def _articles(self, article_ids: Sequence[str]) -> Iterator[Article]:
        for article_id in dict.fromkeys(article_ids):
            article = self._assistant.library.catalog.article(article_id)
            if article is not None:
                yield article


def _questions(article: Article, but_not: str) -> Iterator[str]:
    """Questions that an article may answer, the most telling kind first; none about a name that stands in `but_not`."""
    opening = article.text[:_OPENING]
    known = {word.casefold() for word in re.findall(r"\w+", but_not)}
    names = {name.text: name for name in find_names(opening) if _is_telling(name) and not known.issuperset(name.words)}
    people = [name for name in names.values() if name.is_person and _speaks(name, opening)]
    things = [name for name in names.values() if not name.is_person and len(name.words) > 1]
    tried = [f"What did {name.text} say?" for name in people] + [f"What happened at {name.text}?" for name in things]
    yield from tried[:_TRIED]


def _is_telling(name: Name) -> bool:
    return 1 < len(name.words) <= _LONGEST_NAME and not name.text.isupper() and not re.search(r"\d", name.text)


def _speaks(name: Name, text: str) -> bool:
    said = r"\b(?:said|says|told|added|explained|warned|replied)\b"
    there = re.escape(name.text)
    return re.search(rf"{there},? {said}|{said} {there}", text) is not None
