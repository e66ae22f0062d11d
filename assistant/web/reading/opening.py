"""Opens an article of the library in the reading pane of a page."""

from collections.abc import Callable

from assistant.assistant import Assistant
from assistant.ingest.article import Article
from assistant.ingest.errors import AssistantError
from assistant.web.markup import error_line
from assistant.web.reading.article_text import OpenRequest
from assistant.web.reading.article_view import article_view, chat_buttons


def opened_article(
    assistant: Assistant, request: OpenRequest, buttons: Callable[[Article], str] = lambda _: chat_buttons()
) -> str:
    """Returns an article for the reading pane, or a line that says why there is none.

    Args:
        assistant: The assistant over the library.
        request: The article, and the part to show and to mark.
        buttons: Returns the buttons above the article, as HTML; by default those of the chat page.
    """
    try:
        editions = assistant.editions(request.article_id)
    except AssistantError as error:
        return error_line(str(error))
    copies = assistant.library.catalog.copies(request.article_id)
    return article_view(editions, request, copies, buttons(editions[-1].article))
