"""Polish: question words, signs of answers."""

from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.patterns import any_word
from assistant.ingest.language.signs import answer_signs

LANGUAGE = Language(
    tag="pl",
    function_words=function_words_of("pl"),
    questions=QuestionWords(
        amount=any_word(
            "ile ilu iloma jak_(?:często|długo|daleko|duż|wysok|star)\\w* jak[ia]_(?:procent|odsetek|liczba|kwota|cena|wiek|wysokość)"
        ),
        time=any_word(
            "kiedy (?:w_)?któr(?:ym|ego|ej|y)_(?:roku|dniu|dnia|miesiącu|godzinie|wieku|tygodniu) "
            "(?:w_)?jak(?:im|iego)_(?:roku|dniu|dnia|czasie) od_kiedy"
        ),
        place=any_word(
            "gdzie dokąd skąd (?:w_|z_)?(?:jakim|jakiej|którym|której)_(?:mieście|kraju|miejscu|regionie|ulicy|państwie|wsi|dzielnicy)"
        ),
        person=any_word("kto kogo komu kim czyj czyja czyje"),
        reason=any_word("dlaczego czemu po_co z_jakiego_powodu"),
        other=any_word("co czego czym jak jak(?:i|a|ie|iego|iej|im|ich|ą) któr\\w+"),
        yes_no=any_word("^czy"),
        what_about=any_word("^co_z ^jak_z"),
        is_yes_no_otherwise=True,
    ),
    signs=answer_signs(
        "pl",
        numbers=(
            "jed(?:en|na|no|nego) dw(?:a|ie|óch|oje) trz(?:y|ech) czter\\w+ pię[ćc]\\w* sześ[ćc]\\w* siedem\\w* osiem\\w* "
            "dziewię[ćc]\\w* dziesię[ćc]\\w* "
            "sto stu tysi[ąę]c\\w* milion\\w* miliard\\w* połow\\w+ tuzin\\w*"
        ),
        reasons="ponieważ bo gdyż dlatego z_powodu wskutek dzięki aby żeby",
    ),
    connectives="a|i|ale|więc|no|dobrze",
    opening_pronouns=any_word("on ona ono oni one jego jej ich to ten ta te ci tam"),
    negations=frozenset({"nie", "ani", "nigdy", "żaden", "żadna", "żadne", "brak"}),
    negative_words=frozenset({"nikt", "nic", "bez"}),
)
