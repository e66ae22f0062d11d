"""A cited question-and-answer assistant over articles: `from assistant import Assistant`.

Names are loaded where they are first used, so that importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import (
        Answer,
        AnswerEvent,
        Citation,
        Event,
        Evidence,
        EvidenceEvent,
        Hit,
        NoticeEvent,
        PassageRef,
        Statement,
        StatementEvent,
        TokenEvent,
        Usage,
    )
    from assistant.assistant import Assistant
    from assistant.conversation import Conversation
    from assistant.ingest.article import Article, Passage
    from assistant.ingest.errors import (
        AssistantError,
        EmbedderError,
        EmbedderMismatchError,
        LibraryBusyError,
        LibraryError,
        LibraryVersionError,
        RerankerError,
        UnreadableError,
        UsageError,
    )
    from assistant.ingest.report import IngestProgress, IngestReport
    from assistant.settings import Settings

__version__ = "0.1.0"

_HOMES = {
    "assistant.answer": (
        "Answer",
        "AnswerEvent",
        "Citation",
        "Event",
        "Evidence",
        "EvidenceEvent",
        "Hit",
        "NoticeEvent",
        "PassageRef",
        "Statement",
        "StatementEvent",
        "TokenEvent",
        "Usage",
    ),
    "assistant.assistant": ("Assistant",),
    "assistant.conversation": ("Conversation",),
    "assistant.ingest.article": ("Article", "Passage"),
    "assistant.ingest.errors": (
        "AssistantError",
        "EmbedderError",
        "EmbedderMismatchError",
        "LibraryBusyError",
        "LibraryError",
        "LibraryVersionError",
        "RerankerError",
        "UnreadableError",
        "UsageError",
    ),
    "assistant.ingest.report": ("IngestProgress", "IngestReport"),
    "assistant.settings": ("Settings",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Answer",
    "AnswerEvent",
    "Article",
    "Assistant",
    "AssistantError",
    "Citation",
    "Conversation",
    "EmbedderError",
    "EmbedderMismatchError",
    "Event",
    "Evidence",
    "EvidenceEvent",
    "Hit",
    "IngestProgress",
    "IngestReport",
    "LibraryBusyError",
    "LibraryError",
    "LibraryVersionError",
    "NoticeEvent",
    "Passage",
    "PassageRef",
    "RerankerError",
    "Settings",
    "Statement",
    "StatementEvent",
    "TokenEvent",
    "UnreadableError",
    "Usage",
    "UsageError",
    "__version__",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'assistant' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
