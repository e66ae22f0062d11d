"""German: question words, signs of answers."""

from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.patterns import any_word
from assistant.ingest.language.signs import answer_signs

LANGUAGE = Language(
    tag="de",
    function_words=function_words_of("de"),
    questions=QuestionWords(
        amount=any_word(
            "wie_?viele?r? wie_(?:oft|lange|alt|hoch|weit|groß|gross|teuer|schwer) "
            "(?:welche[rns]?|was_für_ein)_(?:anteil|anzahl|menge|preis|summe|prozentsatz|höhe)"
        ),
        time=any_word(
            "wann (?:in_|an_|zu_)?welche[nmrs]?_(?:jahr|tag|monat|datum|zeit|woche|jahrhundert|jahreszeit)\\w* um_wie_viel_uhr"
        ),
        place=any_word(
            "wo wohin woher (?:in_|aus_|an_|auf_)?welche[nmrs]?_(?:stadt|land|ort|staat|gegend|region|dorf|straße|bundesland|bezirk|gebiet)\\w*"
        ),
        person=any_word("wer wen wem wessen"),
        reason=any_word("warum weshalb wieso weswegen aus_welchem_grund aus_welchen_gründen"),
        other=any_word("was wie welche[nmrs]? wo(?:für|durch|mit|bei|ran|rin|raus|rüber|von|zu|gegen|nach|rauf|rum)"),
        what_about=any_word("^was_ist_mit ^wie_(?:steht|sieht)_es_(?:mit|bei|um)"),
        is_yes_no_otherwise=True,
    ),
    signs=answer_signs(
        "de",
        numbers=(
            "ein[es]? zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert\\w* tausend\\w* "
            "million(?:en)? milliarden? hälfte halb\\w* dutzend\\w* doppelt"
        ),
        reasons="weil denn da wegen aufgrund deshalb daher darum damit nachdem dadurch",
        person=None,
    ),
    connectives="und|aber|also|na|ok|okay",
    opening_pronouns=any_word(
        "er sie es ihm ihn ihr(?:e|en|er|em|es)? sein(?:e|en|er|em|es)? dies(?:e|er|es|en|em)? jene[rsnm]? das dort"
    ),
    negations=frozenset({"nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals"}),
    negative_words=frozenset({"niemand", "nichts", "ohne", "weder"}),
)
