"""Italian: question words, signs of answers."""

from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.patterns import any_word
from assistant.ingest.language.signs import answer_signs

LANGUAGE = Language(
    tag="it",
    function_words=function_words_of("it"),
    questions=QuestionWords(
        amount=any_word(
            "quant[oaie] quant['’]\\w+ (?:qual_è|quale)_(?:il|la|l['’])?_?(?:percentuale|proporzione|numero|quantità|prezzo|età|altezza)"
        ),
        time=any_word(
            "quando (?:in_|a_)?(?:che|quale)_(?:anno|giorno|mese|data|ora|secolo|epoca|settimana|momento) da_quando"
        ),
        place=any_word(
            "dove dov['’]\\w* (?:in_|di_|da_)?(?:che|quale)_(?:paese|città|luogo|regione|stato|via|quartiere|zona|comune)"
        ),
        person=any_word("chi di_chi a_chi da_chi"),
        reason=any_word("perch[eéè] per_quale_motivo come_mai"),
        other=any_word("che_cosa cosa cos['’]\\w* che qual[ei]? come com['’]\\w*"),
        what_about=any_word("^che_ne_è_(?:di|del|della) ^(?:per|con)_quanto_riguarda"),
        is_yes_no_otherwise=True,
    ),
    signs=answer_signs(
        "it",
        numbers=(
            "un[oa]? due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta cento mille "
            "\\w*mila milion[ei] miliard[oi] metà decin[ae] dozzin[ae] centinai[oa]? migliaia doppio terzo"
        ),
        reasons="perché poiché siccome grazie a_causa per_via affinché dato_che visto_che",
    ),
    connectives="e|ma|allora|quindi|bene",
    opening_pronouns=any_word("egli lui lei essi esse loro quest[oaie] quell[oaie] ciò su[oa] sue suoi lì"),
    negations=frozenset({"non", "no", "mai", "né", "nessun", "nessuno", "nessuna", "neanche", "nemmeno"}),
    negative_words=frozenset({"niente", "nulla", "senza"}),
)
