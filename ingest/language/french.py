"""French: question words, signs of answers."""

from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.patterns import any_word
from assistant.ingest.language.signs import answer_signs

LANGUAGE = Language(
    tag="fr",
    function_words=function_words_of("fr"),
    questions=QuestionWords(
        amount=any_word(
            "combien quel(?:le)?_(?:est_l[ea]_)?(?:proportion|part|nombre|montant|prix|pourcentage|quantité|âge|hauteur|superficie|coût)"
        ),
        time=any_word(
            "quand (?:en_|à_)?quel(?:le)?s?_(?:année|jour|mois|date|heure|siècle|époque|semaine|moment) depuis_quand jusqu['’]à_quand"
        ),
        place=any_word(
            "où (?:dans_|en_|à_)?quel(?:le)?s?_(?:pays|ville|lieu|région|endroit|état|village|rue|département|quartier)"
        ),
        person=any_word("qui à_qui de_qui par_qui"),
        reason=any_word("pourquoi pour_quelles?_raisons?"),
        other=any_word(
            "que qu['’]est-ce_qu\\w* qu['’]\\w* quoi quel(?:le)?s? comment lequel laquelle lesquels lesquelles duquel auquel"
        ),
        yes_no=any_word("^est-ce_qu[e'’]\\w*"),
        what_about=any_word("^qu['’]en_est-il_(?:de_la|de_l['’]|du|des|de|d['’])"),
        is_yes_no_otherwise=True,
    ),
    signs=answer_signs(
        "fr",
        numbers=(
            "une? deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante soixante cents? mille "
            "millions? milliards? moitié dizaines? douzaines? centaines? milliers? double tiers quart"
        ),
        reasons="parce car puisque grâce en_raison à_cause afin pour suite_à faute",
    ),
    connectives="et|mais|alors|donc|bon|ok",
    opening_pronouns=any_word(
        "il elle ils elles ce c['’]\\w* cela ça cet cette ces son sa ses leur leurs celui-ci celle-ci y"
    ),
    negations=frozenset({"ne", "pas", "non", "jamais", "aucun", "aucune", "ni", "point"}),
    negative_words=frozenset({"personne", "rien", "sans"}),
)
