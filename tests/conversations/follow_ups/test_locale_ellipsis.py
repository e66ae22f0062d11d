"""A fragment in another language than English repeats the last question; a question of its own is left as it is."""

import pytest

from assistant.conversations.follow_ups.locale_ellipsis import complete_locale_fragment
from assistant.conversations.past_turns import PastTurn
from assistant.ingest.language.detection import question_language
from assistant.ingest.language.languages import QUESTION_LANGUAGES, language_of

RUSSIAN = "Закрыт ли Кожевенный мост в Ольховске?"
GERMAN = "Wer hat die Gerberbrücke geschlossen?"
CHINESE = "制革桥什么时候关闭？"
SPANISH = "¿Está cerrado el puente de los Curtidores?"


def completed(fragment: str, last: str) -> str | None:
    own = language_of(question_language(fragment, QUESTION_LANGUAGES))
    found = complete_locale_fragment(fragment, own, PastTurn(last))
    return found.text if found else None


@pytest.mark.parametrize(
    ("fragment", "last", "expected"),
    [
        ("а почему?", RUSSIAN, "Почему закрыт Кожевенный мост в Ольховске?"),
        ("Когда?", RUSSIAN, "Когда закрыт Кожевенный мост в Ольховске?"),
        ("und warum nicht?", GERMAN, "Warum nicht? (hat die Gerberbrücke geschlossen)"),
        ("为什么呢？", CHINESE, "为什么制革桥关闭?"),
        ("¿y desde cuándo?", SPANISH, "Desde cuándo está cerrado el puente de los Curtidores?"),
        ("et pourquoi ?", "Le pont est-il fermé ?", "Pourquoi le pont est-il fermé?"),
        ("a dlaczego?", "Czy most jest zamknięty?", "Dlaczego most jest zamknięty?"),
        ("peki neden?", "Köprü ne zaman kapandı?", "Neden köprü kapandı?"),
        ("لماذا؟", "متى أغلق الجسر؟", "لماذا أغلق الجسر?"),
    ],
)
def test_a_question_word_alone_asks_the_last_question_in_another_way(fragment: str, last: str, expected: str) -> None:
    assert completed(fragment, last) == expected


@pytest.mark.parametrize(
    ("fragment", "last", "subject"),
    [
        ("а паром?", RUSSIAN, "пар"),
        ("was ist mit der Fähre?", GERMAN, "fahr"),
        ("那渡轮呢？", CHINESE, "渡轮"),
        ("¿y el ferri?", SPANISH, "ferri"),
    ],
)
def test_a_phrase_after_and_asks_the_last_question_about_something_else(fragment: str, last: str, subject: str) -> None:
    own = language_of(question_language(fragment, QUESTION_LANGUAGES))
    found = complete_locale_fragment(fragment, own, PastTurn(last))
    assert found is not None
    assert found.subject == {subject}


def test_a_fragment_after_a_fragment_repeats_the_question_once() -> None:
    assert (
        completed("а где?", "Почему закрыт Кожевенный мост в Ольховске?") == "Где закрыт Кожевенный мост в Ольховске?"
    )


def test_a_name_at_the_start_of_the_last_question_stays_a_name() -> None:
    last = PastTurn("Квилл закрыла мост?", "Мост закрыла мэр Доротея Квилл.")
    found = complete_locale_fragment("а почему?", language_of("ru"), last)
    assert found is not None
    assert found.text == "Почему Квилл закрыла мост?"


@pytest.mark.parametrize(
    ("fragment", "last"),
    [
        ("Кто выиграл чемпионат по шахматам?", RUSSIAN),
        ("а когда откроют новый рынок на улице Канатной?", RUSSIAN),
        ("Und wer wird Meister?", GERMAN),
        ("Danke", GERMAN),
        ("桥在哪里？", CHINESE),
        ("and the ferry?", "Is Tannery Bridge closed?"),
        ("why?", "Is Tannery Bridge closed?"),
    ],
)
def test_any_other_question_is_left_as_it_is(fragment: str, last: str) -> None:
    assert completed(fragment, last) is None
