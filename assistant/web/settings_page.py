"""The settings page: shows the settings and the size of the library, never a secret."""

import gradio as gr

from assistant import __version__
from assistant.assistant import Assistant
from assistant.generative.model_spec import parse_model_spec
from assistant.ingest.embedders import DEFAULT_EMBEDDER
from assistant.ingest.sizes import format_size
from assistant.prompts.wording import long_date
from assistant.web.components import html_component
from assistant.web.header import add_header
from assistant.web.markup import escape

_HOW_TO_CHANGE = (
    '<p class="about">Settings are changed where the assistant is started: by options, by variables that begin with '
    "<code>ASSISTANT_</code>, or in <code>assistant.toml</code>.</p>"
)


def add_settings(page: gr.Blocks, assistant: Assistant) -> None:
    """Adds the settings to a page. Call it inside the page's `with` block."""
    add_header(page, "settings", assistant.standing_questions.unseen)
    settings = html_component("settings")

    def on_load(request: gr.Request) -> str:
        return settings_html(assistant, request.username)

    page.load(on_load, None, settings, api_visibility="private", show_progress="hidden")


def settings_html(assistant: Assistant, user: str | None) -> str:
    """Returns the settings and the size of the library as HTML."""
    groups = {"Answers": _answers(assistant), "Library": _library(assistant), "This page": _page(user)}
    sections = "".join(_section(name, values) for name, values in groups.items())
    return f'<div class="settings">{sections}{_HOW_TO_CHANGE}</div>'


def _answers(assistant: Assistant) -> dict[str, str]:
    settings = assistant.settings
    without_model = "no language model: answers are sentences quoted from the articles"
    values = {
        "Written by": parse_model_spec(settings.llm).display_name if settings.llm else without_model,
        "Embedder": settings.embedder or assistant.library.embedder_name or DEFAULT_EMBEDDER,
        "Reranker": settings.reranker or "none",
        "QA model": settings.qa_model or "packaged",
        "Passages an answer is made from": str(settings.top_k),
    }
    if settings.llm:
        values["What the articles do not confirm"] = "left out" if settings.strict else "shown, and marked"
    return values


def _library(assistant: Assistant) -> dict[str, str]:
    catalog = assistant.library.catalog
    articles, passages = catalog.counts()
    days = catalog.first_and_last_day()
    return {
        "Folder": str(assistant.library.folder.resolve()),
        "Articles": f"{articles:,}",
        "Passages": f"{passages:,}",
        "Sources": f"{len(catalog.sources()):,}",
        "Published": f"{long_date(days[0])} to {long_date(days[1])}" if days else "no article has a date",
        "On disk": format_size(assistant.library.bytes_on_disk()),
        "Being written by": assistant.library.writer() or "nobody",
    }


def _page(user: str | None) -> dict[str, str]:
    return {"Signed in as": user or "nobody: there is no login", "Version": __version__}


def _section(name: str, values: dict[str, str]) -> str:
    rows = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(value)}</dd></div>" for term, value in values.items())
    return f"<section><h2>{escape(name)}</h2><dl>{rows}</dl></section>"
