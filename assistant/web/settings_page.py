"""The settings page: shows the settings and the size of the library, never a secret."""

import gradio as gr

from assistant import __version__
from assistant.assistant import Assistant
from assistant.generative.model_spec import parse_model_spec
from assistant.ingest.embedders import DEFAULT_EMBEDDER
from assistant.ingest.sizes import format_size
from assistant.web.components import html_component
from assistant.web.header import add_header
from assistant.web.language import _, for_browser, format_number
from assistant.web.markup import escape
from assistant.web.static_texts import StaticTexts
from assistant.web.wording import days_line


def add_settings(page: gr.Blocks, assistant: Assistant, texts: StaticTexts) -> None:
    """Adds the settings to a page. Call it inside the page's `with` block."""
    add_header(page, "settings", assistant.standing_questions.unseen, texts)
    settings = html_component("settings")

    def on_load(request: gr.Request) -> str:
        return settings_html(assistant, request.username)

    page.load(for_browser(on_load), None, settings, api_visibility="private", show_progress="hidden")


def settings_html(assistant: Assistant, user: str | None) -> str:
    """Returns the settings and the size of the library as HTML."""
    groups = {_("Answers"): _answers(assistant), _("Library"): _library(assistant), _("This page"): _page(user)}
    sections = "".join(_section(name, values) for name, values in groups.items())
    return f'<div class="settings">{sections}<p class="about">{_how_to_change()}</p></div>'


def _how_to_change() -> str:
    text = _(
        "Settings are changed where the assistant is started: by options, by variables that begin with %(prefix)s, or in %(file)s.",
        prefix="\0",
        file="\1",
    )
    return escape(text).replace("\0", "<code>ASSISTANT_</code>").replace("\1", "<code>assistant.toml</code>")


def _answers(assistant: Assistant) -> dict[str, str]:
    settings = assistant.settings
    without_model = _("no language model: answers are sentences quoted from the articles")
    values = {
        _("Written by"): parse_model_spec(settings.llm).display_name if settings.llm else without_model,
        _("Embedder"): settings.embedder or assistant.library.embedder_name or DEFAULT_EMBEDDER,
        _("Reranker"): settings.reranker or _("none"),
        _("QA model"): settings.qa_model or _("packaged"),
        _("Passages an answer is made from"): str(settings.top_k),
    }
    if settings.llm:
        values[_("What the articles do not confirm")] = _("left out") if settings.strict else _("shown, and marked")
    return values


def _library(assistant: Assistant) -> dict[str, str]:
    catalog = assistant.library.catalog
    articles, passages = catalog.counts()
    days = catalog.first_and_last_day()
    return {
        _("Folder"): str(assistant.library.folder.resolve()),
        _("Articles"): format_number(articles),
        _("Passages"): format_number(passages),
        _("Sources"): format_number(len(catalog.sources())),
        _("Published"): days_line(*days) if days else _("no article has a date"),
        _("On disk"): format_size(assistant.library.bytes_on_disk()),
        _("Being written by"): assistant.library.writer() or _("nobody"),
    }


def _page(user: str | None) -> dict[str, str]:
    return {_("Signed in as"): user or _("nobody: there is no login"), _("Version"): __version__}


def _section(name: str, values: dict[str, str]) -> str:
    rows = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(value)}</dd></div>" for term, value in values.items())
    return f"<section><h2>{escape(name)}</h2><dl>{rows}</dl></section>"
