"""Fits the weights by which the sentence that states the current state is chosen.

    python -m assistant.eval.training.fit_state_weights TWINS [--chat FILE --library DIR] [--cache DIR]

It prints `STATE_WEIGHTS` of `assistant/extractive/forms/state_ranking.py`. TWINS is the folder of twin questions. Its questions about
states are asked on the day of the earlier and of the later article of their story; the stories of `states-*.jsonl`, on which the QA model
was trained, are left out. The dev half of the chat set counts as much as all of them. The method is that of the sentence weights: a
conditional logit (McFadden, 1974).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path

from assistant.assistant import Assistant
from assistant.eval.article_library import open_articles
from assistant.eval.fitting.ranked_questions import RankingExample, overlaps_evidence, ranked_evidence
from assistant.eval.fitting.weights import fit_conditional_logit
from assistant.eval.question_sets.chat_set import ChatQuestion, read_chat_set
from assistant.eval.training.qa_model.twins import records
from assistant.extractive.forms.state_answer import StateAnswer
from assistant.extractive.forms.state_ranking import StateFeatures, StateSentence
from assistant.settings import load_settings

_ARTICLE_FIELDS = ("id", "title", "source", "published", "text")
_MIN_QUOTE_CHARS = 60  # by which a sentence is recognised


@dataclass(frozen=True, slots=True)
class StateQuestion:
    """A question about a state on one day.

    Attributes:
        text: The question.
        as_of: The day.
        sentences: The sentences that state it.
    """

    text: str
    as_of: date
    sentences: tuple[str, ...]

    def is_stated_by(self, sentence: str) -> bool:
        """Checks whether a sentence is one of those that state it."""
        return any(
            sentence[:_MIN_QUOTE_CHARS] in quote or quote[:_MIN_QUOTE_CHARS] in sentence for quote in self.sentences
        )


def state_questions(twins: Path) -> Iterator[StateQuestion]:
    """Yields the questions about states, on the day of the article before and on that of the article with the change.

    Args:
        twins: The folder of twin questions.
    """
    trained = {record["id"] for record in records(twins, "states")}
    stories: dict[str, list[dict[str, Any]]] = {}
    for record in records(twins, "part"):
        if record["story"]:
            stories.setdefault(record["story"], []).append(record)
    for articles in stories.values():
        if any(article["id"] in trained for article in articles):
            continue
        for article in articles:
            before = [other["published"] for other in articles if other["published"] < article["published"]]
            for state in article.get("state") or []:
                if before:
                    yield _state_question(state["question"], max(before), state["before"])
                    yield _state_question(state["question"], article["published"], state["after"])


def _state_question(text: str, published: str, answer: dict[str, Any]) -> StateQuestion:
    return StateQuestion(text, date.fromisoformat(published[:10]), tuple(answer["sentences"]))


def write_articles(twins: Path, file: Path) -> None:
    """Writes the articles of a folder of twin questions as JSON lines, without the questions."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lines:
        for record in records(twins, "part"):
            lines.write(json.dumps({name: record[name] for name in _ARTICLE_FIELDS}, ensure_ascii=False) + "\n")


def example_of(assistant: Assistant, question: StateQuestion) -> RankingExample:
    """Returns the features of the judged sentences and which of them state it."""
    candidates = _candidates(assistant, question.text, question.as_of)
    return _example(candidates, [question.is_stated_by(one.sentence.text) for one in candidates])


def example_of_chat(assistant: Assistant, question: ChatQuestion) -> RankingExample:
    """Returns the same for a question of a chat set: those sentences state it that its editor would quote, and that say nothing outdated."""
    candidates = _candidates(assistant, question.standalone, question.as_of)
    return _example(candidates, [_is_quoted(one, question) for one in candidates])


def _candidates(assistant: Assistant, text: str, as_of: date | None) -> list[StateSentence]:
    """Returns the judged sentences; none if the question is not answered as one about the present."""
    answer = StateAnswer.of(ranked_evidence(assistant, text, as_of).pool)
    return [] if answer is None else answer.stated


def _is_quoted(candidate: StateSentence, question: ChatQuestion) -> bool:
    quoted = overlaps_evidence(candidate.sentence, question)
    text = candidate.sentence.text.lower()
    states = bool(question.facts) and all(any(words.lower() in text for words in fact) for fact in question.facts)
    return (quoted or states) and not any(words.lower() in text for words in question.wrong_facts)


def _example(candidates: Sequence[StateSentence], right: Sequence[bool]) -> RankingExample:
    return np.array([one.features for one in candidates], dtype=np.float64), np.array(right, dtype=np.bool_)


def main(arguments: Sequence[str]) -> None:
    """Fits the weights and prints them."""
    parser = argparse.ArgumentParser(description="Fits the weights of the sentences that state a current state.")
    parser.add_argument("twins", type=Path, metavar="TWINS")
    parser.add_argument("--chat", type=Path, metavar="FILE")
    parser.add_argument("--library", type=Path, metavar="DIR")
    parser.add_argument("--cache", type=Path, default=user_cache_path("article-assistant") / "eval", metavar="DIR")
    options = parser.parse_args(arguments)
    settings = load_settings()
    articles = options.cache / "twin-articles.jsonl"
    write_articles(options.twins, articles)
    sets: list[list[RankingExample]] = []
    with open_articles(articles, settings, options.cache) as assistant:
        sets.append([example_of(assistant, question) for question in state_questions(options.twins)])
    if options.chat and options.library:
        with Assistant.open(options.library, settings=settings, create=False) as assistant:
            chat_set = read_chat_set([options.chat], assistant.library)
            dev = [one for one in chat_set.questions if one.half == "dev" and one.answerable]
            sets.append([example_of_chat(assistant, question) for question in dev])
    weights = fit_conditional_logit(sets)
    lines = (f"    {name}={weight:.2f}," for name, weight in zip(StateFeatures._fields, weights, strict=True))
    sys.stdout.write("\n".join(["STATE_WEIGHTS = StateFeatures(", *lines, ")", ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
