"""How the answer to a question changed over time, as HTML."""

from assistant.components.answer_history import AnswerHistory
from assistant.web.chat.markdown_export import history_markdown
from assistant.web.components import render_template
from assistant.web.markup import citation_target


def history_view(history: AnswerHistory | None) -> str:
    """Returns the answers over time, the oldest first, each with its quote; "" if nobody has asked for that."""
    if history is None:
        return ""
    return render_template(
        "chat/history.html",
        entries=history.entries,
        markdown=history_markdown(history) if history.entries else "",
        target=citation_target,
    )
