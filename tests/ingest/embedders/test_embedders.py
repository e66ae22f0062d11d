"""Embedders: the packaged model gives the vectors it was published with, and any other model can take its place."""

import json
import os
import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from invented import CHILD_ENVIRONMENT, python_command, story

from assistant import Assistant
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import DEFAULT_EMBEDDER, EXACT_EMBEDDER, Embedder, open_embedder
from assistant.ingest.embedders.minilm import MiniLMEmbedder, packaged_model_folder
from assistant.ingest.embedders.model_prefixes import prefixes_of
from assistant.ingest.embedders.onnx_embedder import Prefixes
from assistant.ingest.errors import EmbedderError, EmbedderMismatchError
from assistant.ingest.library import Library
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

TEXTS = [
    "The ferry Petrel sails to Gull Island at nine in the morning.",
    "Council corrects cost of bridge repairs\nThe repair costs 3.1 million euros, not 2.4 million.",
    "",
    " ",
    "a",
    "…—!?",
    "ALL CAPITALS, 1,234.56 and ½ of №7",
    "Ünïcödé façade naïve Ærø ß",
    "桥梁于五月重新开放。市长感到高兴！",
    "أعيد فتح الجسر فوق النهر يوم الثلاثاء.",
    "👩‍👩‍👧‍👦 took the ferry 🚢🚢🚢",
    "e\u0301 \u202e \u200b \x00 \ufffd",
    "Wort" * 200,
    story(1, paragraphs=1),
    story(2, paragraphs=9),  # longer than the model reads
]


def test_the_packaged_model_agrees_with_sentence_transformers(minilm):
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(packaged_model_folder()), device="cpu")
    expected = reference.encode([text or " " for text in TEXTS], normalize_embeddings=True, show_progress_bar=False)
    exact = open_embedder(EXACT_EMBEDDER)
    assert exact.name == EXACT_EMBEDDER
    cosines = np.sum(exact.embed_passages(TEXTS) * expected, axis=1)
    assert cosines.min() > 0.9999, dict(zip(TEXTS, cosines, strict=True))
    cosines = np.sum(minilm.embed_passages(TEXTS) * expected, axis=1)
    assert cosines.mean() > 0.99, dict(zip(TEXTS, cosines, strict=True))
    assert cosines.min() > 0.95, dict(zip(TEXTS, cosines, strict=True))


def test_vectors_have_the_length_one_and_the_promised_shape(minilm):
    vectors = minilm.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert minilm.embed_question(TEXTS[0]).shape == (minilm.dimension,)
    assert minilm.embed_passages([]).shape == (0, minilm.dimension)


def test_a_text_has_the_same_vector_in_whatever_company_it_is_embedded(minilm):
    together = minilm.embed_passages(TEXTS)
    order = np.random.default_rng(3).integers(len(TEXTS), size=200)
    shuffled = minilm.embed_passages([TEXTS[index] for index in order])
    assert np.array_equal(shuffled, together[order])
    assert np.array_equal(np.stack([minilm.embed_question(text) for text in TEXTS]), together)


def test_close_meanings_are_close(minilm):
    question = minilm.embed_question("When does the boat leave?")
    ferry, repair, *_ = minilm.embed_passages(TEXTS)
    assert question @ ferry > question @ repair + 0.1


def test_the_graph_is_made_once_from_the_packaged_weights_and_then_kept(tmp_path, minilm):
    first = MiniLMEmbedder(cache_folder=tmp_path / "cache").embed_question(TEXTS[0])
    (graph,) = (tmp_path / "cache").iterdir()
    made = graph.stat().st_mtime_ns
    again = MiniLMEmbedder(cache_folder=tmp_path / "cache").embed_question(TEXTS[0])
    assert graph.stat().st_mtime_ns == made
    assert np.array_equal(first, again)
    assert np.allclose(first, minilm.embed_question(TEXTS[0]), atol=1e-5)


def test_the_graph_is_that_of_the_weights_wherever_they_are_installed(tmp_path, monkeypatch):
    cache, installed = tmp_path / "cache", tmp_path / "installed anew"
    first = MiniLMEmbedder(cache_folder=cache).embed_question(TEXTS[0])
    shutil.copytree(packaged_model_folder(), installed, copy_function=shutil.copyfile)
    monkeypatch.setattr("assistant.ingest.embedders.minilm.packaged_model_folder", lambda: installed)
    assert np.array_equal(MiniLMEmbedder(cache_folder=cache).embed_question(TEXTS[0]), first)
    assert len(list(cache.iterdir())) == 1
    with (installed / "model.safetensors").open("r+b") as weights:
        weights.seek(60_000_000)
        weights.write(np.full(1_000_000, 0.01, dtype=np.float32).tobytes())
    assert not np.array_equal(MiniLMEmbedder(cache_folder=cache).embed_question(TEXTS[0]), first)
    assert len(list(cache.iterdir())) == 2


def test_the_default_embedder_needs_no_torch():
    code = "import sys\nfrom assistant.ingest.embedders import open_embedder\nopen_embedder().embed_question('Who?')\nprint('torch' in sys.modules)"
    done = subprocess.run(python_command(code), capture_output=True, text=True, env=CHILD_ENVIRONMENT, timeout=120)
    assert done.stdout.strip() == "False", done.stderr


# Any other model


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two small layers that has learned nothing, kept as sentence-transformers keeps models."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers.implementations import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("models")
    tokenizer = BertWordPieceTokenizer()
    tokenizer.train_from_iterator([story(number) for number in range(20)], vocab_size=600, show_progress=False)
    tokenizer.save_model(str(folder))
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=600, hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(48)], device="cpu").save(str(folder / "tiny"))
    return folder / "tiny"


def test_any_sentence_transformers_model_can_be_opened_by_its_folder(tiny_model):
    embedder = open_embedder(str(tiny_model))
    vectors = embedder.embed_passages(TEXTS)
    assert embedder.name == str(tiny_model)
    assert (embedder.dimension, vectors.shape) == (48, (len(TEXTS), 48))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(embedder.embed_question(TEXTS[0]), vectors[0], atol=1e-4)
    assert embedder.embed_passages([]).shape == (0, 48)


def test_code_in_the_folder_of_a_model_is_not_run(tiny_model, tmp_path):
    folder, ran = tmp_path / "model", tmp_path / "ran"
    shutil.copytree(tiny_model, folder)
    modules = json.loads((folder / "modules.json").read_text())
    modules[1]["type"] = "own_pooling.OwnPooling"
    (folder / "modules.json").write_text(json.dumps(modules))
    code = "import pathlib\nfrom sentence_transformers.models import Pooling\n"
    (folder / "own_pooling.py").write_text(
        f"{code}pathlib.Path({str(ran)!r}).touch()\nclass OwnPooling(Pooling): pass\n"
    )
    with pytest.raises(EmbedderError, match="is not part of Sentence Transformers"):
        open_embedder(str(folder))
    assert not ran.exists()


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("intfloat/multilingual-e5-base", "query: ", "passage: "),
        ("/models/e5-large-v2/", "query: ", "passage: "),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("thenlper/gte-base", "", ""),
        ("sentence-transformers/all-mpnet-base-v2", "", ""),
    ],
)
def test_a_model_gets_the_prefixes_of_its_family(name, question, passage):
    assert prefixes_of(name) == Prefixes(question, passage)


def test_the_prefixes_of_a_model_are_applied_unless_it_has_prompts_of_its_own(tmp_path, tiny_model):
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(tiny_model), device="cpu")
    shutil.copytree(tiny_model, tmp_path / "e5-small")
    embedder = open_embedder(str(tmp_path / "e5-small"))
    expected = plain.encode(["query: ferry", "passage: ferry"], normalize_embeddings=True)
    assert np.allclose(embedder.embed_question("ferry"), expected[0], atol=1e-4)
    assert np.allclose(embedder.embed_passages(["ferry"])[0], expected[1], atol=1e-4)
    plain.prompts = {"query": "ask ", "document": ""}
    plain.save(str(tmp_path / "own" / "e5-small"))
    embedder = open_embedder(str(tmp_path / "own" / "e5-small"))
    expected = plain.encode(["ask ferry", "ferry"], normalize_embeddings=True)
    assert np.allclose(embedder.embed_question("ferry"), expected[0], atol=1e-4)
    assert np.allclose(embedder.embed_passages(["ferry"])[0], expected[1], atol=1e-4)


def test_a_model_that_does_not_exist_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    (tmp_path / "not-a-model").mkdir()
    for name in ("no-such-owner/no-such-model", str(tmp_path / "not-a-model")):
        with pytest.raises(EmbedderError) as raised:
            open_embedder(name)
        assert repr(name) in str(raised.value)
        assert "\n" not in str(raised.value)


def _ingest(library: Library, embedder: Embedder, texts: dict[str, str]) -> None:
    found = [ReadArticle(ParsedArticle(text, title=name, id=name), f"/invented/{name}") for name, text in texts.items()]
    ingest(library, found, lambda: embedder)


def test_a_library_of_one_embedder_refuses_another_and_can_change_over(tmp_path, tiny_model, minilm):
    texts = {"ferry": TEXTS[0], "bridge": TEXTS[1]}
    with Library(tmp_path / "library") as library:
        _ingest(library, minilm, texts)
        with pytest.raises(EmbedderMismatchError, match="all-MiniLM-L6-v2") as raised:
            _ingest(library, open_embedder(str(tiny_model)), {"new": story(5)})
        assert str(tiny_model) in str(raised.value)
        assert library.catalog.article("new") is None
    with pytest.raises(EmbedderMismatchError, match="all-MiniLM-L6-v2") as raised:
        Assistant.open(tmp_path / "library", embedder=str(tiny_model))
    assert str(tiny_model) in str(raised.value)
    assert "\n" not in str(raised.value)
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.reindex(str(tiny_model))
        assert assistant.library.embedder_name == str(tiny_model)
        assert assistant.library.problems() == []
        assert assistant.search(TEXTS[0]).hits[0].stored.article.id == "ferry"
        vector = open_embedder(str(tiny_model)).embed_question(TEXTS[0])
        assert len(assistant.library.nearest(vector, 5)) == 2
    with pytest.raises(EmbedderMismatchError):
        Assistant.open(tmp_path / "library", embedder=DEFAULT_EMBEDDER)
    with Assistant.open(tmp_path / "library") as assistant:  # remembers by itself which one it is
        assert assistant.search(TEXTS[0]).hits[0].stored.article.id == "ferry"


def test_a_change_of_embedder_that_fails_midway_leaves_the_library_as_it_was(tmp_path, minilm):
    class Breaking:
        name, dimension = "breaking", 3

        def embed_passages(self, texts):
            raise EmbedderError("the model broke down")

    with Library(tmp_path / "library") as library:
        _ingest(library, minilm, {"ferry": TEXTS[0]})
        with pytest.raises(EmbedderError), library.writing("reindex") as writer:
            writer.reembed(Breaking())
        assert library.embedder_name == DEFAULT_EMBEDDER
        assert library.problems() == []
        assert len(library.nearest(minilm.embed_question("When does the ferry sail?"), 5)) == 1


def test_a_cache_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbedderError, match="XDG_CACHE_HOME") as raised:
        MiniLMEmbedder(cache_folder=tmp_path / "file" / "cache")
    assert os.linesep not in str(raised.value)


def test_what_is_read_for_an_answer_does_not_wait_behind_an_ingest(monkeypatch):
    embedder = MiniLMEmbedder(threads=1)
    begun, may_end = threading.Event(), threading.Event()
    tokens = embedder._tokens

    def held_up(encodings):
        if threading.current_thread().name.startswith("embed"):
            begun.set()
            may_end.wait(60)
        return tokens(encodings)

    monkeypatch.setattr(embedder, "_tokens", held_up)
    with ThreadPoolExecutor(2) as threads:
        ingest = threads.submit(embedder.embed_passages, ["A kiosk opened on Rope Street."] * 3)
        try:
            assert begun.wait(60)
            assert len(threads.submit(embedder.token_vectors, ["Who opened a kiosk?"]).result(timeout=30)) == 1
            assert not ingest.done()
        finally:
            may_end.set()
