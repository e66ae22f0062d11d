"""Questions in other languages than English: what they ask for, and which time they name."""

from datetime import date

import pytest

from assistant.ingest.language.languages import QUESTION_LANGUAGES, Support, language_of, support_of
from assistant.questions.question import QuestionKind, parse_question

AS_OF = date(2026, 5, 20)
KINDS = {
    "ru": {
        QuestionKind.PERSON: "Кто возглавляет городской совет?",
        QuestionKind.TIME: "Когда откроют старый мост?",
        QuestionKind.PLACE: "Где нашли пропавшую вазу?",
        QuestionKind.AMOUNT: "Сколько стоит ремонт моста?",
        QuestionKind.REASON: "Почему закрыли мост?",
        QuestionKind.YES_NO: "Открыт ли мост?",
        QuestionKind.OTHER: "Что сказал мэр о мосте?",
    },
    "de": {
        QuestionKind.PERSON: "Wer leitet den Stadtrat?",
        QuestionKind.TIME: "In welchem Jahr wurde die Brücke gebaut?",
        QuestionKind.PLACE: "Wo wurde die Vase gefunden?",
        QuestionKind.AMOUNT: "Wie viele Menschen wohnen in der Stadt?",
        QuestionKind.REASON: "Warum wurde die Brücke gesperrt?",
        QuestionKind.YES_NO: "Ist die Brücke wieder offen?",
        QuestionKind.OTHER: "Was sagte die Bürgermeisterin?",
    },
    "fr": {
        QuestionKind.PERSON: "Qui dirige le conseil de la ville ?",
        QuestionKind.TIME: "Quand est-ce que le pont sera rouvert ?",
        QuestionKind.AMOUNT: "Combien de personnes habitent la ville ?",
        QuestionKind.YES_NO: "Est-ce que le pont est ouvert ?",
        QuestionKind.OTHER: "Qu'est-ce que le maire a dit hier ?",
    },
    "es": {
        QuestionKind.PLACE: "¿Dónde encontraron el jarrón?",
        QuestionKind.REASON: "¿Por qué cerraron el puente?",
        QuestionKind.YES_NO: "¿Está abierto el puente?",
    },
    "pt": {
        QuestionKind.PERSON: "Quem é o presidente da câmara?",
        QuestionKind.YES_NO: "A ponte já está aberta ao trânsito?",
    },
    "it": {QuestionKind.REASON: "Perché hanno chiuso il ponte?", QuestionKind.PLACE: "Dove si trova il nuovo museo?"},
    "pl": {QuestionKind.YES_NO: "Czy most jest otwarty?", QuestionKind.AMOUNT: "Ile osób mieszka w tym mieście?"},
    "tr": {
        QuestionKind.YES_NO: "Köprü açık mı?",
        QuestionKind.TIME: "Vapur ne zaman kalkıyor?",
        QuestionKind.AMOUNT: "Kaç kişi öldü?",
    },
    "ar": {
        QuestionKind.PERSON: "من هو رئيس البلدية؟",
        QuestionKind.YES_NO: "هل الجسر مفتوح؟",
        QuestionKind.TIME: "متى يفتح الجسر؟",
    },
    "zh": {
        QuestionKind.PERSON: "谁是市长？",
        QuestionKind.YES_NO: "桥开了吗？",
        QuestionKind.AMOUNT: "图书馆有多少本书？",
    },
    "en": {QuestionKind.YES_NO: "So is the bridge open?", QuestionKind.PERSON: "Who is the mayor?"},
}
TIMES = [
    ("Что случилось 3 марта 2024 года?", date(2024, 3, 3), date(2024, 3, 3)),
    ("Что произошло в мае?", date(2026, 5, 1), date(2026, 5, 31)),
    ("Что сказал мэр вчера?", date(2026, 5, 19), date(2026, 5, 19)),
    ("Что решили на прошлой неделе?", date(2026, 5, 6), date(2026, 5, 17)),
    ("Was geschah am 24. Dezember in der Stadt?", date(2025, 12, 24), date(2025, 12, 24)),
    ("Was hat der Rat in der letzten Woche beschlossen?", date(2026, 5, 6), date(2026, 5, 17)),
    ("Wer gewann die Wahl 2021?", date(2021, 1, 1), date(2021, 12, 31)),
    ("Qu'est-ce que le maire a dit le 1er avril 2025 ?", date(2025, 4, 1), date(2025, 4, 1)),
    ("¿Qué pasó ayer en el puerto?", date(2026, 5, 19), date(2026, 5, 19)),
    ("O que aconteceu em março de 2025 na cidade?", date(2025, 3, 1), date(2025, 3, 31)),
    ("Che cosa ha deciso il consiglio oggi?", AS_OF, AS_OF),
    ("Co się stało w październiku 2024?", date(2024, 10, 1), date(2024, 10, 31)),
    ("19 Ekim'de limanda ne oldu?", date(2025, 10, 19), date(2025, 10, 19)),
    ("ماذا حدث أمس في الميناء؟", date(2026, 5, 19), date(2026, 5, 19)),
    ("2024年10月19日发生了什么？", date(2024, 10, 19), date(2024, 10, 19)),
    ("市长昨天说了什么？", date(2026, 5, 19), date(2026, 5, 19)),
]


@pytest.mark.parametrize(
    ("tag", "kind", "text"), [(tag, kind, text) for tag, kinds in KINDS.items() for kind, text in kinds.items()]
)
def test_what_a_question_asks_for_is_understood_in_its_language(tag, kind, text):
    question = parse_question(text, AS_OF)
    assert (question.language.tag, question.kind) == (tag, kind)


@pytest.mark.parametrize(("text", "first", "last"), TIMES)
def test_a_date_or_a_time_relative_to_the_day_of_the_question_is_understood(text, first, last):
    found = parse_question(text, AS_OF).date_range
    assert found is not None
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "text", ["Кто написал книгу?", "Wer baute die Brücke?", "31. Februar, was geschah da?", "谁写的书？"]
)
def test_no_time_is_guessed(text):
    assert parse_question(text, AS_OF).date_range is None


def test_function_words_are_no_content_and_names_are_known():
    question = parse_question("Когда Лавров встретится с Керри в Женеве?", AS_OF)
    assert question.stems == {"лавр", "встрет", "керр", "женев"}
    assert question.names == {"лавр", "керр", "женев"}


def test_every_language_states_how_well_it_is_understood():
    assert [support_of(tag) for tag in ("ru", "de-AT", None, "nl", "ja", "vi")] == [
        *[Support.FULL] * 3,
        *[Support.PARTIAL] * 2,
        Support.NONE,
    ]
    full = [tag for tag in QUESTION_LANGUAGES if support_of(tag) is Support.FULL]
    assert len(full) == 11
    for tag in full:
        language = language_of(tag)
        assert language.tag == tag
        assert language.function_words
        assert language.negations
        assert all(
            word == word.lower() for word in language.function_words | language.negations | language.negative_words
        )


def test_a_chinese_sentence_inside_a_text_opens_with_a_pronoun() -> None:
    text = "市长昨天辞职。他没有说明原因。"
    assert language_of("zh").opening_pronouns.match(text, text.index("他"))
    assert not language_of("zh").opening_pronouns.match(text, text.index("市"))
