"""The chat bubble that other sites put on their pages with one script tag, which asks over the HTTP API."""

import json
from functools import cache
from importlib.resources import files

WIDGET_PATH = "/widget.js"

_STYLE = '"{{ style }}"'
_PARTS = "// {{ parts }}"
_NAMES = ("elements", "asking", "answers", "conversation", "article", "dialog")


@cache
def widget_script() -> str:
    """The script as pages load it: its parts in one function, the style inside."""
    folder = files(__name__)
    style = folder.joinpath("widget.css").read_text("utf-8")
    parts = "\n".join(folder.joinpath("parts", f"{name}.js").read_text("utf-8") for name in _NAMES)
    frame = folder.joinpath("widget.js").read_text("utf-8")
    return frame.replace(_STYLE, json.dumps(style), 1).replace(_PARTS, parts, 1)
