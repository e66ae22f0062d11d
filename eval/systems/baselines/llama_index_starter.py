"""llama-index as its documentation starts a newcomer: documents, `VectorStoreIndex.from_documents`, a retriever; nothing tuned.

Only the embedding model is chosen: the same MiniLM as the product's. Its passages are its own: `SentenceSplitter` cuts at 1,024 tokens with an
overlap of 200 unless told otherwise. The title is given as metadata, which llama-index embeds with every passage.
"""

import os
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.eval.systems.baselines.contract import FoundPassage, Material
from assistant.ingest.embedders.minilm import packaged_model_folder

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

_SAY_EVERY = 250


class LlamaIndexStarter:
    """A `VectorStoreIndex` as its documentation makes it; dates play no part."""

    def __init__(self, index: "VectorStoreIndex") -> None:
        self._index = index

    def search(self, question: str, as_of: date | None, k: int) -> list[FoundPassage]:
        """See `Baseline.search`."""
        from llama_index.core.schema import TextNode

        del as_of
        found: list[FoundPassage] = []
        for scored in self._index.as_retriever(similarity_top_k=k).retrieve(question):
            node = scored.node
            if isinstance(node, TextNode) and node.ref_doc_id is not None:
                start = node.start_char_idx or 0
                end = start + len(node.text) if node.end_char_idx is None else node.end_char_idx
                found.append(FoundPassage(node.ref_doc_id, start, end, node.text))
        return found


def open_baseline(material: Material) -> LlamaIndexStarter:
    """See `Baseline`; the index is made on the first run over a set and kept for later ones."""
    from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage

    folder = material.cache / f"llama-index-{material.content_hash[:12]}"
    model = minilm()
    if not folder.is_dir():
        index = VectorStoreIndex.from_documents([], embed_model=model)
        _fill(index, material)
        _keep(index, folder)
        return LlamaIndexStarter(index)
    loaded = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)), embed_model=model)
    assert isinstance(loaded, VectorStoreIndex)
    return LlamaIndexStarter(loaded)


def minilm() -> "BaseEmbedding":
    """The packaged model as llama-index runs it."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # of loading the weights, which takes no time
    model: BaseEmbedding = HuggingFaceEmbedding(model_name=str(packaged_model_folder()), device="cpu")
    return model


def _fill(index: "VectorStoreIndex", material: Material) -> None:
    """As `from_documents` does, article by article, so that it can be said how far it is."""
    from llama_index.core import Document

    catalog = material.library.catalog
    listed = catalog.articles()
    for done, one in enumerate(listed):
        if done % _SAY_EVERY == 0:
            material.say(f"llama-index has embedded {done:,} of {len(listed):,} articles; this is done once for a set")
        article = catalog.article(one.id)
        if article is not None:
            index.insert(Document(id_=article.id, text=article.text, metadata={"title": article.title}))


def _keep(index: "VectorStoreIndex", folder: Path) -> None:
    """All of it appears at once, so that a run that was ended leaves no half index."""
    unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
    index.storage_context.persist(str(unfinished))
    try:
        unfinished.rename(folder)
    except OSError:  # another run was faster
        shutil.rmtree(unfinished, ignore_errors=True)
