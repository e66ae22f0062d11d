"""The chat bubble that other sites put on their pages with one script tag, which asks over the HTTP API."""

import json
from functools import cache
from importlib.resources import files

WIDGET_PATH = "/widget.js"

_STYLE = '"{{ style }}"'


@cache
def widget_script() -> str:
    """The script as pages load it, its style inside."""
    folder = files(__name__)
    style = folder.joinpath("widget.css").read_text("utf-8")
    return folder.joinpath("widget.js").read_text("utf-8").replace(_STYLE, json.dumps(style), 1)
