"""llama-index as its documentation introduces it: documents, `VectorStoreIndex.from_documents`, a retriever.

Only the embedding model is set: the same MiniLM as the product's. Passages are llama-index's own: `SentenceSplitter`
cuts at 1,024 tokens with an overlap of 200 by default. The title is metadata, which llama-index embeds with every
passage.
"""

import os
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.eval.systems.baselines.base import BaselineInputs, RetrievedPassage
from assistant.ingest.embedders.minilm import packaged_model_folder

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

_SAY_EVERY_ARTICLES = 250


class LlamaIndexStarter:
    """A `VectorStoreIndex` with default settings; dates play no part."""

    def __init__(self, index: "VectorStoreIndex") -> None:
        self._index = index

    def search(self, question: str, as_of: date | None, k: int) -> list[RetrievedPassage]:
        """See `Baseline.search`."""
        from llama_index.core.schema import TextNode

        del as_of
        passages: list[RetrievedPassage] = []
        for scored in self._index.as_retriever(similarity_top_k=k).retrieve(question):
            node = scored.node
            if isinstance(node, TextNode) and node.ref_doc_id is not None:
                start = node.start_char_idx or 0
                end = start + len(node.text) if node.end_char_idx is None else node.end_char_idx
                passages.append(RetrievedPassage(node.ref_doc_id, start, end, node.text))
        return passages


def open_baseline(inputs: BaselineInputs) -> LlamaIndexStarter:
    """Opens the baseline; builds the index on the first run over a set and caches it for later runs."""
    from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage

    folder = inputs.cache / f"llama-index-{inputs.content_hash[:12]}"
    model = llama_index_minilm()
    if not folder.is_dir():
        index = VectorStoreIndex.from_documents([], embed_model=model)
        _insert_articles(index, inputs)
        _cache_index(index, folder)
        return LlamaIndexStarter(index)
    loaded = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)), embed_model=model)
    assert isinstance(loaded, VectorStoreIndex)
    return LlamaIndexStarter(loaded)


def llama_index_minilm() -> "BaseEmbedding":
    """Loads the packaged model through llama-index."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # loading the weights takes no time
    model: BaseEmbedding = HuggingFaceEmbedding(model_name=str(packaged_model_folder()), device="cpu")
    return model


def _insert_articles(index: "VectorStoreIndex", inputs: BaselineInputs) -> None:
    """Inserts article by article as `from_documents` does, so that progress can be reported."""
    from llama_index.core import Document

    catalog = inputs.library.catalog
    summaries = catalog.articles()
    for done, summary in enumerate(summaries):
        if done % _SAY_EVERY_ARTICLES == 0:
            inputs.say(f"llama-index has embedded {done:,} of {len(summaries):,} articles; this is done once for a set")
        article = catalog.article(summary.id)
        if article is not None:
            index.insert(Document(id_=article.id, text=article.text, metadata={"title": article.title}))


def _cache_index(index: "VectorStoreIndex", folder: Path) -> None:
    """Writes the index in one step, so that a killed run leaves no incomplete index."""
    partial = folder.with_name(f"{folder.name}.{os.getpid()}")
    index.storage_context.persist(str(partial))
    try:
        partial.rename(folder)
    except OSError:  # another run was faster
        shutil.rmtree(partial, ignore_errors=True)
