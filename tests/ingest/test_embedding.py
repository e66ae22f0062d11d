"""What is embedded: every sentence by itself, once, and passages made of them; older libraries are brought up to that."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import WordHashEmbedder, draft, put, quick_assistant, story
from older_library import revert_schema

from assistant.doctor import examine
from assistant.ingest.article import Passage
from assistant.ingest.embedding import embed_passages
from assistant.ingest.errors import EmbedderMismatchError
from assistant.ingest.identity import identify
from assistant.ingest.language.sentences import Sentence
from assistant.ingest.library import Library
from assistant.ingest.library.stored_sentences import StoredSentences, sentence_cosines
from assistant.settings import load_settings

FLOATS = st.floats(-1, 1, allow_nan=False, width=32)


def embedded(text: str, *spans: tuple[int, int], embedder: WordHashEmbedder | None = None):
    article = identify(draft("one", text), "/invented/one")
    passages = [(article, Passage(article.id, start, end)) for start, end in spans or [(0, len(article.text))]]
    return list(embed_passages(passages, embedder or WordHashEmbedder()))


def test_every_sentence_has_the_vector_of_its_own_words() -> None:
    text = "The ferry sails at nine. The bridge is shut!"
    (one,) = embedded(text)
    words = WordHashEmbedder()
    said = [text[sentence.start : sentence.end] for sentence in one.sentences]
    assert said == ["The ferry sails at nine.", "The bridge is shut!"]
    assert np.allclose(one.sentence_vectors, words.embed_passages(said))


def test_a_passage_is_half_its_sentences_and_half_its_title() -> None:
    (one,) = embedded("The ferry sails at nine. The bridge is shut!")
    title = WordHashEmbedder().embed_question("Report one")
    body = one.sentence_vectors.sum(axis=0)
    expected = body / np.linalg.norm(body) + title
    assert np.allclose(one.vector, expected / np.linalg.norm(expected), atol=1e-5)
    assert np.linalg.norm(one.vector) == pytest.approx(1, abs=1e-5)


def test_a_sentence_that_two_passages_share_is_embedded_once() -> None:
    text = "The ferry sails at nine. The bridge is shut. The road is open."
    embedder = WordHashEmbedder()
    first, second = embedded(text, (0, 44), (25, len(text)), embedder=embedder)
    assert (len(first.sentences), len(second.sentences)) == (2, 2)
    assert embedder.embedded == 4  # three sentences and the title
    assert np.array_equal(first.sentence_vectors[1], second.sentence_vectors[0])


def test_the_progress_ends_with_all_passages_and_never_goes_back() -> None:
    article = identify(draft("long", story("long", paragraphs=400)), "/invented/long")
    size = len(article.text) // 40
    passages = [(article, Passage(article.id, at * size, (at + 1) * size)) for at in range(40)]
    told: list[int] = []
    list(embed_passages(passages, WordHashEmbedder(), told.append))
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 40


def test_the_vectors_of_a_long_article_are_computed_piece_by_piece() -> None:
    article = identify(draft("long", story("long", paragraphs=400)), "/invented/long")
    passages = [(article, Passage(article.id, start, start + 100)) for start in range(0, 60_000, 100)]
    embedder = WordHashEmbedder()
    pieces = embed_passages(passages, embedder)
    next(pieces)
    early = embedder.embedded
    rest = list(pieces)
    assert len(rest) == len(passages) - 1
    assert early < embedder.embedded / 2


@given(
    st.lists(st.lists(FLOATS, min_size=8, max_size=8).filter(lambda row: np.linalg.norm(row) > 0.01), max_size=6),
    st.data(),
)
def test_stored_sentences_give_back_places_and_nearly_the_same_cosines(
    rows: list[list[float]], data: st.DataObject
) -> None:
    vectors = np.array(rows, dtype=np.float32).reshape(len(rows), 8)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    flags = [data.draw(st.tuples(st.booleans(), st.booleans(), st.booleans())) for _ in rows]
    sentences = [Sentence(at * 10, at * 10 + 9, at // 2, *flag) for at, flag in enumerate(flags)]
    stored = StoredSentences.of(sentences, vectors)
    asked = np.eye(8, dtype=np.float32)[0]
    assert stored.sentences() == sentences
    assert stored.quotable_mask().tolist() == [not (flag[1] or flag[2]) for flag in flags]
    both: Sequence[np.ndarray] = sentence_cosines([stored, stored], asked)
    assert [len(one) for one in both] == [len(rows)] * 2
    assert np.allclose(both[1], vectors @ asked, atol=0.02)
    assert sentence_cosines([], asked) == []


def as_the_first_version_made_it(folder: Path) -> None:
    revert_schema(folder, 1)
    with sqlite3.connect(folder / "catalog.sqlite3") as connection:
        connection.execute("DELETE FROM facts WHERE name = 'embedded'")
    connection.close()


def test_a_library_of_the_first_version_says_what_to_do_and_can_be_brought_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library(folder) as library:
        put(library, draft(1), draft(2))
    as_the_first_version_made_it(folder)
    (told,) = [check for check in examine(load_settings(library=folder)) if check.status == "wrong"]
    assert "assistant reindex" in told.advice
    with quick_assistant(folder) as assistant:
        for refused in (lambda: assistant.ask("Who chairs the council?"), lambda: assistant.ingest(Path(__file__))):
            with pytest.raises(EmbedderMismatchError, match="assistant reindex --library"):
                refused()
        assistant.reindex()
        assert assistant.library.problems() == []
        assert assistant.search(story(2).split(".")[0]).hits[0].stored.article.id == "a2"
