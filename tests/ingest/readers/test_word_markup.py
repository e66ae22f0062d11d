"""Promises of reading Word files: nothing visible is lost, and nothing that was struck out is read."""

import io
import zipfile

import docx

from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadOptions
from assistant.ingest.readers.tables import table_lines

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOTES = (
    f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote '
    f'w:id="1"><w:p><w:r><w:t>Counted since 2019.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)
NOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NOTE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def word(body: str, *, notes: bool = False) -> bytes:
    """A Word file with this XML as its body."""
    empty, written = io.BytesIO(), io.BytesIO()
    docx.Document().save(empty)
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                data = data[: data.index("<w:body>") + 8] + body + data[data.index("</w:body>") :]
            if notes and name == "[Content_Types].xml":
                data = data.replace(
                    "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{NOTE_TYPE}"/></Types>'
                )
            if notes and name == "word/_rels/document.xml.rels":
                data = data.replace(
                    "</Relationships>",
                    f'<Relationship Id="rId99" Type="{NOTE_RELATION}" Target="footnotes.xml"/></Relationships>',
                )
            target.writestr(name, data.encode("utf-8", "surrogateescape"))
        if notes:
            target.writestr("word/footnotes.xml", NOTES)
    return written.getvalue()


def text_of(data: bytes) -> str:
    (item,) = read_document(Document("tide.docx", "/press/tide.docx", lambda: io.BytesIO(data)), ReadOptions())
    assert isinstance(item, ReadArticle), item
    return item.parsed.text


def test_tracked_changes_are_read_as_accepted():
    body = (
        f'<w:p>{run("The toll is ")}<w:del w:id="1" w:author="a"><w:r><w:delText>90</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" w:author="a">{run("120")}</w:ins>{run(" crowns.")}</w:p>'
        f'<w:p><w:ins w:id="3" w:author="a">{run("Carts pay twice.")}</w:ins></w:p>'
        '<w:p><w:del w:id="4" w:author="a"><w:r><w:delText>Nobody pays.</w:delText></w:r></w:del></w:p>'
    )
    assert text_of(word(body)) == "The toll is 120 crowns.\n\nCarts pay twice."


def test_content_controls_and_links_are_read():
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{run('A vote follows in March.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run('See ')}<w:hyperlink>{run('the plan')}</w:hyperlink>{run('.')}</w:p>"
    )
    assert text_of(word(body)) == "A vote follows in March.\n\nSee the plan."


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent><w:p>{run('The court has nine judges.')}</w:p></w:txbxContent>"
    body = (
        f"<w:p>{run('Main text.')}<w:r><mc:AlternateContent "
        f'xmlns:mc="m"><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>'
    )
    assert text_of(word(body)) == "Main text.\n\nThe court has nine judges."


def test_footnotes_follow_the_text():
    body = f'<w:p>{run("Forty ships passed.")}<w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    assert text_of(word(body, notes=True)) == "Forty ships passed.\n\nCounted since 2019."


def test_rows_of_a_table_with_a_header_can_be_quoted_alone():
    rows = [["Year", "Ships"], ["2019", "40"], ["2020", "52"]]
    assert table_lines(rows) == ["Year  Ships", "Year: 2019; Ships: 40", "Year: 2020; Ships: 52"]


def test_rows_of_a_table_without_a_header_stay_as_they_are():
    assert table_lines([["Heron", "six"], ["Tern", "seven"], ["Gull", "eight"]]) == [
        "Heron  six",
        "Tern  seven",
        "Gull  eight",
    ]
