"""Answers and conversations as Markdown, to copy and to save. Text of articles and users stays text: no markup, picture or link."""

import re

from assistant.answers.answer import Answer, Citation, Statement
from assistant.components.answer_history import AnswerHistory
from assistant.conversations.store import StoredConversation
from assistant.prompts.wording import NOT_CONFIRMED
from assistant.web.language import _
from assistant.web.markup import day_or_none, web_address
from assistant.web.wording import long_date

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_LIST_MARKER = re.compile(r"^(\d*)([-+=.)])")
_ESCAPED_IN_ADDRESS = str.maketrans(
    {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "[": "%5B", "]": "%5D", "`": "%60", '"': "%22"}
)
_FILE_NAME_WORDS = 8
_FILE_NAME_CHARACTERS = 80


def answer_markdown(answer: Answer) -> str:
    """Returns an answer with its citation numbers, and below it the sources with their quotes."""
    if answer.status == "not_found":
        return escape_markdown(answer.text)
    lead = f"{answer.lead_text}: " if answer.lead else ""
    if answer.series:
        lead = f"{_series_table(answer)}\n\n"
    separator = "\n" if any(statement.label for statement in answer.statements) else " "
    text = lead + separator.join(map(_statement, answer.statements))
    return "\n\n".join([text, "\n".join(map(_source, answer.citations))]).strip()


def history_markdown(history: AnswerHistory) -> str:
    """Returns how an answer changed over time, as a table."""
    rows = [_heading(_("From"), _("To"), _("Answer"), _("Source")), "| --- | --- | --- | --- |"]
    for entry in history.entries:
        citation = entry.answer.citations[0]
        summary = f"{escape_markdown(entry.summary)}: " if entry.summary else ""
        until = long_date(entry.until) if entry.until else _("now")
        answer = f"{summary}“{escape_markdown(citation.quote)}”"
        rows.append(f"| {long_date(entry.since)} | {until} | {answer} | {escape_markdown(citation.source)} |")
    return f"**{escape_markdown(history.question)}**\n\n" + "\n".join(rows)


def conversation_markdown(conversation: StoredConversation) -> str:
    """Returns a whole conversation."""
    parts = [f"# {escape_markdown(conversation.summary.title or _('Conversation'))}"]
    for turn in conversation.turns:
        days = {"day": long_date(turn.asked.date()), "as_of": long_date(turn.answer.as_of)}
        dates = f"*{_('Asked on %(day)s, as of %(as_of)s', **days)}*"
        parts += [f"## {escape_markdown(turn.answer.question)}", dates, answer_markdown(turn.answer)]
    return "\n\n".join(parts) + "\n"


def file_name(title: str) -> str:
    """Returns the name of a conversation's file."""
    words = re.findall(r"\w+", title)[:_FILE_NAME_WORDS]
    return f"{'-'.join(words)[:_FILE_NAME_CHARACTERS] or 'conversation'}.md"


def escape_markdown(text: str) -> str:
    """Returns text in one line that Markdown shows unchanged; addresses in it do not become links."""
    escaped = _LIST_MARKER.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(text.split())))
    return escaped.replace("://", "&#58;//").replace("www.", "www&#46;")


def _heading(*names: str) -> str:
    return f"| {' | '.join(names)} |"


def _series_table(answer: Answer) -> str:
    rows = [_heading(_("Day"), _("Amount"), _("Source")), "| --- | --- | --- |"]
    sources = {citation.number: citation.source for citation in answer.citations}
    for point in answer.series:
        source = f"{escape_markdown(sources[point.citation])} [{point.citation}]"
        rows.append(f"| {long_date(point.day)} | {escape_markdown(point.text)} | {source} |")
    return "\n".join(rows)


def _statement(statement: Statement) -> str:
    numbers = "".join(f"[{number}]" for number in statement.citations)
    marks = [*([] if statement.supported else [_(NOT_CONFIRMED)]), *statement.remarks]
    doubt = f" ({'; '.join(marks)})" if marks else ""
    label = f"- **{escape_markdown(statement.label)}:**" if statement.label else ""
    return " ".join(filter(None, (label, escape_markdown(statement.text), numbers))) + doubt


def _source(citation: Citation) -> str:
    day = day_or_none(citation.published)
    address = web_address(citation.url)
    title = escape_markdown(citation.title)
    linked_title = f"[{title}]({address.translate(_ESCAPED_IN_ADDRESS)})" if address else title
    others = _("also in %(sources)s", sources=escape_markdown(", ".join(citation.also_in)))
    also = f" ({others})" if citation.also_in else ""
    source, quote = escape_markdown(citation.source), escape_markdown(citation.quote)
    return f"- \\[{citation.number}\\] {linked_title}, {source}, {day}{also}: “{quote}”"
