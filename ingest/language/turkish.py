"""Turkish: question words, signs of answers."""

from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.patterns import any_word
from assistant.ingest.language.signs import answer_signs

LANGUAGE = Language(
    tag="tr",
    function_words=function_words_of("tr") | {"kaç", "kim", "kime", "kimin", "nedir", "nerede", "ne", "zaman", "hangi"},
    questions=QuestionWords(
        amount=any_word("kaç\\w* ne_kadar\\w* yüzde_kaç\\w* ne_sıklıkla"),
        time=any_word(
            "ne_zaman\\w* (?:hangi|kaç)_?(?:yıl|gün|ay|tarih|saat|yüzyıl|hafta|dönem)\\w* saat_kaçta kaç(?:ıncı)?_yılında"
        ),
        place=any_word("nere\\w+ hangi_(?:ülke|şehir|şehr|kent|il|ilçe|yer|bölge|eyalet|köy|sokak|semt)\\w*"),
        person=any_word("kim kimi kime kimin kimler\\w* kimden kimdir kimdi"),
        reason=any_word("neden niçin niye"),
        other=any_word("ne nedir neydi neyi neyin neler\\w* hangi\\w* nasıl\\w*"),
        yes_no=any_word("m[ıiuü](?:dır|dir|dur|dür|ydı|ydi|ydu|ydü|yor|yım|yim|sın|sin|yız|yiz)?"),
        what_about=any_word("(?:^peki_)?^ya"),
    ),
    signs=answer_signs(
        "tr",
        numbers=(
            "bir iki üç dört beş altı yedi sekiz dokuz on yirmi otuz kırk elli altmış yetmiş seksen doksan yüz\\w* bin\\w* "
            "milyon\\w* milyar\\w* yarı\\w*"
        ),
        reasons="çünkü nedeniyle yüzünden dolayı için sayesinde sonucu\\w* ötürü zira",
    ),
    connectives="ve|ama|peki|yani|tamam",
    opening_pronouns=any_word("o onlar bu bunlar şu onun onların bunun orada burada"),
    negations=frozenset({"değil", "hayır", "yok", "asla", "hiç"}),
    negative_words=frozenset({"kimse", "hiçbiri", "hiçbir"}),
)
