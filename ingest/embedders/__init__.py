"""The models that turn text into vectors: one file a provider, chosen by name."""

from assistant.ingest.embedders.contract import Embedder, Vectors

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
"""Ships as a package, so that nothing is downloaded at run time."""

EXACT_EMBEDDER = f"{DEFAULT_EMBEDDER}-float32"
"""The same model in 32-bit floats: the very vectors that it was published with, in three times the time."""

__all__ = ["DEFAULT_EMBEDDER", "EXACT_EMBEDDER", "Embedder", "Vectors", "open_embedder"]


def open_embedder(name: str = DEFAULT_EMBEDDER) -> Embedder:
    """Loads the embedder of that name: the packaged one, in 8 bits or exact, or any sentence-transformers model by hub name or folder.

    Raises:
        EmbedderError: If there is no such model, or it cannot be loaded.
    """
    if name in {DEFAULT_EMBEDDER, EXACT_EMBEDDER}:
        from assistant.ingest.embedders.minilm import MiniLMEmbedder

        return MiniLMEmbedder(eight_bits=name == DEFAULT_EMBEDDER)
    from assistant.ingest.embedders.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)
