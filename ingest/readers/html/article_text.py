"""Chooses the text of the article among the candidates of a page: the visible text, structured data, and the data of scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.ingest.errors import NotAnArticleError
from assistant.ingest.language.boilerplate import is_promotion
from assistant.ingest.readers.html.embedded_state import StateArticle, state_article
from assistant.ingest.readers.html.main_text import MainText, extract_main_text
from assistant.ingest.readers.html.page_kind import is_teaser, refusal_reason
from assistant.ingest.readers.html.page_structure import prepare_tree, teaser_texts
from assistant.ingest.readers.html.structured_data import ArticleData
from assistant.ingest.readers.html.tidy import word_overlap
from assistant.ingest.readers.markup import markup_to_text

NO_TEXT = "holds no article text; if scripts draw the page, save its text and add that"
LISTING = "lists other articles; add the addresses of these, or follow the site"

_WEAK_WORDS = 120
_MIN_WORDS = 25
_FEW_WORDS = 12
_MIN_TEASERS = 5
_MIN_TEASER_SHARE = 0.6
# Structured data with this much more text than the page shows has the whole article.
_LONGER = 1.3
# With this much more, it has the article even if the page shows other words around it.
_MUCH_LONGER = 3
_SAME_TEXT = 0.8
_OTHER_TEXT = 0.3


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text of an article.

    Attributes:
        text: The text in paragraphs.
        is_incomplete: Whether it is only the beginning of an article that must be paid for.
        state: The article in the data of scripts, if the text is from there.
    """

    text: str
    is_incomplete: bool = False
    state: StateArticle | None = None


def choose_text(
    tree: Any,  # noqa: ANN401 (an lxml element)
    url: str | None,
    titles: Sequence[str],
    structured: ArticleData | None,
) -> ArticleText:
    """Chooses the text of the article.

    The visible text is used unless structured data or the data of scripts has clearly more of the same article, or the
    visible text is not an article.

    Args:
        tree: The page; it is changed.
        url: The address of the page.
        titles: The titles and headlines of the page.
        structured: The structured data of the article.

    Raises:
        NotAnArticleError: If no candidate is the text of an article; the message says what the page shows instead.
    """
    body = _structured_text(structured)
    state = None
    prepare_tree(tree)
    main_text = extract_main_text(tree, url, titles=titles)
    visible = main_text.text
    reason = _refusal_reason(main_text, titles, tree)
    if reason or len(visible.split()) < _WEAK_WORDS:
        state = state_article(tree, list(titles))
    for candidate in (body, state.text if state else ""):
        if _is_better(candidate, visible, reason):
            return ArticleText(candidate, is_teaser(candidate), state if state and candidate == state.text else None)
    if reason or _is_placeholder(visible):
        raise NotAnArticleError(reason or NO_TEXT)
    return ArticleText(visible, _is_incomplete(main_text, structured))


def _refusal_reason(main: MainText, titles: Sequence[str], tree: Any) -> str | None:  # noqa: ANN401
    """Returns why the visible text is not an article; the promotions count if there is hardly any text besides them."""
    if not main.text:
        return NO_TEXT
    shown = main.text if len(main.text.split()) >= _FEW_WORDS else f"{main.promotions}\n\n{main.text}"
    return refusal_reason(shown, titles) or (LISTING if _is_listing(main.text, tree) else None)


def _is_listing(text: str, tree: Any) -> bool:  # noqa: ANN401
    """Checks whether a text is mostly that of teasers of other articles."""
    teasers = teaser_texts(tree)
    if len(teasers) < _MIN_TEASERS:
        return False
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    in_teasers = sum(len(line) for line in lines if any(line in teaser for teaser in teasers))
    return in_teasers >= _MIN_TEASER_SHARE * sum(map(len, lines))


def _is_better(candidate: str, visible: str, reason: str | None) -> bool:
    words = len(candidate.split())
    if words < _MIN_WORDS or refusal_reason(candidate):
        return False
    if reason or _is_placeholder(visible):
        return True
    shared = word_overlap(visible, candidate)
    visible_words = len(visible.split())
    if shared >= _SAME_TEXT:
        has_paragraphs = "\n" in candidate and "\n" not in visible
        return words >= visible_words if has_paragraphs else words >= _LONGER * visible_words
    return words >= _MUCH_LONGER * visible_words or (shared < _OTHER_TEXT and words >= visible_words)


def _is_placeholder(text: str) -> bool:
    """Checks whether a text has no line of its own, such as "Loading…" and a newsletter box."""
    return all(is_promotion(line.strip()) for line in text.splitlines() if line.strip())


def _is_incomplete(main: MainText, structured: ArticleData | None) -> bool:
    free = structured.values.get("isaccessibleforfree") if structured else None
    is_paid = free is False or (isinstance(free, str) and free.strip().lower() == "false")
    is_short = len(main.text.split()) < _WEAK_WORDS
    return is_teaser(main.text) or (is_short and (is_paid or is_teaser(main.promotions)))


def _structured_text(structured: ArticleData | None) -> str:
    if structured is None:
        return ""
    updates = structured.values.get("liveblogupdate")
    parts = (
        [_update_text(update) for update in updates if isinstance(update, Mapping)] if isinstance(updates, list) else []
    )
    texts = (_plain(structured.text("articlebody")), "\n\n".join(part for part in parts if part))
    return max(texts, key=len)


def _update_text(update: Mapping[str, object]) -> str:
    headline, body = (update.get(key) for key in ("headline", "articleBody"))
    return "\n\n".join(_plain(value) for value in (headline, body) if isinstance(value, str) and value.strip())


def _plain(markup: str) -> str:
    return markup_to_text(markup).strip()
