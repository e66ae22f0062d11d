"""Answers as HTML: statements with their citation numbers, and a card for each citation.

A button that opens an article says which one, and which characters of it, in its `data-` attributes.
"""

from collections.abc import Mapping, Sequence

from assistant.answers.answer import Answer, Citation, RelatedArticle, Statement
from assistant.web.days import age_line
from assistant.web.markup import about, article_button, escape, quote_digest
from assistant.web.chat.progress import Progress


def citation_card(citation: Citation) -> str:
    """A citation as a button: number, title, source, day, quote, and who else ran the story."""
    also = f'<span class="also">also in {escape(", ".join(citation.also_in))}</span>' if citation.also_in else ""
    return (
        f'<button type="button" class="card" data-number="{citation.number}" {_opens(citation)}>'
        f'<span class="number" aria-hidden="true">{citation.number}</span><span class="sr">Source {citation.number}: </span>'
        f'<span class="card-body"><span class="title" dir="auto">{escape(citation.title)}</span>'
        f'<span class="about">{about(citation.source, citation.published)}</span>'
        f'<span class="quote" dir="auto">{escape(citation.quote)}</span>{also}</span></button>'
    )


def answer_so_far(progress: Progress) -> str:
    """An answer that is still being made: its statements, what is written but not checked yet, what is going on, and its cards."""
    return _so_far(progress, f'<p class="stage" role="status">{escape(progress.stage)}</p>')


def stopped(progress: Progress) -> str:
    """An answer that the reader did not want to wait for."""
    return _so_far(progress, '<p class="notice">Stopped.</p>')


def whole_answer(answer: Answer, nothing_found: str) -> str:
    """A finished turn: the answer with its cards, or the line that says that there is none, with the nearest articles."""
    notice = f'<p class="notice">{escape(answer.notice)}</p>' if answer.notice else ""
    searched = _searched_for(answer) + notice
    if answer.status == "not_found":
        return searched + _not_found(nothing_found, answer.related)
    lead = f'<p class="lead">{answer.lead.capitalize()}:</p>' if answer.lead else ""
    said = searched + lead + _statements(answer.statements, answer.citations)
    if not answer.citations:
        return said
    age = f'<p class="age">{escape(age_line(answer.newest_source, answer.as_of))}</p>'
    return said + age + _cards(answer.citations)


def _so_far(progress: Progress, line: str) -> str:
    draft = f'<p class="draft" dir="auto">{escape(progress.written)}</p>' if progress.written.strip() else ""
    return _statements(progress.statements, progress.citations) + draft + line + _cards(progress.citations)


def _searched_for(answer: Answer) -> str:
    if answer.standalone_question.strip() == answer.question.strip():
        return ""
    return f'<p class="searched">Searched for: <span dir="auto">{escape(answer.standalone_question)}</span></p>'


def _statements(statements: Sequence[Statement], citations: Sequence[Citation]) -> str:
    by_number = {citation.number: citation for citation in citations}
    return "".join(_statement(statement, by_number) for statement in statements)


def _statement(statement: Statement, by_number: Mapping[int, Citation]) -> str:
    cited = [by_number[number] for number in statement.citations if number in by_number]
    marks = "".join(
        f'<button type="button" class="cite" data-number="{one.number}" {_opens(one)} '
        f'aria-label="Source {one.number}: {escape(one.title)}">{one.number}</button>'
        for one in cited
    )
    doubt = "" if statement.supported else ' <span class="doubt">not confirmed by the articles</span>'
    return f'<p class="statement" dir="auto">{_with_short_answer(statement)} {marks}{doubt}</p>'


def _with_short_answer(statement: Statement) -> str:
    """Its words, in bold those that were asked for."""
    if statement.short_answer is None:
        return escape(statement.text)
    start, end = statement.short_answer
    before, short, after = statement.text[:start], statement.text[start:end], statement.text[end:]
    return f'{escape(before)}<strong class="short">{escape(short)}</strong>{escape(after)}'


def _cards(citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    items = "".join(f"<li>{citation_card(one)}</li>" for one in citations)
    return f'<ol class="cards" aria-label="Sources of this answer">{items}</ol>'


def _not_found(line: str, related: Sequence[RelatedArticle]) -> str:
    said = f'<p class="not-found">{escape(line)}</p>'
    if not related:
        return said
    items = "".join(
        f"<li>{article_button(one.article_id, one.title, one.source, one.published)}</li>" for one in related
    )
    return (
        f'{said}<p class="related-label">Nearest articles, which do not answer it:</p>'
        f'<ul class="articles" aria-label="Nearest articles, which do not answer it">{items}</ul>'
    )


def _opens(citation: Citation) -> str:
    return (
        f'data-article="{escape(citation.article_id)}" data-start="{citation.start}" data-end="{citation.end}" '
        f'data-digest="{quote_digest(citation.quote)}"'
    )
