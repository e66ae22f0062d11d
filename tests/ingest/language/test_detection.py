import tempfile
from pathlib import Path

import pytest

from assistant.ingest.errors import LibraryError
from assistant.ingest.language.detection import _identifier, _identifier_of_all, article_language, question_language
from assistant.ingest.language.languages import QUESTION_LANGUAGES

TEXTS = {
    "en": "The harbour office will open a new ferry line in spring, and the fares stay as they are until the end of the year.",
    "ru": "Портовая контора откроет весной новую паромную линию, и цены на билеты останутся прежними до конца года.",
    "uk": "Портова контора відкриє навесні нову поромну лінію, і ціни на квитки залишаться такими самими до кінця року.",
    "de": "Das Hafenamt eröffnet im Frühjahr eine neue Fährlinie, und die Preise bleiben bis zum Ende des Jahres gleich.",
    "fr": "Le bureau du port ouvrira au printemps une nouvelle ligne de ferry, et les tarifs resteront les mêmes cette année.",
    "es": "La oficina del puerto abrirá en primavera una nueva línea de transbordador, y los precios no cambiarán este año.",
    "pt": "O escritório do porto abrirá na primavera uma nova linha de barcos, e os preços não vão mudar até ao fim do ano.",
    "it": "L'ufficio del porto aprirà in primavera una nuova linea di traghetti, e le tariffe non cambieranno fino a dicembre.",
    "pl": "Urząd portowy otworzy wiosną nową linię promową, a ceny biletów pozostaną takie same do końca przyszłego roku.",
    "tr": "Liman idaresi ilkbaharda yeni bir feribot hattı açacak ve bilet fiyatları yıl sonuna kadar aynı kalacak.",
    "ar": "سيفتح مكتب الميناء خطا جديدا للعبارات في الربيع، وستبقى أسعار التذاكر كما هي حتى نهاية العام المقبل.",
    "zh": "港务局将于春季开通一条新的渡轮航线，票价到年底保持不变。市民可以在码头或者网上购买船票，儿童半价，老人免费。周末还会增加班次。",
    "ja": "港湾局は春に新しいフェリー航路を開設し、運賃は年末まで据え置かれる。切符は埠頭で買うことができる。",
    "hi": "बंदरगाह कार्यालय वसंत में एक नई नौका सेवा शुरू करेगा और किराया साल के अंत तक वही रहेगा।",
}
QUESTIONS = {
    "en": ["Who opens the ferry line?", "Is the ferry open?", "Lavrov Kerry Geneva?", "ferry", "What about Müller?"],
    "de": ["Wann wird die neue Fährlinie eröffnet?", "Ist die Brücke wieder offen?"],
    "fr": ["Quand ouvre la nouvelle ligne de ferry ?", "Est-ce que le pont est ouvert ?"],
    "es": ["¿Cuándo abre la nueva línea?", "¿Está abierto el puente?"],
    "pt": ["Quando abre a nova linha de barcos?", "A ponte já está aberta ao trânsito?"],
    "it": ["Quando apre la nuova linea di traghetti?", "Il ponte è di nuovo aperto al traffico?"],
    "pl": ["Kiedy zostanie otwarta nowa linia promowa?", "Czy most jest otwarty?"],
    "tr": ["Yeni feribot hattı ne zaman açılacak?", "Köprü açık mı?"],
    "ru": ["Когда откроют паромную линию?", "Открыт ли мост?", "почему закрыли мост"],
    "ar": ["متى يفتح خط العبارات الجديد؟"],
    "zh": ["新的渡轮航线什么时候开通？", "票价多少？"],
    "ja": ["フェリーはいつから運航しますか？"],
}


@pytest.mark.parametrize("tag", TEXTS)
def test_the_language_of_an_article_is_detected(tag):
    assert article_language(TEXTS[tag], None) == (tag, True)


@pytest.mark.parametrize("tag", TEXTS)
def test_a_declared_language_counts_if_the_text_is_in_it(tag):
    text = " ".join([TEXTS[tag]] * 3)
    assert article_language(text, f"{tag}-XX") == (f"{tag}-XX", False)


@pytest.mark.parametrize("tag", sorted(TEXTS.keys() - {"en"}))
def test_a_declared_language_that_the_text_is_clearly_not_in_is_that_of_the_page_template(tag):
    assert article_language(" ".join([TEXTS[tag]] * 4), "en") == (tag, True)


def test_a_language_close_to_the_declared_one_is_left_to_the_source():
    text = "Kontor havne åpner en ny fergelinje til våren, og prisene blir som de er til slutten av året. " * 4
    assert article_language(text, "nb") == ("nb", False)


@pytest.mark.parametrize("text", ["", "12.10.2016 – 4:3", "Ok.", "…"])
def test_a_text_without_words_has_no_language(text):
    assert article_language(text, None) == (None, False)


@pytest.mark.parametrize(("tag", "question"), [(tag, question) for tag, all_ in QUESTIONS.items() for question in all_])
def test_the_language_of_a_question_is_detected_and_english_if_its_words_do_not_tell(tag, question):
    assert question_language(question, QUESTION_LANGUAGES) == tag


def test_a_declared_related_language_counts_in_whatever_script() -> None:
    text = (
        "Lučka kapetanija će u proleće otvoriti novu trajektnu liniju, a cene karata ostaju iste do kraja godine. " * 3
    )
    assert article_language(text, "sr-Latn") == ("sr-Latn", False)
    assert article_language(text, "sr") == ("sr", False)


def test_a_full_disk_is_named_when_the_language_of_a_text_or_a_question_is_to_be_detected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _identifier_of_all.cache_clear()
    _identifier.cache_clear()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    try:
        with pytest.raises(
            LibraryError, match=r"^the model of the language detection cannot be loaded \(.+\); free some space"
        ):
            article_language(TEXTS["de"], None)
        with pytest.raises(LibraryError, match="cannot be loaded"):
            question_language("Ist die Brücke wieder offen?", QUESTION_LANGUAGES)
    finally:
        monkeypatch.undo()
    assert article_language(TEXTS["de"], None) == ("de", True)
