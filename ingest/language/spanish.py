"""Spanish: question words, signs of answers."""

from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.patterns import any_word
from assistant.ingest.language.signs import answer_signs

LANGUAGE = Language(
    tag="es",
    function_words=function_words_of("es"),
    questions=QuestionWords(
        amount=any_word(
            "cu[aá]nt[oa]s? (?:qué|cuál_es_(?:el|la))_(?:porcentaje|proporción|número|cantidad|precio|parte|edad|altura|superficie)"
        ),
        time=any_word("cu[aá]ndo (?:en_|a_)?qu[eé]_(?:año|día|mes|fecha|hora|siglo|época|semana|momento)"),
        place=any_word(
            "a?d[oó]nde (?:en_|de_)?qu[eé]_(?:país|ciudad|lugar|región|estado|pueblo|calle|provincia|barrio)"
        ),
        person=any_word("qui[eé]n(?:es)?"),
        reason=any_word("por_qu[eé] para_qu[eé]"),
        other=any_word("qu[eé] cu[aá]l(?:es)? c[oó]mo"),
        what_about=any_word("^qué_(?:hay_de|pasa_con|tal_con)"),
        is_yes_no_otherwise=True,
    ),
    signs=answer_signs(
        "es",
        numbers=(
            "un[oa]? dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta cien(?:to)? cient[oa]s "
            "mil(?:es)? millon(?:es)? millón mitad medio media decenas? docenas? doble tercio"
        ),
        reasons="porque debido ya_que pues por_culpa gracias_a a_causa para_que por_lo_que",
    ),
    connectives="y|pero|entonces|pues|bueno",
    opening_pronouns=any_word("él ella ellos ellas ello est[eao]s? es[eao]s? su sus lo la los las allí"),
    negations=frozenset({"no", "nunca", "jamás", "ni", "tampoco", "ningún", "ninguna", "ninguno"}),
    negative_words=frozenset({"nadie", "nada", "sin"}),
)
