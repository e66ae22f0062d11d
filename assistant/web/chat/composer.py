"""Where a question is written, as HTML: the question, its day, and the publications it is held to."""

from assistant.assistant import Assistant
from assistant.web.markup import escape

COMPOSER = """<form id="ask-form" autocomplete="off">
<p id="editing" hidden>Asking this question again in other words. <button type="button" class="tool" data-cancel>Cancel</button></p>
<div id="ask-row">
<textarea id="question" rows="1" aria-label="Your question" placeholder="Your question" maxlength="20000"></textarea>
<button type="submit" id="ask" class="primary">Ask</button>
<button type="button" id="stop" class="primary">Stop</button>
</div>
<div id="option-row">
<label class="option">As of <input type="date" id="as-of" max="9999-12-31"></label>
${value}
</div>
</form>"""
"""The form; the choice of publications takes the place of `${value}`."""


def source_choices(assistant: Assistant) -> str:
    """The publications that a question can be held to; nothing to choose where there is only one."""
    sources = assistant.library.catalog.sources()
    if len(sources) < 2:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" name="source" value="{escape(name)}"> <span dir="auto">{escape(name)}</span> '
        f'<span class="soft">{count:,}</span></label>'
        for name, count in sources
    )
    return (
        '<details id="sources"><summary>Sources: <span id="chosen-sources">all</span></summary>'
        f'<div class="choices" role="group" aria-label="Only from these sources" tabindex="0">{boxes}</div></details>'
    )
