"""Answers as HTML: statements with their citation numbers, and a card for each citation.

A button that opens an article names it, and the characters to mark, in its `data-` attributes.
"""

from collections.abc import Mapping, Sequence

from assistant.answers.answer import Answer, Citation, Statement, Step
from assistant.prompts.wording import INCOMPLETE, NOT_CONFIRMED, WORDED_BY_MODEL
from assistant.web.chat.series_view import series_view
from assistant.web.chat.session import Progress
from assistant.web.language import _
from assistant.web.markup import article_button, byline, citation_target, escape
from assistant.web.wording import newest_source_line, passages


def citation_card(citation: Citation, *, shows_quote: bool = True) -> str:
    """Returns a citation as a button: number, title, publication, day, quote, and other publications of the story.

    Args:
        citation: The citation.
        shows_quote: Whether the quote is visible. It is hidden if a statement shows it; the tooltip of the citation number uses it.
    """
    hidden = "" if shows_quote else " hidden"
    also = (
        f'<span class="also">{escape(_("also in %(sources)s", sources=", ".join(citation.also_in)))}</span>'
        if citation.also_in
        else ""
    )
    source = _("Source %(number)s", number=citation.number)
    return (
        f'<button type="button" class="card" data-number="{citation.number}" {_target(citation)}>'
        f'<span class="number" aria-hidden="true">{citation.number}</span><span class="sr">{escape(source)}: </span>'
        f'<span class="card-body"><span class="title" dir="auto">{escape(citation.title)}</span>'
        f'<span class="about">{byline(citation.source, citation.published, *([_(INCOMPLETE)] if citation.is_incomplete else []))}</span>'
        f'<span class="quote" dir="auto"{hidden}>{escape(citation.quote)}</span>{also}</span></button>'
    )


def unfinished_answer(progress: Progress) -> str:
    """Returns an answer that is being made: statements, unverified text, the current stage and cards."""
    return _progress(progress, f'<p class="stage" role="status">{escape(progress.stage or _("Searching…"))}</p>')


def stopped_answer(progress: Progress) -> str:
    """Returns an answer that the user has stopped."""
    return _progress(progress, '<p class="notice">' + escape(_("Stopped.")) + "</p>")


def whole_answer(answer: Answer, not_found: str) -> str:
    """Returns a finished answer with its cards, or a line that says that there is none, with the nearest articles.

    Args:
        answer: The answer.
        not_found: The line that says that the articles do not contain the answer.
    """
    notice = f'<p class="notice">{escape(answer.notice)}</p>' if answer.notice else ""
    preface = _searched_for(answer) + _steps(answer.steps) + notice
    if answer.status == "not_found":
        return preface + _not_found(not_found, answer)
    body = preface + _first_line(answer) + series_view(answer) + _statements(answer.statements, answer.citations)
    if not answer.citations:
        return body
    age = f'<p class="age">{escape(newest_source_line(answer.newest_source, answer.as_of))}</p>'
    worded = f'<p class="age">{escape(_(WORDED_BY_MODEL))}</p>' if answer.is_worded_by_model else ""
    return body + age + worded + _cards(answer.citations, answer.statements)


def _first_line(answer: Answer) -> str:
    """Returns the lead or the short answer with its citation; an empty string if there is neither."""
    if answer.lead:
        return f'<p class="lead">{escape(answer.lead_text)}:</p>'
    short = answer.short_answer
    if short is None:
        return ""
    citation = next(citation for citation in answer.citations if citation.number == short.citation)
    return f'<p class="lead" dir="auto">{escape(short.shown)} {_citation_button(citation)}</p>'


def _progress(progress: Progress, line: str) -> str:
    unverified = progress.unverified
    draft = f'<p class="draft" dir="auto">{escape(unverified)}</p>' if unverified.strip() else ""
    return (
        _steps(progress.steps)
        + _statements(progress.statements, progress.citations)
        + draft
        + line
        + _cards(progress.citations, progress.statements)
    )


def _searched_for(answer: Answer) -> str:
    if answer.standalone_question.strip() == answer.question.strip():
        return ""
    return f'<p class="searched">{escape(_("Searched for"))}: <span dir="auto">{escape(answer.standalone_question)}</span></p>'


def _steps(steps: Sequence[Step]) -> str:
    """Returns what a language model looked up, as a list; an empty string if it did not."""
    if not steps:
        return ""
    items = "".join(f'<li dir="auto">{escape(_step(step))}</li>' for step in steps)
    return f'<ol class="steps" aria-label="{escape(_("Looked up"))}">{items}</ol>'


def _step(step: Step) -> str:
    found = passages(step.found) if step.found else _("nothing found")
    if step.tool == "read_article":
        return _("Read: %(request)s (%(found)s)", request=step.request, found=found)
    return _("Looked up: %(request)s (%(found)s)", request=step.request, found=found)


def _statements(statements: Sequence[Statement], citations: Sequence[Citation]) -> str:
    by_number = {citation.number: citation for citation in citations}
    return "".join(_statement(statement, by_number) for statement in statements)


def _statement(statement: Statement, by_number: Mapping[int, Citation]) -> str:
    citations = [by_number[number] for number in statement.citations if number in by_number]
    numbers = "".join(map(_citation_button, citations))
    marks = [*([] if statement.supported else [_(NOT_CONFIRMED)]), *statement.remarks]
    doubt = "".join(f' <span class="doubt">{escape(mark)}</span>' for mark in marks)
    label = f'<strong class="entry">{escape(statement.label)}:</strong> ' if statement.label else ""
    return f'<p class="statement" dir="auto">{label}{_with_short_answer(statement)} {numbers}{doubt}</p>'


def _citation_button(citation: Citation) -> str:
    """Returns the button with the number of a citation, which opens its article at the quote."""
    return (
        f'<button type="button" class="cite" data-number="{citation.number}" {_target(citation)} '
        f'aria-label="{escape(_("Source %(number)s", number=citation.number))}: {escape(citation.title)}">{citation.number}</button>'
    )


def _with_short_answer(statement: Statement) -> str:
    """Returns the statement with its short answer in bold."""
    if statement.short_answer is None:
        return escape(statement.text)
    start, end = statement.short_answer
    before, short, after = statement.text[:start], statement.text[start:end], statement.text[end:]
    return f'{escape(before)}<strong class="short">{escape(short)}</strong>{escape(after)}'


def _cards(citations: Sequence[Citation], statements: Sequence[Statement]) -> str:
    if not citations:
        return ""
    shown = {statement.text for statement in statements}
    cards = (citation_card(citation, shows_quote=citation.quote not in shown) for citation in citations)
    items = "".join(f"<li>{card}</li>" for card in cards)
    return f'<ol class="cards" aria-label="{escape(_("Sources of this answer"))}">{items}</ol>'


def _not_found(line: str, answer: Answer) -> str:
    message = f'<p class="not-found">{escape(line)}</p>'
    if answer.nearest:
        quote = f'<blockquote class="nearest" dir="auto">{escape(answer.nearest.quote)}</blockquote>'
        message += f'<p class="nearest-label">{escape(_("The nearest statement, which is not an answer"))}:</p>{quote}'
    related = answer.related
    if not related:
        return message
    items = "".join(
        f"<li>{article_button(article.article_id, article.title, article.source, article.published)}</li>"
        for article in related
    )
    label = escape(_("Nearest articles, which do not answer it"))
    return f'{message}<p class="related-label">{label}:</p><ul class="articles" aria-label="{label}">{items}</ul>'


def _target(citation: Citation) -> str:
    """Returns the attributes that name the article and the characters to mark."""
    return " ".join(f'{name}="{escape(str(value))}"' for name, value in citation_target(citation).items())
