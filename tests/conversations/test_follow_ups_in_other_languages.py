"""A short follow-up in another language is answered from the articles of the question before it, or not at all."""

from collections.abc import Iterator
from datetime import date

import pytest

from assistant import Answer, Assistant, Conversation
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER, open_embedder
from assistant.ingest.embedders.e5_file import e5_file_path
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

pytestmark = pytest.mark.skipif(e5_file_path() is None, reason="needs the extra languages")

DAY = date(2026, 7, 1)
ARTICLES = {
    "ru": (
        "Кожевенный мост закрыт",
        "Городской совет Ольховска закрыл Кожевенный мост для всех машин.\n\n"
        "Мост закрыли, потому что в двух опорах нашли трещины, сообщила мэр Доротея Квилл.",
    ),
    "ru-market": (
        "Рынок на Канатной снова работает",
        "Рынок на улице Канатной открылся после долгого перерыва, потому что торговцы собрали деньги на новую крышу.",
    ),
    "de": (
        "Hallenbad in Elmrode bleibt zu",
        "Das Hallenbad in Elmrode ist geschlossen.\n\nDas Bad wurde geschlossen, weil ein Rohr gebrochen ist, sagte Bademeister Jost Ahrling.",
    ),
    "es": (
        "La biblioteca de Valdoro cierra",
        "La biblioteca de Valdoro está cerrada.\n\nLa biblioteca cerró porque el techo tiene goteras, dijo la directora Casilda Ortuño.",
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    embedder = open_embedder(MULTILINGUAL_EMBEDDER)
    with Assistant.open(tmp_path_factory.mktemp("languages") / "library", embedder=embedder) as opened:
        read = [
            ReadArticle(ParsedArticle(text, title=title, id=name, language=name[:2]), f"/invented/{name}")
            for name, (title, text) in ARTICLES.items()
        ]
        ingest(opened.library, read, lambda: embedder)
        yield opened


def ask(assistant: Assistant, *questions: str) -> Answer:
    """Returns the answer to the last question of a conversation."""
    conversation = Conversation()
    return [assistant.ask(question, as_of=DAY, conversation=conversation) for question in questions][-1]


@pytest.mark.parametrize(
    ("question", "follow_up", "quote"),
    [
        ("Закрыт ли Кожевенный мост?", "а почему?", "потому что в двух опорах нашли трещины"),
        ("Ist das Hallenbad in Elmrode geschlossen?", "und warum?", "weil ein Rohr gebrochen ist"),
        ("¿Está cerrada la biblioteca de Valdoro?", "¿y por qué?", "porque el techo tiene goteras"),
    ],
)
def test_why_alone_is_answered_for_the_last_question(
    assistant: Assistant, question: str, follow_up: str, quote: str
) -> None:
    answer = ask(assistant, question, follow_up)
    assert quote in answer.citations[0].quote


def test_what_the_articles_of_the_conversation_do_not_name_is_refused(assistant: Assistant) -> None:
    assert ask(assistant, "Закрыт ли Кожевенный мост?", "а аэропорт?").status == "not_found"


def test_a_complete_question_is_answered_from_all_articles(assistant: Assistant) -> None:
    answer = ask(assistant, "Закрыт ли Кожевенный мост?", "Почему открылся рынок на улице Канатной?")
    assert answer.citations[0].article_id == "ru-market"
