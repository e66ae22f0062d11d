"""Function words of languages, from the collection Stopwords ISO."""

from assistant.ingest.language.scripts import UNSPACED

# Words that questions ask about, and that the collection holds nevertheless.
_CONTENT_WORDS = {
    "de": "offen ordnung recht rechte rechten schluss mensch menschen jahr jahre jahren tag tage tagen uhr ende ernst suche zwanzig sechs sieben",
    "es": "cuenta empleo estado estados trabajo trabajar trabajan conocer verdad valor final general lugar tiempo horas",
    "fr": "ouvert ouverte ouverts personne personnes retour pièce valeur sujet minimale maximale droite unique",
    "it": "citta città comune consiglio mondo paese persone piedi miliardi milioni registrazione giorno giorni gente gruppo titolo comprare governo",
    "pt": "apoio caminho conselho custa viagem estado grupo noite sistema pessoas trabalho trabalhar nível ponto pontos local meses questão valor",
    "pl": "kierunku",
}


def function_words_of(tag: str) -> frozenset[str]:
    """Returns the function words of a language in lower case; empty if the collection has none.

    Punctuation is left out, and so are single Chinese characters, which are parts of many words.

    Args:
        tag: The tag of the language, for example "de".
    """
    import stopwordsiso

    words = stopwordsiso.stopwords(tag) if stopwordsiso.has_lang(tag) else ()
    return frozenset(
        word.lower() for word in words if word.isalpha() and not (len(word) == 1 and UNSPACED.search(word))
    )
