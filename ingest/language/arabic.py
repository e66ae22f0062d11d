"""Arabic: question words, signs of answers."""

from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.patterns import any_word
from assistant.ingest.language.signs import answer_signs

LANGUAGE = Language(
    tag="ar",
    function_words=function_words_of("ar") | {"هل", "متى", "أين", "كم", "لماذا", "ماذا", "كيف"},
    questions=QuestionWords(
        amount=any_word("[وفب]?كم ما_(?:عدد|نسبة|قيمة|ثمن|سعر|مبلغ|حجم|مساحة|ارتفاع|طول|عمر)"),
        time=any_word("[وف]?متى (?:في_)?[أا]ي_(?:عام|سنة|يوم|شهر|تاريخ|وقت|قرن|ساعة|أسبوع) منذ_متى"),
        place=any_word("(?:و|ف|من_|إلى_)?[أا]ين (?:في_)?[أا]ي_(?:مدينة|بلد|دولة|مكان|منطقة|ولاية|قرية|شارع|مقاطعة|حي)"),
        person=any_word(
            "[وفلب]?من_(?:هو|هي|الذي|التي|الذين) ^من لمن بمن ممن من_(?:قام|كان|قال|أعلن|يرأس|فاز|كتب|صمم|بنى|اكتشف)"
        ),
        reason=any_word("لماذا لم لما_ذا ما_(?:سبب|هو_سبب) لأي_سبب"),
        other=any_word("ماذا ما ماهو ماهي كيف [أا]ي [أا]ية بماذا بم عما"),
        yes_no=any_word("^(?:و|ف)?هل ^[أا]لم ^[أا]ليس"),
        what_about=any_word("^وماذا_عن ^ماذا_عن"),
    ),
    signs=answer_signs(
        "ar",
        numbers=(
            "واحد[ة]? اثن(?:ان|ين|تان|تين) ثلاث[ةو]?\\w* [أا]ربع[ةو]?\\w* خمس[ةو]?\\w* ست[ةو]?\\w* سبع[ةو]?\\w* ثمان\\w* تسع[ةو]?\\w* عشر\\w* "
            "مئة مائة مئات [أا]لف [آا]لاف مليون\\w* ملايين مليار\\w* نصف ثلث ربع"
        ),
        reasons="ل[أا]ن\\w* بسبب نظرا نتيجة من_أجل إثر جراء كي لكي",
        person=None,
    ),
    connectives="و|لكن|إذن|حسنا",
    opening_pronouns=any_word("هو هي هم هن هما هذا هذه هؤلاء ذلك تلك وهو وهي هناك"),
    negations=frozenset({"لا", "لم", "لن", "ليس", "ليست", "غير", "كلا"}),
    negative_words=frozenset({"بدون", "دون"}),
)
