"""Embedding models: one file per provider, chosen by name.

Input: texts. Output: vectors of length 1. May import only `assistant.ingest.errors` and `assistant.ingest.atomic_files`.
"""

from assistant.ingest.embedders.contract import Embedder, Vectors

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
"""Is installed as a package, so that nothing is downloaded at run time."""

EXACT_EMBEDDER = f"{DEFAULT_EMBEDDER}-float32"
"""The same model in 32-bit floats: exactly the published model's vectors, three times slower."""

MULTILINGUAL_EMBEDDER = "multilingual-e5-small"
"""Comes with the extra `languages`."""

__all__ = ["DEFAULT_EMBEDDER", "EXACT_EMBEDDER", "MULTILINGUAL_EMBEDDER", "Embedder", "Vectors", "open_embedder"]


def open_embedder(name: str = DEFAULT_EMBEDDER) -> Embedder:
    """Loads an embedder: a packaged model, or any sentence-transformers model by hub name or folder.

    Raises:
        EmbedderError: If there is no such model, its package is not installed, or it cannot be loaded.
    """
    if name in {DEFAULT_EMBEDDER, EXACT_EMBEDDER}:
        from assistant.ingest.embedders.minilm import MiniLMEmbedder

        return MiniLMEmbedder(eight_bits=name == DEFAULT_EMBEDDER)
    if name == MULTILINGUAL_EMBEDDER:
        from assistant.ingest.embedders.mean_vectors import MeanVectors
        from assistant.ingest.embedders.multilingual_e5 import MultilingualE5Embedder

        return MultilingualE5Embedder(means=MeanVectors.packaged())
    from assistant.ingest.embedders.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)
