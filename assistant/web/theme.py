"""The theme of the page, and the options with which Gradio serves it."""

from typing import Any

import gradio as gr

from assistant.web.components import read_asset

TITLE = "Article assistant"

_SYSTEM_FONTS = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Noto Sans", "sans-serif")
_MONOSPACE_FONTS = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def mount_options() -> dict[str, Any]:
    """Returns the theme, and the options that switch off what Gradio would open to others or request from other hosts."""
    return {
        "theme": gr.themes.Base(
            font=_SYSTEM_FONTS, font_mono=_MONOSPACE_FONTS, primary_hue="blue", neutral_hue="slate", radius_size="md"
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
