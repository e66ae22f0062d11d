"""The chat widget that other sites embed with one script tag.

Input: the JavaScript and CSS files of this folder.
Output: one script, which uses the HTTP API.
May import: nothing.
"""

import json
from functools import cache
from importlib.resources import files

WIDGET_PATH = "/widget.js"

_STYLE_PLACEHOLDER = '"{{ style }}"'
_PARTS_PLACEHOLDER = "// {{ parts }}"
_PART_NAMES = ("elements", "asking", "answers", "conversation", "article", "dialog")


@cache
def widget_script() -> str:
    """Returns the script: all parts in one function, with the style."""
    folder = files(__name__)
    style = folder.joinpath("widget.css").read_text("utf-8")
    parts = "\n".join(folder.joinpath("parts", f"{name}.js").read_text("utf-8") for name in _PART_NAMES)
    template = folder.joinpath("widget.js").read_text("utf-8")
    return template.replace(_STYLE_PLACEHOLDER, json.dumps(style), 1).replace(_PARTS_PLACEHOLDER, parts, 1)
