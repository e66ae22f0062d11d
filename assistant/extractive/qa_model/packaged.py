"""The packaged QA models: one for English, and one for other languages, which needs the multilingual embedder."""

from pathlib import Path

from assistant.extractive.qa_model.candidates import QATokenizer
from assistant.extractive.qa_model.onnx_model import OnnxQAModel, graph_identity, packaged_graph
from assistant.ingest.embedders.bert_graph import BertShape
from assistant.ingest.embedders.minilm import packaged_model_folder
from assistant.ingest.embedders.multilingual_e5 import MultilingualE5Embedder
from assistant.ingest.embedders.token_embeddings import TokenEmbeddings

MULTILINGUAL_GRAPH = "multilingual_qa_model.onnx"
"""The file of the multilingual model in this package."""

_GRAPH = "qa_model.onnx"


class PackagedQAModel(OnnxQAModel):
    """The QA model for English, made of the packaged embedder.

    Args:
        threads: How many candidates are read at once; as many as there are cores unless given.
        graph: The ONNX file; the one that comes with this package unless given.

    Raises:
        EmbedderError: If the package with the embedder is not installed.
    """

    def __init__(self, threads: int | None = None, graph: Path | None = None) -> None:
        folder = packaged_model_folder()
        embeddings = TokenEmbeddings.of_safetensors(folder / "model.safetensors", BertShape.read(folder).epsilon)
        tokenizer = QATokenizer.of_folder(folder)
        super().__init__(graph or packaged_graph(_GRAPH), tokenizer, embeddings, is_english=True, threads=threads)


class MultilingualQAModel(OnnxQAModel):
    """The QA model for other languages, made of the multilingual embedder, whose tokens it uses.

    Args:
        embedder: The embedder.
        graph: The ONNX file; the one that comes with this package unless given.
    """

    def __init__(self, embedder: MultilingualE5Embedder, graph: Path | None = None) -> None:
        tokenizer = QATokenizer(embedder.tokenizer)
        file = graph or packaged_graph(MULTILINGUAL_GRAPH)
        super().__init__(file, tokenizer, embedder.token_embeddings, is_english=False)


def has_multilingual_model() -> bool:
    """Returns whether this package has the multilingual model."""
    return packaged_graph(MULTILINGUAL_GRAPH).is_file()


def packaged_identity() -> str:
    """Returns the identity of the packaged model for English without loading it."""
    return graph_identity(packaged_graph(_GRAPH))
