"""Portuguese: question words, signs of answers."""

from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.patterns import any_word
from assistant.ingest.language.signs import answer_signs

LANGUAGE = Language(
    tag="pt",
    function_words=function_words_of("pt"),
    questions=QuestionWords(
        amount=any_word(
            "quant[oa]s? qual_(?:é_)?[oa]_(?:percentagem|porcentagem|proporção|número|quantidade|preço|parte|idade|altura|área)"
        ),
        time=any_word("quando (?:em_|a_)?que_(?:ano|dia|mês|data|horas?|século|época|semana|momento)"),
        place=any_word("a?onde (?:em_|de_)?que_(?:país|cidade|lugar|região|estado|aldeia|rua|bairro|concelho)"),
        person=any_word("quem"),
        reason=any_word("porqu[eê] por_qu[eê] para_qu[eê]"),
        other=any_word("o_que que quê qual quais como"),
        what_about=any_word("^quanto_(?:a|ao|à) ^que_tal"),
        is_yes_no_otherwise=True,
    ),
    signs=answer_signs(
        "pt",
        numbers=(
            "uma? dois duas três quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta cinquenta cem cento cent[oa]s mil "
            "milhares milhão milhões mil_milhões bilhões metade dezenas? dúzias? dobro terço"
        ),
        reasons="porque devido já_que pois por_causa graças_a a_fim para_que visto_que",
    ),
    connectives="e|mas|então|pois|bom",
    opening_pronouns=any_word("ele ela eles elas isso isto aquilo ess[ea]s? est[ea]s? seu sua seus suas lá"),
    negations=frozenset({"não", "nunca", "jamais", "nem", "tampouco", "nenhum", "nenhuma"}),
    negative_words=frozenset({"ninguém", "nada", "sem"}),
)
