"""Promises of reading exports of press databases: an article each, with its own headline, publication and day."""

import io

import pytest

from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadOptions

NEXIS = """
                               1 of 2 DOCUMENTS

                              The Harbour Post

                            May 4, 2021 Tuesday
                                 Late Edition

Marrowby keeps its swing bridge;
Walkers may cross until the landing is finished

BYLINE: Ada Holt

SECTION: NEWS; Pg. 4

LENGTH: 21 words

The swing bridge stays open to walkers, the council said.

BUDGET: that is a line of the story.

LOAD-DATE: May 5, 2021

LANGUAGE: ENGLISH

                    Copyright 2021 The Harbour Post Ltd
                            All Rights Reserved

                               2 of 2 DOCUMENTS

                              Vale Observer

                            June 7, 2021 Monday

Otters return to the Sele

LENGTH: 9 words

Otters have been seen in the Sele, Jon Reed said.

LOAD-DATE: June 8, 2021
"""

FACTIVA = """Marrowby keeps its swing bridge
By Ada Holt
312 words
4 May 2021
08:30
The Harbour Post
HPOST
English
(c) 2021 The Harbour Post

The swing bridge stays open to walkers, the council said.

It costs 4.2 million crowns.

Document HPOST00020210504eh5400001

Otters return to the Sele
9 words
7 June 2021
Vale Observer
VALEO
English
Copyright 2021

Otters have been seen in the Sele, Jon Reed said.

Document VALEO00020210607eh6700002
"""


def read(text: str) -> list[ReadArticle]:
    items = list(
        read_document(Document("export.txt", "/press/export.txt", lambda: io.BytesIO(text.encode())), ReadOptions())
    )
    assert all(isinstance(item, ReadArticle) for item in items), items
    return [item for item in items if isinstance(item, ReadArticle)]


def test_a_nexis_export_is_an_article_each():
    first, second = read(NEXIS)
    assert first.parsed.title == "Marrowby keeps its swing bridge; Walkers may cross until the landing is finished"
    assert (first.parsed.source, first.parsed.authors) == ("The Harbour Post", ("Ada Holt",))
    assert first.parsed.published is not None
    assert first.parsed.published.date().isoformat() == "2021-05-04"
    assert first.parsed.text.endswith("BUDGET: that is a line of the story.")
    assert (second.parsed.title, second.parsed.source) == ("Otters return to the Sele", "Vale Observer")
    assert second.parsed.text == "Otters have been seen in the Sele, Jon Reed said."
    assert [first.origin, second.origin] == ["/press/export.txt#1", "/press/export.txt#2"]


def test_a_factiva_export_is_an_article_each():
    first, second = read(FACTIVA)
    assert (first.parsed.title, first.parsed.source) == ("Marrowby keeps its swing bridge", "The Harbour Post")
    assert (
        first.parsed.text == "The swing bridge stays open to walkers, the council said.\n\nIt costs 4.2 million crowns."
    )
    assert first.parsed.published is not None
    assert first.parsed.published.date().isoformat() == "2021-05-04"
    assert second.parsed.title == "Otters return to the Sele"


def test_a_text_that_mentions_documents_is_one_article():
    (article,) = read("Bridge papers found\n\nThe clerk read 1 of 3 documents aloud, and Document 7 was missing.")
    assert article.parsed.title is None or "Bridge" in article.parsed.title


NEXIS_GERMAN = """
                               1 von 2 DOKUMENTEN

                              Hafenpost

                            4. Mai 2021 Dienstag

Die Drehbrücke bleibt

AUTOR: Ada Holt

LÄNGE: 9 Wörter

Die Drehbrücke bleibt offen, sagte der Rat.

UPDATE: 5. Mai 2021

SPRACHE: GERMAN; DEUTSCH

                    Alle Rechte vorbehalten

                               2 von 2 DOKUMENTEN

                              Talbote

                            7. Juni 2021 Montag

Otter im Sele

LÄNGE: 5 Wörter

Im Sele leben wieder Otter.

SPRACHE: GERMAN
"""

NEXIS_MARKED = """Page 1 of 2

Marrowby keeps its swing bridge

The Harbour Post

May 4, 2021 Tuesday

Copyright 2021 The Harbour Post Ltd. All Rights Reserved

Section: NEWS; Pg. 4
Length: 21 words
Byline: Ada Holt

Body

The swing bridge stays open to walkers, the council said.

Budget: that is a line of the story.

Classification

Language: ENGLISH

Load-Date: May 5, 2021

End of Document

Page 2 of 2

Otters return to the Sele

Vale Observer

June 7, 2021 Monday

Length: 9 words

Body

Otters have been seen in the Sele, Jon Reed said.

Load-Date: June 8, 2021

End of Document
"""

FACTIVA_CODED = """HD
Marrowby keeps its swing bridge
BY
By Ada Holt
WC
312 words
PD
4 May 2021
SN
The Harbour Post
LP

The swing bridge stays open to walkers, the council said.

TD

It costs 4.2 million crowns.

AN
Document HPOST00020210504eh5400001

HD   Otters return to the Sele
PD   7 June 2021
SN   Vale Observer
LP   Otters have been seen in the Sele, Jon Reed said.
AN   Document VALEO00020210607eh6700002
"""


def test_an_export_in_german_is_an_article_each():
    first, second = read(NEXIS_GERMAN)
    assert (first.parsed.title, first.parsed.source, first.parsed.authors) == (
        "Die Drehbrücke bleibt",
        "Hafenpost",
        ("Ada Holt",),
    )
    assert first.parsed.text == "Die Drehbrücke bleibt offen, sagte der Rat."
    assert [item.parsed.published.date().isoformat() for item in (first, second) if item.parsed.published] == [
        "2021-05-04",
        "2021-06-07",
    ]


@pytest.mark.parametrize("export", [NEXIS_MARKED, FACTIVA_CODED], ids=["nexis with marked ends", "factiva with codes"])
def test_the_newer_forms_of_exports_are_an_article_each(export):
    first, second = read(export)
    assert (first.parsed.title, first.parsed.source, first.parsed.authors) == (
        "Marrowby keeps its swing bridge",
        "The Harbour Post",
        ("Ada Holt",),
    )
    assert first.parsed.text.startswith("The swing bridge stays open to walkers, the council said.\n\n")
    assert "Classification" not in first.parsed.text
    assert (second.parsed.title, second.parsed.source) == ("Otters return to the Sele", "Vale Observer")
    assert second.parsed.text == "Otters have been seen in the Sele, Jon Reed said."
    assert [item.parsed.published.date().isoformat() for item in (first, second) if item.parsed.published] == [
        "2021-05-04",
        "2021-06-07",
    ]


def test_a_text_that_ends_with_the_words_end_of_document_is_one_article():
    (article,) = read("Bridge papers found\n\nThe clerk read them aloud until ten.\n\nEnd of Document\n\nHe left.")
    assert "He left." in article.parsed.text
