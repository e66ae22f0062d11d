from hypothesis import given
from invented import WordHashEmbedder
from odd_texts import texts

from assistant.extractive.article_summary import lead_sentence, summarise
from assistant.ingest.article import Article
from assistant.ingest.language.tokens import tokenize


def article(text: str) -> Article:
    return Article(id="a", title="A title", text=text, source="Post", origin="/a.txt")


PARTS = [
    "The ferry Petrel returned to Gull Island on Saturday morning.",
    "The ferry Petrel returned to Gull Island on Saturday morning, all said.",
    "Its captain, Ada Moreno, thanked the crew of eleven sailors.",
    "A return ticket to Gull Island costs seven euros this year.",
]


def test_a_summary_repeats_nothing() -> None:
    text = "\n\n".join(PARTS)
    summary = [text[sentence.start : sentence.end] for sentence in summarise(article(text), WordHashEmbedder())]
    assert summary == [PARTS[0], PARTS[2], PARTS[3]]


def test_a_heading_is_neither_the_lead_sentence_nor_in_the_summary() -> None:
    text = "Ferry returns\n\n" + PARTS[0]
    summary = [text[sentence.start : sentence.end] for sentence in summarise(article(text), WordHashEmbedder())]
    assert summary == [PARTS[0]]
    assert text[lead_sentence(article(text)).start :] == PARTS[0]


@given(texts.filter(lambda text: bool(tokenize(text))))
def test_a_summary_of_any_text_consists_of_slices_of_it_in_order(text: str) -> None:
    spans = [(sentence.start, sentence.end) for sentence in summarise(article(text), WordHashEmbedder())]
    assert 1 <= len(spans) <= 4
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
