"""What llama-index's default costs over the same passages and vectors: a `VectorStoreIndex` in memory, kept as JSON; run in a process of its own."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.eval.bench.child_process import peak_memory
from assistant.eval.bench.measuring import CHANGES, K, disk_bytes, milliseconds
from assistant.eval.bench.record import SizeRecord, Times
from assistant.eval.systems.baselines.llama_index_starter import minilm
from assistant.ingest.library import Library

if TYPE_CHECKING:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.schema import TextNode

_AT_ONCE = 2_000
_FINISHED = "make_seconds.txt"
SYSTEM = "llama-index"


def make_llama_index(library_folder: Path, passages: int, folder: Path) -> None:
    """Stores the first passages of a library, with the vectors that it has of them, once."""
    from llama_index.core import VectorStoreIndex

    if (folder / _FINISHED).is_file():
        return
    shutil.rmtree(folder, ignore_errors=True)
    with Library(library_folder, create=False) as library:
        nodes = _nodes(library, passages)
    began = time.monotonic()
    index = VectorStoreIndex(nodes, embed_model=minilm())
    index.storage_context.persist(str(folder))
    (folder / _FINISHED).write_text(f"{time.monotonic() - began:.2f}")


def measure_llama_index(folder: Path, questions: Sequence[str], text: str) -> SizeRecord:
    """Opens an index, asks every question, adds and removes an article.

    Args:
        folder: The index, as `make_llama_index` made it.
        questions: What is asked.
        text: The text of the article.
    """
    from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage

    model = minilm()
    began = time.perf_counter()
    index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)), embed_model=model)
    assert isinstance(index, VectorStoreIndex)
    retriever = index.as_retriever(similarity_top_k=K)
    retriever.retrieve(questions[0])
    open_ms = (time.perf_counter() - began) * 1000
    search = [milliseconds(lambda one=one: retriever.retrieve(one)) for one in questions]  # type: ignore[misc]
    memory = peak_memory()
    passages = len(index.docstore.docs)
    added, removed = [], []
    for turn in range(CHANGES):
        # Nothing is kept unless all of it is written anew.
        document = Document(id_=f"added-{turn}", text=text)
        added.append(milliseconds(lambda one=document: _insert(index, one, folder)))  # type: ignore[misc]
        removed.append(milliseconds(lambda one=document: _delete(index, one, folder)))  # type: ignore[misc]
    return SizeRecord(
        system=SYSTEM,
        passages=passages,
        articles=None,
        make_seconds=float((folder / _FINISHED).read_text()),
        disk_bytes=disk_bytes(folder),
        open_ms=round(open_ms, 1),
        memory_bytes=memory,
        search=Times.of(search),
        add=Times.of(added),
        remove=Times.of(removed),
        recall_at_10=1.0,
    )


def _insert(index: "VectorStoreIndex", document: "Document", folder: Path) -> None:
    index.insert(document)
    index.storage_context.persist(str(folder))


def _delete(index: "VectorStoreIndex", document: "Document", folder: Path) -> None:
    index.delete_ref_doc(document.id_, delete_from_docstore=True)
    index.storage_context.persist(str(folder))


def _nodes(library: Library, passages: int) -> "list[TextNode]":
    from llama_index.core.schema import TextNode

    found: list[TextNode] = []
    after = 0
    while len(found) < passages:
        numbers, vectors = library.catalog.vectors(after, min(_AT_ONCE, passages - len(found)))
        if not len(numbers):
            break
        after = int(numbers[-1])
        for stored, vector in zip(library.catalog.passages(numbers.tolist()), vectors.tolist(), strict=True):
            text = stored.passage.text(stored.article)
            found.append(
                TextNode(id_=str(stored.number), text=text, metadata={"title": stored.article.title}, embedding=vector)
            )
    return found
