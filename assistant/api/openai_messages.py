"""Converts OpenAI's messages to a conversation, and an answer to annotations."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from assistant.answers.answer import Answer, Citation
from assistant.api.client_history import client_turn
from assistant.api.openai_schemas import Annotation, Message, UrlCitation
from assistant.api.problems import ProblemError
from assistant.conversations.conversation import Conversation


def question_of(messages: Sequence[Message]) -> str:
    """Returns the question: the last message, which must be the user's.

    Raises:
        ProblemError: 400 if it is not the user's.
    """
    if messages[-1].role != "user":
        raise ProblemError(400, "no_question", "the last message must be one of the user: the question")
    return messages[-1].text


def conversation_of(messages: Sequence[Message], as_of: date | None) -> Conversation:
    """Returns the turns before the question, for follow-ups. An earlier answer counts only if it has citations."""
    conversation = Conversation()
    question = ""
    for message in messages[:-1]:
        if message.role == "user":
            question = message.text
        elif message.role == "assistant" and question.strip():
            turn = client_turn(conversation.stand_alone(question), message.text, as_of or date.today())
            conversation.add(turn)
            question = ""
    return conversation


def annotations_of(answer: Answer, articles_url: str, offset: int = 0) -> list[Annotation]:
    """Returns an annotation for each citation number in an answer's text.

    Args:
        answer: The answer.
        articles_url: The address below which articles can be read, for articles without a URL.
        offset: The number of characters of the message before the answer's text.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    annotations: list[Annotation] = []
    cursor = 0
    for statement in answer.statements:
        position = answer.text.find(statement.text, cursor)
        cursor = cursor if position < 0 else position + len(statement.text)
        for number in statement.citations:
            marker = f"[{number}]"
            position = answer.text.find(marker, cursor)
            if position >= 0:
                annotations.append(_annotation(by_number[number], offset + position, len(marker), articles_url))
    return annotations


def _annotation(citation: Citation, start: int, length: int, articles_url: str) -> Annotation:
    url = citation.url or articles_url + quote(citation.article_id, safe="")
    return Annotation(
        url_citation=UrlCitation(start_index=start, end_index=start + length, url=url, title=citation.title),
        number=citation.number,
        article_id=citation.article_id,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        source=citation.source,
    )
