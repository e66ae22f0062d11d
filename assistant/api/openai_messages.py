"""From OpenAI's messages to a conversation, and from an answer to annotations."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from assistant.answers.answer import Answer, Citation
from assistant.api.openai_shapes import Annotation, Message, UrlCitation
from assistant.api.problems import ProblemError
from assistant.api.told_turns import told_turn
from assistant.conversations.conversation import Conversation


def question_of(messages: Sequence[Message]) -> str:
    """The question: the last message, which the user must have said.

    Raises:
        ProblemError: 400 if somebody else did.
    """
    if messages[-1].role != "user":
        raise ProblemError(400, "no_question", "the last message must be one of the user: the question")
    return messages[-1].text


def conversation_of(messages: Sequence[Message], as_of: date | None) -> Conversation:
    """The turns before the question, for follow-ups. An earlier answer counts by its words if it has citations."""
    conversation = Conversation()
    asked = ""
    for message in messages[:-1]:
        if message.role == "user":
            asked = message.text
        elif message.role == "assistant" and asked.strip():
            conversation.add(told_turn(conversation.stand_alone(asked), message.text, as_of or date.today()))
            asked = ""
    return conversation


def annotations_of(answer: Answer, articles_url: str, before: int = 0) -> list[Annotation]:
    """Where each number of an answer's text leads.

    Args:
        answer: The answer.
        articles_url: The address below which articles can be read, for those without one of their own.
        before: How many characters of the message come before the answer's text.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    found: list[Annotation] = []
    cursor = 0
    for statement in answer.statements:
        at = answer.text.find(statement.text, cursor)
        cursor = cursor if at < 0 else at + len(statement.text)
        for number in statement.citations:
            marker = f"[{number}]"
            at = answer.text.find(marker, cursor)
            if at >= 0:
                found.append(_annotation(by_number[number], before + at, len(marker), articles_url))
    return found


def _annotation(citation: Citation, at: int, length: int, articles_url: str) -> Annotation:
    url = citation.url or articles_url + quote(citation.article_id, safe="")
    return Annotation(
        url_citation=UrlCitation(start_index=at, end_index=at + length, url=url, title=citation.title),
        number=citation.number,
        article_id=citation.article_id,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        source=citation.source,
    )
