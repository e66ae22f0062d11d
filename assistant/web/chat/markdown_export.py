"""Answers and conversations as Markdown, to be taken along. What articles and readers wrote stays text there too: no markup, no picture, no link."""

import re
from collections.abc import Sequence

from assistant.answers.answer import Answer, Citation
from assistant.conversations.store import StoredConversation
from assistant.web.days import write_day
from assistant.web.markup import web_address

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_OPENS_LIST = re.compile(r"^(\d*)([-+=.)])")
_IN_ADDRESS = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "[": "%5B", "]": "%5D", "`": "%60", '"': "%22"}


def answer_markdown(answer: Answer) -> str:
    """An answer with its numbers, and the sources with their quotes below."""
    if answer.status == "not_found":
        return plain(answer.text)
    lead = f"{answer.lead.capitalize()}: " if answer.lead else ""
    said = lead + " ".join(
        " ".join(part for part in (plain(one.text), "".join(f"[{n}]" for n in one.citations)) if part)
        + ("" if one.supported else " (not confirmed by the articles)")
        for one in answer.statements
    )
    return "\n\n".join([said, "\n".join(map(_source, answer.citations))]).strip()


def conversation_markdown(conversation: StoredConversation) -> str:
    """A whole conversation."""
    parts = [f"# {plain(conversation.summary.title or 'Conversation')}"]
    for turn in conversation.turns:
        asked = f"*Asked on {write_day(turn.asked.date())}, as of {write_day(turn.answer.as_of)}*"
        parts += [f"## {plain(turn.answer.question)}", asked, answer_markdown(turn.answer)]
    return "\n\n".join(parts) + "\n"


def file_name(title: str) -> str:
    """What the file of a conversation is called."""
    words = re.findall(r"\w+", title)[:8]
    return f"{'-'.join(words)[:80] or 'conversation'}.md"


def plain(text: str) -> str:
    """Text, in one line, that Markdown shows as it is."""
    escaped = _OPENS_LIST.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(text.split())))
    # An address becomes no link by itself.
    return escaped.replace("://", "&#58;//").replace("www.", "www&#46;")


def _source(citation: Citation) -> str:
    day = write_day(citation.published) if citation.published else "no date"
    where: Sequence[str] = [plain(citation.source), day]
    address = web_address(citation.url)
    title = plain(citation.title)
    named = f"[{title}]({_address(address)})" if address else title
    quote = plain(citation.quote)
    also = f" (also in {plain(', '.join(citation.also_in))})" if citation.also_in else ""
    return f"- \\[{citation.number}\\] {named}, {', '.join(where)}{also}: “{quote}”"


def _address(url: str) -> str:
    return "".join(_IN_ADDRESS.get(one, one) for one in url)
