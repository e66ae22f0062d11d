"""Articles in languages that the QA model has not learned are quoted by similarity, or the question is refused."""

from collections.abc import Iterator
from datetime import date

import pytest

from assistant import Assistant
from assistant.extractive.features import SentenceFeatures
from assistant.extractive.other_language_weights import OtherLanguageWeights
from assistant.extractive.other_languages import OtherLanguages
from assistant.extractive.qa_model import Judgement
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER, open_embedder
from assistant.ingest.embedders.e5_file import e5_file_path
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

pytestmark = pytest.mark.skipif(e5_file_path() is None, reason="needs the extra languages")

BRIDGE = """Городской совет Ольховска во вторник закрыл Кожевенный мост для всех машин.

Ремонт моста обойдётся в 3,1 миллиона евро. Движение по мосту восстановят в мае, сообщила мэр Доротея Квилл.

Паром «Петрель» будет перевозить пассажиров бесплатно, пока мост закрыт."""
MARKET = """Рынок на улице Канатной открылся в субботу после долгого перерыва. Торговцы привезли сыр, рыбу и мёд из соседних деревень.

Первых покупателей угощали чаем. Рынок будет работать по субботам до конца октября."""
DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    embedder = open_embedder(MULTILINGUAL_EMBEDDER)
    with Assistant.open(tmp_path_factory.mktemp("languages") / "library", embedder=embedder) as opened:
        articles = [ParsedArticle(BRIDGE, title="Мост закрыт"), ParsedArticle(MARKET, title="Рынок открылся")]
        read = [ReadArticle(article, f"/invented/{number}") for number, article in enumerate(articles)]
        ingest(opened.library, read, lambda: embedder)
        yield opened


@pytest.mark.parametrize(
    "question", ["How much will the repair of the bridge cost?", "Сколько будет стоить ремонт моста?"]
)
def test_an_article_in_another_language_is_quoted_in_its_own_words(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, as_of=DAY)
    assert answer.status == "answered"
    assert answer.citations[0].quote == "Ремонт моста обойдётся в 3,1 миллиона евро."


@pytest.mark.parametrize(
    "question",
    ["Who won the chess championship?", "Кто выиграл чемпионат по шахматам?", "Where was the telescope built?"],
)
def test_a_question_about_something_else_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question, as_of=DAY).status == "not_found"


def test_the_judgement_of_a_model_counts_beside_similarity_and_keeps_its_span() -> None:
    features = SentenceFeatures(0.5, 0.25, 0.0, 0.25, 1.0, -0.5, 0.0, 0.0, 0.0)
    weights = OtherLanguageWeights(1.0, 0.25, 0.5, 2.0, 4.0, 1.0, bias=-1.0, bias_across_languages=0.5)
    read = Judgement(3.0, (0, 4), 2.0, (1.0, 0.0, 0.0))
    by_similarity = 1 + 1 - 0.5
    assert weights.logit(read, features, asks_yes_no=True, across_languages=False) == 3.25 + by_similarity - 1
    assert weights.logit(read, features, asks_yes_no=False, across_languages=True) == 1 + by_similarity + 0.5
    judge = OtherLanguages(lambda: None).judge
    assert judge(features, None, asks_yes_no=False, across_languages=False).span is None
    judged = judge(features, read, asks_yes_no=False, across_languages=False)
    assert (judged.span, judged.yes_no) == (read.span, read.yes_no)
