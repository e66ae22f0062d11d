"""The editions of an article in the reading pane: which one is shown, that a newer one differs, and how."""

from collections.abc import Sequence
from datetime import datetime

from assistant.ingest.library.editions import Edition
from assistant.ingest.word_diff import word_diff
from assistant.web.language import _, ngettext
from assistant.web.markup import escape, quote_digest
from assistant.web.reading.article_text import OpenRequest
from assistant.web.wording import moment_line

_ELEMENTS = {"removed": "del", "added": "ins"}


def cited_edition(editions: Sequence[Edition], request: OpenRequest) -> Edition:
    """Returns the edition to show: the one that was cited, else the newest one that has the quote, else the newest.

    Args:
        editions: All editions of the article, the oldest first.
        request: The request.
    """
    named = [edition for edition in editions if edition.name == request.edition]
    if named or not request.digest:
        return (named or editions)[-1]
    quoted = (
        edition
        for edition in reversed(editions)
        if quote_digest(edition.article.text[request.start : request.end]) == request.digest
    )
    return next(quoted, editions[-1])


def edition_notice(editions: Sequence[Edition], shown: Edition, request: OpenRequest) -> str:
    """Returns a line that says whether there are other editions, with buttons that show them and the changes; "" if there is one.

    Args:
        editions: All editions of the article, the oldest first.
        shown: The edition that is shown.
        request: The request that it answers.
    """
    if len(editions) == 1:
        return ""
    newest = editions[-1]
    if shown is newest:
        edited = ngettext(
            "Edited %(number)s time, last noticed on %(moment)s.",
            "Edited %(number)s times, last noticed on %(moment)s.",
            len(editions) - 1,
            moment="\0",
        )
        line = escape(edited).replace("\0", _moment(newest.stored_at))
        compared = _button(OpenRequest(newest.article.id), editions[-2], _("What has changed"), compare=True)
        return f'<p class="edition">{line} {compared}</p>'
    assert shown.replaced_at is not None
    line = escape(_("This is the text until %(moment)s; the publisher has changed it since.", moment="\0"))
    line = line.replace("\0", _moment(shown.replaced_at))
    if request.digest and not request.compare:
        line = f"{line} {escape(_('The quote is from this text.'))}"
    buttons = _button(request, shown, _("The text as it was")) if request.compare else ""
    if not request.compare:
        buttons = _button(request, shown, _("What has changed"), compare=True)
    return f'<p class="edition older" role="status">{line} {buttons} {_button(OpenRequest(newest.article.id), newest, _("The newest text"))}</p>'


def comparison(earlier: Edition, newest: Edition) -> str:
    """Returns the newest edition of an article compared with an earlier one, word by word."""
    article = newest.article
    body = "".join(
        escape(part.text) if part.kind == "same" else _changed(part.text, _ELEMENTS[part.kind])
        for part in word_diff(earlier.article.text, article.text)
    )
    dates = escape(_("Changes between the text of %(earlier)s and %(newest)s:", earlier="\0", newest="\1"))
    dates = dates.replace("\0", _moment(earlier.stored_at)).replace("\1", _moment(newest.stored_at))
    heading = escape(article.title)
    if earlier.article.title != article.title:
        heading = f"<del>{escape(earlier.article.title)}</del> <ins>{escape(article.title)}</ins>"
    language = f' lang="{escape(article.language)}"' if article.language else ""
    same = "" if earlier.article.text != article.text else f'<p class="about">{escape(_("The texts are equal."))}</p>'
    return (
        f'<article{language} dir="auto" class="comparison"><p class="about">{dates} '
        f"<del>{escape(_('removed'))}</del> <ins>{escape(_('added'))}</ins></p>{same}"
        f'<h2 class="headline">{heading}</h2><div class="article-text">{body}</div></article>'
    )


def _changed(text: str, element: str) -> str:
    """Returns changed text in its element, paragraph by paragraph: an element across paragraphs would be read out as one."""
    return "\n".join(f"<{element}>{escape(line)}</{element}>" if line else "" for line in text.split("\n"))


def _button(request: OpenRequest, edition: Edition, label: str, *, compare: bool = False) -> str:
    return (
        f'<button type="button" class="inline" data-article="{escape(edition.article.id)}" data-start="{request.start}" '
        f'data-end="{request.end}" data-digest="{escape(request.digest)}" data-edition="{edition.name}" '
        f'data-compare="{str(compare).lower()}">{escape(label)}</button>'
    )


def _moment(moment: datetime) -> str:
    """Returns a moment in words: "5 March 2026, 14:02 UTC"."""
    return f'<time datetime="{moment.isoformat()}">{escape(moment_line(moment))}</time>'
