"""Makes answers to compare."""

from datetime import date

from assistant.answers.answer import Answer, Citation, Lead, ShortAnswer, Statement


def answer(*texts: str, short: str = "", lead: Lead | None = None) -> Answer:
    """Returns an answer that quotes sentences; one that was not found if there are none."""
    statements = tuple(
        Statement(text=text, citations=(number,), supported=True) for number, text in enumerate(texts, 1)
    )
    citations = tuple(
        Citation(
            number=number, article_id="a", title="A", source="Post", url=None, published=None, start=0, end=len(text), quote=text, score=1.0
        )
        for number, text in enumerate(texts, 1)
    )  # fmt: skip
    start = texts[0].index(short) if short else 0
    return Answer(
        question="Q?",
        standalone_question="Q?",
        status="answered" if texts else "not_found",
        lead=lead,
        short_answer=ShortAnswer(text=short, citation=1, start=start, end=start + len(short)) if short else None,
        text=" ".join(texts),
        statements=statements,
        citations=citations,
        as_of=date(2026, 3, 1),
        answerer="extractive",
    )
