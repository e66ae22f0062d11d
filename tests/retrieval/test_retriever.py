"""Retrieval: one relevant sentence is enough, questions in articles do not count, the first passage of an article is preferred."""

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


def ingest_texts(assistant: Assistant, minilm: Embedder, **texts: str) -> None:
    published = datetime(2026, 5, 19, tzinfo=UTC)
    articles = [
        ReadArticle(
            ParsedArticle(text, title="Report", id=name, source="The Invented Post", published=published),
            f"/invented/{name}",
        )
        for name, text in texts.items()
    ]
    ingest(assistant.library, articles, lambda: minilm)


def best_article(assistant: Assistant, question: str) -> str:
    return assistant.search(question, as_of=DAY).hits[0].article.id


FILLER = "Nothing of the kind was said by anybody else on that day. The weather stayed as it was, mild and grey. "


def test_one_sentence_in_other_words_is_enough(assistant: Assistant, minilm: Embedder) -> None:
    sentence = "The physician was given the sack on Monday. "
    ingest_texts(
        assistant,
        minilm,
        weather=FILLER * 4,
        doctor=FILLER * 2 + sentence + FILLER * 2,
        sport=FILLER * 3 + "The match was lost. ",
    )
    assert best_article(assistant, "Was a doctor fired?") == "doctor"


def test_a_question_in_an_article_is_not_its_answer(assistant: Assistant, minilm: Embedder) -> None:
    quiz = "Which bridge was closed in May? Who chairs the council? What does the ferry cost? "
    news = "The council closed the Mill Bridge in May. "
    ingest_texts(assistant, minilm, quiz=quiz + FILLER, news=news + FILLER)
    assert best_article(assistant, "Which bridge was closed in May?") == "news"
    answer = assistant.ask("Which bridge was closed in May?", as_of=DAY)
    assert all("?" not in citation.quote for citation in answer.citations)


def test_of_two_equal_passages_the_one_that_opens_its_article_is_first(assistant: Assistant, minilm: Embedder) -> None:
    sentence = f"The {marker('bridge')} bridge was closed. "
    ingest_texts(
        assistant,
        minilm,
        late=story("late", paragraphs=6) + "\n\n" + sentence * 2,
        lead=sentence * 2 + "\n\n" + story("lead", paragraphs=6),
    )
    assert best_article(assistant, f"Was the {marker('bridge')} bridge closed?") == "lead"


def test_a_hit_has_the_closeness_of_each_of_its_sentences(assistant: Assistant, minilm: Embedder) -> None:
    ingest_texts(assistant, minilm, ferry="The ferry sails at nine. The bridge is shut.")
    (hit,) = assistant.search("When does the ferry sail?", as_of=DAY).hits
    text = hit.text
    closeness = {text[scored.sentence.start : scored.sentence.end]: scored.closeness for scored in hit.sentences}
    vector = minilm.embed_question("When does the ferry sail?")
    for sentence, cosine in closeness.items():
        assert cosine == pytest.approx(float(minilm.embed_question(sentence) @ vector), abs=0.02)
    assert max(closeness, key=lambda sentence: closeness[sentence]) == "The ferry sails at nine."


def test_nothing_is_found_in_an_empty_library(assistant: Assistant) -> None:
    assert assistant.search("When does the ferry sail?", as_of=DAY).hits == ()


# A cross-encoder


@pytest.fixture(scope="module")
def ferry_reranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trains a small BERT whose score grows with the number of the word `ferry` in a passage."""
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
    targets = torch.tensor([[score] for _, score in texts])
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(150):
        loss = torch.nn.functional.mse_loss(model(**batch).logits, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.save_pretrained(folder / "bert")
    fast.save_pretrained(folder / "bert")
    CrossEncoder(str(folder / "bert"), device="cpu").save_pretrained(str(folder / "reranker"))
    return folder / "reranker"


def test_a_cross_encoder_reranks_the_best_passages(tmp_path: Path, minilm: Embedder, ferry_reranker: Path) -> None:
    folder = tmp_path / "library"
    with Assistant.open(folder, embedder=minilm) as plain:
        ingest_texts(
            plain,
            minilm,
            one="The ferry sails.",
            many="The ferry sails sails the ferry the ferry the ferry sails the ferry.",
        )
        evidence = plain.search("ferry", as_of=DAY)
    settings = load_settings(library=folder, reranker=str(ferry_reranker))
    with Assistant.open(settings=settings, embedder=minilm) as reranking:
        reranked = reranking.search("ferry", as_of=DAY)
        top_hit = reranking.search("ferry", as_of=DAY, top_k=1)
    expected = CrossEncoderReranker(str(ferry_reranker)).rerank(parse_question("ferry", DAY), evidence.hits)
    assert [hit.stored for hit in reranked.hits] == [hit.stored for hit in expected]
    assert {hit.article.id for hit in reranked.hits} == {"one", "many"}
    assert top_hit.hits[0].stored == reranked.hits[0].stored
    assert len(top_hit.hits) == 1


def test_a_cross_encoder_moves_a_passage_up(minilm: Embedder, tmp_path: Path, ferry_reranker: Path) -> None:
    with Assistant.open(tmp_path / "library", embedder=minilm) as plain:
        ingest_texts(
            plain, minilm, one="The ferry sails.", many="The ferry the ferry the ferry the ferry the ferry sails."
        )
        hits = plain.search("ferry", as_of=DAY).hits
    equal_hits = [dataclasses.replace(hit, score=0.5) for hit in sorted(hits, key=lambda hit: -len(hit.article.text))]
    for order in (equal_hits, equal_hits[::-1]):
        best = CrossEncoderReranker(str(ferry_reranker)).rerank(parse_question("ferry", DAY), order)[0]
        assert best.article.id == "many"


def test_a_missing_reranker_is_reported_in_one_line(
    tmp_path: Path, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    settings = load_settings(library=tmp_path / "library", reranker=str(tmp_path / "no-such-model"))
    with Assistant.open(settings=settings, embedder=minilm) as assistant:
        ingest_texts(assistant, minilm, one="The ferry sails.", other="The bridge is shut.")
        with pytest.raises(RerankerError, match="no-such-model") as raised:
            assistant.ask("When does the ferry sail?", as_of=DAY)
    assert "\n" not in str(raised.value)


# Publications


def ingest_two_publications(assistant: Assistant, minilm: Embedder) -> None:
    for source, text in (("The Invented Post", "The ferry costs four euros."), ("Skerry Times", "The ferry is free.")):
        articles = [
            ReadArticle(ParsedArticle(f"{text} {story(source)}", title=source, id=source, source=source), f"/{source}")
        ]
        ingest(assistant.library, articles, lambda: minilm)


@pytest.mark.parametrize("sources", [["Skerry Times"], ["skerry times"], "Skerry Times"])
def test_only_the_selected_publications_are_evidence(assistant: Assistant, minilm: Embedder, sources) -> None:
    ingest_two_publications(assistant, minilm)
    everywhere = assistant.ask("What does the ferry cost?", as_of=DAY)
    assert {citation.source for citation in everywhere.citations} >= {"The Invented Post"}
    answer = assistant.ask("What does the ferry cost?", as_of=DAY, sources=sources)
    evidence = assistant.search("What does the ferry cost?", as_of=DAY, sources=sources)
    assert {citation.source for citation in answer.citations} <= {"Skerry Times"}
    assert {hit.article.source for hit in evidence.hits} == {"Skerry Times"}
    newest = assistant.ask("What is new?", as_of=DAY, sources=sources)
    assert {citation.source for citation in newest.citations} == {"Skerry Times"}


def test_an_unknown_publication_is_refused_with_a_list_of_the_known_ones(
    assistant: Assistant, minilm: Embedder
) -> None:
    ingest_two_publications(assistant, minilm)
    with pytest.raises(UsageError, match=r"no article is from 'Nobody'; articles are from: Skerry Times, The Invented"):
        assistant.ask("What does the ferry cost?", sources=["Skerry Times", "Nobody"])


def test_in_a_large_library_the_rarest_terms_match_and_the_others_rescore(
    assistant: Assistant, minilm: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"a{n}": f"The ferry left the harbour on trip {n}." for n in range(8)}
    ingest_texts(assistant, minilm, **texts, rare="The ferry carried a harpsichord to the harbour.")
    question = parse_question("Which ferry carried a harpsichord to the harbour?", DAY)
    all_terms = question_terms(question, assistant.library.catalog)
    assert all_terms.rescore == ()
    monkeypatch.setattr("assistant.retrieval.candidates._MAX_MATCHES", 2)
    terms = question_terms(question, assistant.library.catalog)
    assert "harpsichord" in terms.match
    assert terms.rescore
    assert {*terms.match, *terms.rescore} == set(all_terms.match)
    assert best_article(assistant, question.text) == "rare"
