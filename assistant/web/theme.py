"""How the page looks, and what it is mounted with."""

from importlib import resources
from typing import Any

import gradio as gr

TITLE = "Article assistant"

_SYSTEM_FONTS = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "sans-serif")
_SYSTEM_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def page_options() -> dict[str, Any]:
    """What the page is mounted with: its looks, and no extras that open a door or call another host."""
    return {
        "theme": gr.themes.Base(
            font=_SYSTEM_FONTS, font_mono=_SYSTEM_MONO, primary_hue="blue", neutral_hue="slate", radius_size="md"
        ),
        "css": read_asset("page.css") + read_asset("library/library.css"),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "enable_monitoring": False,
        "max_file_size": 1,
    }


def read_asset(name: str) -> str:
    """A style sheet or script of this package."""
    return resources.files(__package__ or __name__).joinpath(name).read_text("utf-8")
