"""An example of an answer, for the description of the API."""

from typing import Any

EXAMPLE_ANSWER: dict[str, Any] = {
    "question": "Who won the Corran Cup?",
    "standalone_question": "Who won the Corran Cup?",
    "status": "answered",
    "lead": None,
    "text": "Skerry Rovers won the Corran Cup on Saturday. [1]",
    "statements": [
        {
            "text": "Skerry Rovers won the Corran Cup on Saturday.",
            "citations": [1],
            "supported": True,
            "short_answer": [0, 13],
            "remarks": [],
        }
    ],
    "citations": [
        {
            "number": 1,
            "article_id": "cup-final",
            "edition": "5a78253e02e8a74b",
            "title": "Rovers lift the cup",
            "source": "The Harbour Post",
            "url": None,
            "published": "2026-04-25",
            "start": 0,
            "end": 45,
            "quote": "Skerry Rovers won the Corran Cup on Saturday.",
            "score": 0.97,
            "also_in": [],
            "is_incomplete": False,
        }
    ],
    "passages": [{"article_id": "cup-final", "start": 0, "end": 812, "score": 0.97}],
    "related": [],
    "as_of": "2026-05-01",
    "newest_source": "2026-04-25",
    "confidence": 0.97,
    "answerer": "extractive",
    "notice": "",
    "usage": None,
    "timings_ms": {"retrieve": 12, "answer": 9},
}
