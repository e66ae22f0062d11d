"""Promises of reading PDF pages as they are printed: columns, words, headline and date, without what repeats."""

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from assistant.ingest.article import ParsedArticle
from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadOptions

TITLE = "Marrowby keeps its swing bridge for walkers"
SENTENCES = [
    "The swing bridge at Marrowby stays open to walkers until the new landing has been finished, the council said on Tuesday.",
    "It will cost 4.2 million crowns, and the harbour board pays a third of it, said its chairwoman Ada Holt in the evening.",
    "Ferries wait for the tide at the old landing, where a queue of ninety carts was counted in the morning by the clerk.",
    "Jon Reed, who has kept the bridge for thirty years, will retire when the new one opens in the spring of next year.",
]
WIDTH, HEIGHT = A4
SIZE, LEADING = 10, 13


def wrapped(text: str, width: float) -> list[str]:
    """Breaks a paragraph into lines, and long words with hyphens."""
    lines, line = [], ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        cut = next(
            (
                n
                for n in range(len(word) - 3, 2, -1)
                if stringWidth(f"{line} {word[:n]}-", "Times-Roman", SIZE) <= width
            ),
            None,
        )
        if stringWidth(joined, "Times-Roman", SIZE) <= width:
            line = joined
        elif cut and len(word) > 6 and word.isalpha():
            lines, line = [*lines, f"{line} {word[:cut]}-"], word[cut:]
        else:
            lines, line = [*lines, line], word
    return [*lines, line]


def newspaper(
    *,
    columns: int = 2,
    pages: int = 1,
    row_by_row: bool = False,
    justified: bool = False,
    byline: str = "By Ada Holt, 4 May 2021",
    head: str = "",
) -> bytes:
    """Draws pages with a running head, a headline, and columns whose paragraphs are indented."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    width = (WIDTH - 100 - 20 * (columns - 1)) / columns
    indented = [
        (10 if not index else 0, line)
        for text in SENTENCES * pages
        for index, line in enumerate(wrapped(text, width - 10))
    ]
    rows = -(-len(indented) // (columns * pages))
    for page in range(pages):
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(50, HEIGHT - 30, f"THE HARBOUR POST {head}")
        canvas.drawString(WIDTH / 2, 30, str(page + 12))
        top = HEIGHT - 70
        if not page:
            canvas.setFont("Times-Bold", 22)
            canvas.drawString(50, top, TITLE)
            canvas.setFont("Times-Roman", 9)
            canvas.drawString(50, top - 20, byline)
        canvas.setFont("Times-Roman", SIZE)
        part = indented[page * rows * columns : (page + 1) * rows * columns]
        drawn = [(index // rows, index % rows, line) for index, line in enumerate(part)]
        for column, row, (indent, text) in sorted(drawn, key=lambda line: line[:2][::-1]) if row_by_row else drawn:
            gaps = text.count(" ") if justified and len(text) > 30 else 0
            space = (width - indent - stringWidth(text, "Times-Roman", SIZE)) / gaps if gaps else 0
            canvas.drawString(50 + column * (width + 20) + indent, top - 45 - row * LEADING, text, wordSpace=space)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def article_of(data: bytes) -> ParsedArticle:
    (found,) = read_document(Document("tide.pdf", "/press/tide.pdf", lambda: io.BytesIO(data)), ReadOptions())
    assert isinstance(found, ReadArticle), found
    return found.parsed


@pytest.mark.parametrize("row_by_row", [False, True])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other(columns, row_by_row):
    parsed = article_of(newspaper(columns=columns, row_by_row=row_by_row))
    assert parsed.title == TITLE
    assert parsed.text == "\n\n".join(["By Ada Holt, 4 May 2021", *SENTENCES])


def test_justified_lines_are_read_as_sentences():
    parsed = article_of(newspaper(columns=3, justified=True))
    assert parsed.text == "\n\n".join(["By Ada Holt, 4 May 2021", *SENTENCES])


@pytest.mark.parametrize("pages", [2, 5])
def test_what_repeats_on_the_pages_is_no_text(pages):
    text = article_of(newspaper(pages=pages)).text
    assert "HARBOUR POST" not in text
    assert not [paragraph for paragraph in text.split("\n\n") if paragraph.isdigit()]
    assert text.count(SENTENCES[1]) == pages


@pytest.mark.parametrize(
    ("byline", "head"),
    [
        ("By Ada Holt, 4 May 2021", "5 May 2021"),
        ("By Ada Holt", "Tuesday 4 May 2021"),
        ("4. Mai 2021 (aktualisiert 6. Mai 2021)", ""),
    ],
)
def test_the_printed_day_is_the_day_of_publication(byline, head):
    parsed = article_of(newspaper(byline=byline, head=head))
    assert parsed.published is not None
    assert parsed.published.date().isoformat() == "2021-05-04"
    assert parsed.date_evidence == "printed above the text"


def test_without_a_printed_day_the_document_properties_have_it():
    assert article_of(newspaper(byline="By Ada Holt")).date_evidence == "document properties"


def test_the_rows_of_a_table_stay_together():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for row, cells in enumerate(
        [("Year", "Farm", "Fish"), ("2024", "North Cage", "2,880"), ("2025", "South Cage", "3,450")]
    ):
        for column, cell in enumerate(cells):
            canvas.drawString(50 + 150 * column, 700 - 20 * row, cell)
    canvas.showPage()
    canvas.save()
    assert article_of(out.getvalue()).text == "Year  Farm  Fish\n\n2024  North Cage  2,880\n\n2025  South Cage  3,450"
