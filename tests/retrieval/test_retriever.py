"""Finding passages: what one sentence says counts, a question in an article answers nothing, news says it first."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from invented import marker, story

from assistant import Assistant
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.errors import RerankerError, UsageError
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle
from assistant.questions.question import parse_question
from assistant.retrieval.candidates import question_terms
from assistant.retrieval.reranking import CrossEncoderReranker
from assistant.settings import load_settings

DAY = date(2026, 5, 20)


@pytest.fixture
def assistant(tmp_path: Path, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "library", embedder=minilm) as opened:
        yield opened


def put(assistant: Assistant, minilm: Embedder, **texts: str) -> None:
    moment = datetime(2026, 5, 19, tzinfo=UTC)
    found = [
        ReadArticle(
            ParsedArticle(text, title="Report", id=name, source="The Invented Post", published=moment),
            f"/invented/{name}",
        )
        for name, text in texts.items()
    ]
    ingest(assistant.library, found, lambda: minilm)


def first(assistant: Assistant, question: str) -> str:
    return assistant.search(question, as_of=DAY).hits[0].stored.article.id


FILLER = "Nothing of the kind was said by anybody else on that day. The weather stayed as it was, mild and grey. "


def test_one_sentence_that_says_it_in_other_words_is_enough(assistant: Assistant, minilm: Embedder) -> None:
    said = "The physician was given the sack on Monday. "
    put(
        assistant,
        minilm,
        weather=FILLER * 4,
        doctor=FILLER * 2 + said + FILLER * 2,
        sport=FILLER * 3 + "The match was lost. ",
    )
    assert first(assistant, "Was a doctor fired?") == "doctor"


def test_a_question_in_an_article_does_not_pass_for_its_answer(assistant: Assistant, minilm: Embedder) -> None:
    quiz = "Which bridge was closed in May? Who chairs the council? What does the ferry cost? "
    news = "The council closed the Mill Bridge in May. "
    put(assistant, minilm, quiz=quiz + FILLER, news=news + FILLER)
    assert first(assistant, "Which bridge was closed in May?") == "news"
    answer = assistant.ask("Which bridge was closed in May?", as_of=DAY)
    assert all("?" not in citation.quote for citation in answer.citations)


def test_of_two_passages_that_say_the_same_the_one_that_opens_its_article_is_first(
    assistant: Assistant, minilm: Embedder
) -> None:
    said = f"The {marker('bridge')} bridge was closed. "
    put(
        assistant,
        minilm,
        late=story("late", paragraphs=6) + "\n\n" + said * 2,
        lead=said * 2 + "\n\n" + story("lead", paragraphs=6),
    )
    assert first(assistant, f"Was the {marker('bridge')} bridge closed?") == "lead"


def test_every_passage_found_says_how_close_each_of_its_sentences_is(assistant: Assistant, minilm: Embedder) -> None:
    put(assistant, minilm, ferry="The ferry sails at nine. The bridge is shut.")
    (hit,) = assistant.search("When does the ferry sail?", as_of=DAY).hits
    text = hit.stored.passage.text(hit.stored.article)
    said = {text[one.sentence.start : one.sentence.end]: one.closeness for one in hit.sentences}
    asked = minilm.embed_question("When does the ferry sail?")
    for sentence, close in said.items():
        assert close == pytest.approx(float(minilm.embed_question(sentence) @ asked), abs=0.02)
    assert max(said, key=lambda sentence: said[sentence]) == "The ferry sails at nine."


def test_nothing_is_found_in_an_empty_library(assistant: Assistant) -> None:
    assert assistant.search("When does the ferry sail?", as_of=DAY).hits == ()


# A cross-encoder


@pytest.fixture(scope="module")
def ferries_are_good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small BERT that has learned one thing: how good a passage is grows with the number of its words `ferry`."""
    import torch
    from sentence_transformers import CrossEncoder
    from tokenizers.implementations import BertWordPieceTokenizer
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("models")
    tokenizer = BertWordPieceTokenizer()
    tokenizer.train_from_iterator(["the ferry sails " * 20, FILLER], vocab_size=200, show_progress=False)
    tokenizer.save_model(str(folder))
    fast = BertTokenizerFast(vocab_file=str(folder / "vocab.txt"))
    torch.manual_seed(5)
    shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    model = BertForSequenceClassification(BertConfig(vocab_size=200, num_labels=1, **shape))
    texts = [("the ferry " * count + "sails " * (12 - count), count / 12) for count in range(13)]
    batch = fast(["ferry"] * len(texts), [text for text, _ in texts], padding=True, return_tensors="pt")
    wanted = torch.tensor([[score] for _, score in texts])
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(150):
        loss = torch.nn.functional.mse_loss(model(**batch).logits, wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.save_pretrained(folder / "bert")
    fast.save_pretrained(folder / "bert")
    CrossEncoder(str(folder / "bert"), device="cpu").save_pretrained(str(folder / "reranker"))
    return folder / "reranker"


def test_a_cross_encoder_reads_the_best_passages_again(
    tmp_path: Path, minilm: Embedder, ferries_are_good: Path
) -> None:
    folder = tmp_path / "library"
    with Assistant.open(folder, embedder=minilm) as plain:
        put(
            plain,
            minilm,
            one="The ferry sails.",
            many="The ferry sails sails the ferry the ferry the ferry sails the ferry.",
        )
        found = plain.search("ferry", as_of=DAY)
    settings = load_settings(library=folder, reranker=str(ferries_are_good))
    with Assistant.open(settings=settings, embedder=minilm) as reranking:
        again = reranking.search("ferry", as_of=DAY)
        cut = reranking.search("ferry", as_of=DAY, top_k=1)
    opinions = CrossEncoderReranker(str(ferries_are_good)).rerank(parse_question("ferry", DAY), found.hits)
    assert [hit.stored for hit in again.hits] == [hit.stored for hit in opinions]
    assert {hit.stored.article.id for hit in again.hits} == {"one", "many"}
    assert cut.hits[0].stored == again.hits[0].stored
    assert len(cut.hits) == 1


def test_its_opinion_moves_a_passage_up(minilm: Embedder, tmp_path: Path, ferries_are_good: Path) -> None:
    with Assistant.open(tmp_path / "library", embedder=minilm) as plain:
        put(plain, minilm, one="The ferry sails.", many="The ferry the ferry the ferry the ferry the ferry sails.")
        hits = plain.search("ferry", as_of=DAY).hits
    level = [dataclasses.replace(hit, score=0.5) for hit in sorted(hits, key=lambda hit: -len(hit.stored.article.text))]
    for order in (level, level[::-1]):
        best = CrossEncoderReranker(str(ferries_are_good)).rerank(parse_question("ferry", DAY), order)[0]
        assert best.stored.article.id == "many"


def test_a_reranker_that_does_not_exist_is_one_clear_line(
    tmp_path: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    settings = load_settings(library=tmp_path / "library", reranker=str(tmp_path / "no-such-model"))
    with Assistant.open(settings=settings, embedder=minilm) as assistant:
        put(assistant, minilm, one="The ferry sails.", other="The bridge is shut.")
        with pytest.raises(RerankerError, match="no-such-model") as raised:
            assistant.ask("When does the ferry sail?", as_of=DAY)
    assert "\n" not in str(raised.value)


# Publications


def in_two_papers(assistant: Assistant, minilm: Embedder) -> None:
    for source, said in (("The Invented Post", "The ferry costs four euros."), ("Skerry Times", "The ferry is free.")):
        found = [
            ReadArticle(ParsedArticle(f"{said} {story(source)}", title=source, id=source, source=source), f"/{source}")
        ]
        ingest(assistant.library, found, lambda: minilm)


@pytest.mark.parametrize("sources", [["Skerry Times"], ["skerry times"], "Skerry Times"])
def test_only_the_publications_asked_for_are_evidence(assistant: Assistant, minilm: Embedder, sources) -> None:
    in_two_papers(assistant, minilm)
    everywhere = assistant.ask("What does the ferry cost?", as_of=DAY)
    assert {one.source for one in everywhere.citations} >= {"The Invented Post"}
    answer = assistant.ask("What does the ferry cost?", as_of=DAY, sources=sources)
    evidence = assistant.search("What does the ferry cost?", as_of=DAY, sources=sources)
    assert {one.source for one in answer.citations} <= {"Skerry Times"}
    assert {hit.stored.article.source for hit in evidence.hits} == {"Skerry Times"}
    newest = assistant.ask("What is new?", as_of=DAY, sources=sources)
    assert {one.source for one in newest.citations} == {"Skerry Times"}


def test_a_publication_without_articles_is_refused_with_those_that_have_some(
    assistant: Assistant, minilm: Embedder
) -> None:
    in_two_papers(assistant, minilm)
    with pytest.raises(UsageError, match=r"no article is from 'Nobody'; articles are from: Skerry Times, The Invented"):
        assistant.ask("What does the ferry cost?", sources=["Skerry Times", "Nobody"])


def test_in_a_large_library_the_rarest_words_find_and_the_others_count(
    assistant: Assistant, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    putting = {f"a{n}": f"The ferry left the harbour on trip {n}." for n in range(8)}
    put(assistant, minilm, **putting, rare="The ferry carried a harpsichord to the harbour.")
    question = parse_question("Which ferry carried a harpsichord to the harbour?", DAY)
    every = question_terms(question, assistant.library.catalog)
    assert every.counting == ()
    monkeypatch.setattr("assistant.retrieval.candidates._MATCHES", 2)
    some = question_terms(question, assistant.library.catalog)
    assert "harpsichord" in some.finding
    assert some.counting
    assert {*some.finding, *some.counting} == set(every.finding)
    assert first(assistant, question.text) == "rare"
