"""The settings page: what answers, from what. It shows what is set and never a secret."""

import gradio as gr

from assistant import __version__
from assistant.assistant import Assistant
from assistant.generative.model_spec import parse_model_spec
from assistant.ingest.embedders import DEFAULT_EMBEDDER
from assistant.web.days import write_day
from assistant.web.markup import escape
from assistant.web.header import add_masthead
from assistant.web.components import html_part

_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_THOUSAND = 1000


def add_settings(page: gr.Blocks, assistant: Assistant) -> None:
    """Puts the settings onto a page, within whose `with` block this is called."""
    add_masthead(page, "settings")
    shown = html_part("settings")

    def on_load(request: gr.Request) -> str:
        return settings_view(assistant, request.username)

    page.load(on_load, None, shown, api_visibility="private", show_progress="hidden")


def settings_view(assistant: Assistant, user: str | None) -> str:
    """What is set and how large the library is, as HTML."""
    groups = {"Answers": _answers(assistant), "Library": _library(assistant), "This page": _page(user)}
    return '<div class="settings">' + "".join(_group(name, facts) for name, facts in groups.items()) + _HOW + "</div>"


def _answers(assistant: Assistant) -> dict[str, str]:
    settings = assistant.settings
    return {
        "Written by": parse_model_spec(settings.llm).shown
        if settings.llm
        else "no language model: answers are sentences quoted from the articles",
        "Embedder": settings.embedder or assistant.library.embedder_name or DEFAULT_EMBEDDER,
        "Reranker": settings.reranker or "none",
        "Passages an answer is made from": str(settings.top_k),
        **(
            {"What the articles do not confirm": "left out" if settings.strict else "shown, and marked"}
            if settings.llm
            else {}
        ),
    }


def _library(assistant: Assistant) -> dict[str, str]:
    catalog = assistant.library.catalog
    articles, passages = catalog.counts()
    days = catalog.first_and_last_day()
    return {
        "Folder": str(assistant.library.folder.resolve()),
        "Articles": f"{articles:,}",
        "Passages": f"{passages:,}",
        "Sources": f"{len(catalog.sources()):,}",
        "Published": f"{write_day(days[0])} to {write_day(days[1])}" if days else "no article has a date",
        "On disk": size_in_words(assistant.library.bytes_on_disk()),
        "Being written by": assistant.library.writer() or "nobody",
    }


def _page(user: str | None) -> dict[str, str]:
    return {"Signed in as": user or "nobody: there is no login", "Version": __version__}


def size_in_words(size: int) -> str:
    """Such as "1.2 MB"."""
    value, unit = float(size), 0
    while value >= _THOUSAND and unit < len(_UNITS) - 1:
        value, unit = value / _THOUSAND, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{size} {_UNITS[0]}"


def _group(name: str, facts: dict[str, str]) -> str:
    rows = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(value)}</dd></div>" for term, value in facts.items())
    return f"<section><h2>{escape(name)}</h2><dl>{rows}</dl></section>"


_HOW = (
    '<p class="about">Settings are changed where the assistant is started: by options, by variables that begin with '
    "<code>ASSISTANT_</code>, or in <code>assistant.toml</code>.</p>"
)
