"""Measures llama-index's default store over the same passages and vectors; runs in its own process.

The default is a `VectorStoreIndex` in memory, persisted as JSON.
"""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.eval.bench.bench_result import SizeRecord, Times
from assistant.eval.bench.child_process import peak_memory
from assistant.eval.bench.library_costs import CHANGES, K, disk_bytes, milliseconds
from assistant.eval.systems.baselines.llama_index_starter import llama_index_minilm
from assistant.ingest.library import Library

if TYPE_CHECKING:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.schema import TextNode

_BATCH_SIZE = 2_000
_SECONDS_FILE = "make_seconds.txt"
SYSTEM = "llama-index"


def make_llama_index(library_folder: Path, passages: int, folder: Path) -> None:
    """Builds an index of the first passages of a library with their stored vectors, unless it exists.

    Args:
        library_folder: The library.
        passages: The number of passages.
        folder: The index.
    """
    from llama_index.core import VectorStoreIndex

    if (folder / _SECONDS_FILE).is_file():
        return
    shutil.rmtree(folder, ignore_errors=True)
    with Library(library_folder, create=False) as library:
        nodes = _nodes(library, passages)
    start = time.monotonic()
    index = VectorStoreIndex(nodes, embed_model=llama_index_minilm())
    index.storage_context.persist(str(folder))
    (folder / _SECONDS_FILE).write_text(f"{time.monotonic() - start:.2f}")


def measure_llama_index(folder: Path, questions: Sequence[str], text: str) -> SizeRecord:
    """Opens an index, asks every question, adds and removes an article.

    Args:
        folder: An index of `make_llama_index`.
        questions: The questions.
        text: The text of the article.
    """
    from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage

    model = llama_index_minilm()
    start = time.perf_counter()
    index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)), embed_model=model)
    assert isinstance(index, VectorStoreIndex)
    retriever = index.as_retriever(similarity_top_k=K)
    retriever.retrieve(questions[0])
    open_ms = (time.perf_counter() - start) * 1000
    search = [milliseconds(lambda question=question: retriever.retrieve(question)) for question in questions]  # type: ignore[misc]
    memory = peak_memory()
    passages = len(index.docstore.docs)
    added, removed = [], []
    for turn in range(CHANGES):
        # A change is only kept if the whole index is written again.
        document = Document(id_=f"added-{turn}", text=text)
        added.append(milliseconds(lambda document=document: _insert(index, document, folder)))  # type: ignore[misc]
        removed.append(milliseconds(lambda document=document: _delete(index, document, folder)))  # type: ignore[misc]
    return SizeRecord(
        system=SYSTEM,
        passages=passages,
        articles=None,
        make_seconds=float((folder / _SECONDS_FILE).read_text()),
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

    nodes: list[TextNode] = []
    last_number = 0
    while len(nodes) < passages:
        numbers, vectors = library.catalog.vectors(last_number, min(_BATCH_SIZE, passages - len(nodes)))
        if not len(numbers):
            break
        last_number = int(numbers[-1])
        for stored, vector in zip(library.catalog.passages(numbers.tolist()), vectors.tolist(), strict=True):
            text = stored.passage.text(stored.article)
            metadata = {"title": stored.article.title}
            nodes.append(TextNode(id_=str(stored.number), text=text, metadata=metadata, embedding=vector))
    return nodes
