"""A question-answering assistant that cites articles: `from assistant import Assistant`.

Public names are loaded on first use, so that importing the package is fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answers.answer import (
        Answer,
        AnswerEvent,
        Citation,
        Event,
        Evidence,
        EvidenceEvent,
        Hit,
        NoticeEvent,
        PassageRef,
        RelatedArticle,
        SeriesPoint,
        ShortAnswer,
        Statement,
        StatementEvent,
        Step,
        StepEvent,
        TokenEvent,
        Usage,
    )
    from assistant.assistant import Assistant
    from assistant.briefing import BriefedArticle, BriefedStory, Briefing
    from assistant.components.answer_history import AnswerHistory, HistoryEntry
    from assistant.conversations.conversation import Conversation
    from assistant.ingest.article import Article, Passage
    from assistant.ingest.embedders import Embedder
    from assistant.ingest.errors import (
        AssistantError,
        EmbedderError,
        EmbedderMismatchError,
        LibraryBusyError,
        LibraryError,
        LibraryVersionError,
        MissingExtraError,
        QAModelError,
        RerankerError,
        UnreadableError,
        UsageError,
        WorkersError,
    )
    from assistant.ingest.library import ArticleSummary
    from assistant.ingest.library.editions import Edition
    from assistant.ingest.readers.contract import Document
    from assistant.ingest.report import Copy, IngestProgress, IngestReport, Problem
    from assistant.ingest.word_diff import TextPart
    from assistant.settings import Settings, load_settings

__version__ = "0.1.0"

_MODULES = {
    "assistant.answers.answer": (
        "Answer",
        "AnswerEvent",
        "Citation",
        "Event",
        "Evidence",
        "EvidenceEvent",
        "Hit",
        "NoticeEvent",
        "PassageRef",
        "RelatedArticle",
        "SeriesPoint",
        "ShortAnswer",
        "Statement",
        "StatementEvent",
        "Step",
        "StepEvent",
        "TokenEvent",
        "Usage",
    ),
    "assistant.assistant": ("Assistant",),
    "assistant.briefing": ("BriefedArticle", "BriefedStory", "Briefing"),
    "assistant.conversations.conversation": ("Conversation",),
    "assistant.ingest.article": ("Article", "Passage"),
    "assistant.ingest.embedders": ("Embedder",),
    "assistant.ingest.errors": (
        "AssistantError",
        "EmbedderError",
        "EmbedderMismatchError",
        "LibraryBusyError",
        "LibraryError",
        "LibraryVersionError",
        "MissingExtraError",
        "QAModelError",
        "RerankerError",
        "UnreadableError",
        "UsageError",
        "WorkersError",
    ),
    "assistant.ingest.library": ("ArticleSummary",),
    "assistant.ingest.library.editions": ("Edition",),
    "assistant.ingest.word_diff": ("TextPart",),
    "assistant.ingest.readers.contract": ("Document",),
    "assistant.ingest.report": ("Copy", "IngestProgress", "IngestReport", "Problem"),
    "assistant.components.answer_history": ("AnswerHistory", "HistoryEntry"),
    "assistant.settings": ("Settings", "load_settings"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Answer",
    "AnswerEvent",
    "AnswerHistory",
    "Article",
    "ArticleSummary",
    "Assistant",
    "AssistantError",
    "BriefedArticle",
    "BriefedStory",
    "Briefing",
    "Citation",
    "Conversation",
    "Copy",
    "Document",
    "Edition",
    "Embedder",
    "EmbedderError",
    "EmbedderMismatchError",
    "Event",
    "Evidence",
    "EvidenceEvent",
    "HistoryEntry",
    "Hit",
    "IngestProgress",
    "IngestReport",
    "LibraryBusyError",
    "LibraryError",
    "LibraryVersionError",
    "MissingExtraError",
    "NoticeEvent",
    "Passage",
    "PassageRef",
    "Problem",
    "QAModelError",
    "RelatedArticle",
    "RerankerError",
    "SeriesPoint",
    "Settings",
    "ShortAnswer",
    "Statement",
    "StatementEvent",
    "Step",
    "StepEvent",
    "TextPart",
    "TokenEvent",
    "UnreadableError",
    "Usage",
    "UsageError",
    "WorkersError",
    "__version__",
    "load_settings",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'assistant' has no attribute {name!r}")
    return getattr(import_module(_MODULE_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
