"""Topic of a conversation: the question that opened it and the articles that its answers cite, or else show as the nearest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.answer import LIBRARY_ANSWERER, Answer

_MAX_ARTICLES = 6
_MIN_SHARED_PASSAGES = 3  # of the evidence, to count as the same topic


@dataclass(frozen=True, slots=True)
class Topic:
    """Topic that follow-up questions continue.

    Attributes:
        question: The standalone question that opened the topic.
        title: The title of the first cited article; empty if no article was cited.
        article_ids: The cited articles, those of the newest answer first.
    """

    question: str
    title: str = ""
    article_ids: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title of the first cited article; without one, the question."""
        return self.title or self.question

    @property
    def text(self) -> str:
        """Words that describe the topic."""
        return f"{self.question} {self.title}".strip()


def conversation_topic(answers: Sequence[Answer]) -> Topic | None:
    """Returns the topic after the last answer; None if nothing was asked yet. Small talk does not change the topic."""
    topic: Topic | None = None
    for answer in answers:
        if answer.answerer == LIBRARY_ANSWERER and not answer.citations:
            continue
        if topic is None or not _continues(answer, topic):
            topic = _new_topic(answer)
        else:
            cited = _cited_ids(answer)
            articles = tuple(dict.fromkeys((*cited, *topic.article_ids)))[:_MAX_ARTICLES]
            topic = replace(topic, title=topic.title or _first_title(answer), article_ids=articles)
    return topic


def _continues(answer: Answer, topic: Topic) -> bool:
    """Checks whether an answer belongs to the topic: it was completed, found nothing, or uses articles of the topic."""
    if answer.standalone_question != answer.question or not answer.citations:
        return True
    if set(_cited_ids(answer)) & set(topic.article_ids):
        return True
    shared = sum(passage.article_id in topic.article_ids for passage in answer.passages)
    return shared >= _MIN_SHARED_PASSAGES


def _new_topic(answer: Answer) -> Topic:
    is_summary = answer.answerer == LIBRARY_ANSWERER  # a request for a summary has no words of the topic
    title = _first_title(answer)
    if not answer.citations and answer.nearest is not None:
        # The reader has seen the nearest statement, and may ask on about it.
        return Topic(answer.standalone_question, answer.nearest.title, (answer.nearest.article_id,))
    return Topic(title if is_summary else answer.standalone_question, "" if is_summary else title, _cited_ids(answer))


def _cited_ids(answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.article_id for citation in answer.citations))


def _first_title(answer: Answer) -> str:
    return answer.citations[0].title if answer.citations else ""
