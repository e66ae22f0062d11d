"""Finds boilerplate in article texts: promotions, credits, editors' notes and other lines that are not part of the story.

The lines stay in the text, so that offsets do not change. They are only marked, and never quoted.
"""

import re

MAX_LINE_CHARS = 320
"""A longer line is never boilerplate as a whole."""

_NETWORKS = r"(?:X|Twitter|Facebook|Instagram|LinkedIn|YouTube|TikTok|Telegram|WhatsApp|Threads|Bluesky|Mastodon|Google News|Flipboard|Apple News)"

# Each pattern matches at the beginning of a line or sentence.
_PROMOTIONS = (
    # links to other stories
    (
        r"(?:read|see|learn|find out|view|explore|discover)\s+(?:more|also|next|the full (?:story|article|report)|"
        r"our)\b(?:\s*[:>»|–-]|\s+(?:about|on|from|at|here|stories|news)\b|\s*$)"
    ),
    (
        r"(?:also|related|recommended|more)\s+(?:read|reading|on|from|stories|articles|coverage|news|links|content|"
        r"topics|in this section)\b[^.]{0,60}(?:[:>»|]|$)"
    ),
    (
        r"(?:related|recommended|more|see also|read also|also read|read next|up next|next story|previous story|"
        r"most read|most popular|trending(?: now)?|don['’]?t miss|must read|watch(?: now| live| more| this)?|"
        r"listen(?: now| live)?|in pictures|insight|see more|read more|see it|editor['’]?s['’]? (?:picks?|"
        r"choice))\s*[:>»|–]"
    ),
    (
        r"(?:see also|read next|up next|most read|most popular|trending now|don['’]?t miss|see more|read more|"
        r"related (?:articles?|stories|content|topics|links|news)|continue reading|keep reading|story continues(?: "
        r"below)?|article continues below|scroll (?:down )?(?:for|to)|skip (?:past|advertisement)|you (?:may|"
        r"might) (?:also )?like|recommended for you)\b.{0,50}$"
    ),
    (
        r"(?:lesen sie (?:auch|mehr|hier)|mehr zum thema|mehr dazu|auch interessant|weiterlesen|zum thema|lire "
        r"aussi|à lire aussi|a lire aussi|lire la suite|voir aussi|sur le même sujet|lea también|lee también|le "
        r"puede interesar|te puede interesar|ver también|más información|leggi anche|leggi di più|potrebbe "
        r"interessarti|vedi anche|leia também|leia mais|veja também|saiba mais|lees ook|lees meer|lees verder|läs "
        r"också|läs mer|læs også|læs mere|les også|les mer|lue myös|lue lisää|czytaj (?:też|także|więcej|dalej)|"
        r"zobacz (?:też|także)|přečtěte si(?: také)?|čtěte (?:také|více)|čítajte aj|olvassa el|olvasd el|ezt is "
        r"olvassa|okumaya devam|ayrıca okuyun|читайте (?:также|ещё|еще|далее)|смотрите также|читайте також|"
        r"дивіться також|διαβάστε (?:επίσης|ακόμη|περισσότερα)|baca (?:juga|selengkapnya|lainnya)|xem thêm|đọc "
        r"thêm|関連記事|あわせて読みたい|続きを読む|相关阅读|延伸阅读|관련기사)\b.{0,200}$"
    ),
    # subscriptions and social media
    (
        r"(?:sign up|subscribe|register (?:for|now|here|to)|log in|sign in|become a (?:member|subscriber)|join "
        r"(?:our|us|the \w+ newsletter)|get (?:our|the) (?:free )?(?:daily |weekly |morning |breaking )?(?:news|"
        r"newsletter|app|latest|best)|download (?:our|the) (?:free )?app|support (?:our|independent) journalism|"
        r"donate|already a (?:member|subscriber))\b(?=.{0,120}(?:newsletter|e-?mail|inbox|\balerts?\b|account|"
        r"subscri|\bapp\b|\bhere\b|free trial|membership|journalism|updates|notification))"
    ),
    (
        r"(?:sign up|subscribe|log in|sign in|stay (?:informed|up to date|updated)|enter your email|(?:our |daily |"
        r"weekly |morning |free )*newsletters?)\b.{0,30}$"
    ),
    (
        rf"(?:you can (?:also )?)?follow\s+(?:us|me|him|her|them|@\w+|[\w.’'-]+(?:\s+[\w.’'-]+){{0,8}})\s+(?:on|at|"
        rf"via)\s+(?:our\s+)?(?:{_NETWORKS}|social media|@|https?:)"
    ),
    rf"(?:find|like|join|watch|contact|reach|connect with)\s+(?:us|me|[\w.’'-]+(?:\s+[\w.’'-]+){{0,3}})\s+(?:on|at|via)\s+{_NETWORKS}",
    (
        r"(?:share|like) (?:this|it)\b.{0,60}$|share on\b.{0,40}$|like this story\b|click (?:here|to tweet|on the|"
        r"for)\b|tap here\b|tweet this\b|comments?(?: comments?)?$|(?:leave|post|add) a comment\b|\d+ comments?$|"
        r"comments are closed"
    ),
    (
        r"(?:abonnieren sie|melden sie sich|jetzt anmelden|folgen sie|abonnez-vous|inscrivez-vous|suivez-nous|"
        r"suscríbete|suscríbase|síguenos|siga-nos|inscreva-se|assine|iscriviti|seguici|abonati-vă|abonneer|schrijf "
        r"je in|volg ons|prenumerera|följ oss|tilmeld dig|følg os|meld deg på|zapisz się|obserwuj nas|přihlaste se "
        r"k odběru|sledujte nás|подпишитесь|подписывайтесь|підписуйтесь|εγγραφείτε|ακολουθήστε)\b.{0,200}$"
    ),
    # advertisements and technical lines
    (
        r"(?:advertisements?|advertising|sponsored(?: content| by)?|promoted|paid (?:content|post|partnership)|"
        r"anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|annons|annonce|reklama|реклама|"
        r"mainos|hirdetés)\s*[:.]?$"
    ),
    (
        r"loading\s*(?:…|\.\.\.|comments)?$|please (?:enable|turn on) javascript|your browser (?:does not|"
        r"doesn['’]t) support|this (?:video|content|feature|audio) (?:is (?:not|un)|cannot|can['’]t|requires)"
    ),
    (
        r"(?:filed under|tags?|topics?|categories|posted in|tagged)\s*:?\s.{0,120}$|(?:\d+\s*min(?:ute)?s?\s+read|"
        r"(?:estimated )?read(?:ing)? time\b.{0,20}|tempo de leitura\b.{0,20}|lesezeit\b.{0,20}|temps de "
        r"lecture\b.{0,20})$"
    ),
    (
        r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:19|20)?\d*.{0,160}$|all rights reserved\b|this material may not be "
        r"(?:published|reproduced)|(?:we|this (?:post|article|page|site)) (?:use|may contain|contains|includes?) "
        r".{0,40}affiliate links|(?:this article|the story|the post .{1,160}?) (?:(?:was )?originally|(?:was "
        r")?first) (?:appeared|published) (?:first )?(?:on|in|at)\b|the post .{1,160} appeared first on\b"
    ),
    r"something to consider\b.{0,40}$|if you enjoyed this (?:article|story)|thank you for reading|thanks for (?:reading|visiting|signing up)",
)
_CREDITS = (
    (
        r"\(?(?:(?i:additional |further )?(?i:reporting|writing|editing|edited|written|compiled)(?i: and "
        r"(?:writing|editing|reporting))? by)\s+[A-Z].{0,300}$"
    ),
    (
        r"(?:the )?(?:associated press|ap|reuters|afp|bloomberg|fox news['’]?|cnn['’]?s?|nbc news['’]?|abc "
        r"news['’]?|cbs news)\b.{0,200}\bcontributed (?:to|reporting)\b.{0,120}$"
    ),
    r".{3,200}\bcontributed (?:to this (?:report|story|article)|reporting)\b.{0,120}$",
    (
        r"(?:photo|image|picture|photograph|video|illustration|graphic|foto|bild|imagen|crédit photo|credit|"
        r"credits|file photo|fotoğraf|фото|source|quelle)s?(?:\s+(?:credit|by|courtesy(?: of)?|via))?\s*[:/|"
        r"©].{0,120}$"
    ),
    (
        r"\(?(?:ap|reuters|afp|getty|epa) (?:photo|images?)\b.{0,120}$|.{0,120}(?:/|via |\()\s*(?:getty images|"
        r"shutterstock|afp|reuters|ap photo|epa|alamy|imago|dpa|picture alliance)[^.]{0,40}\)?$"
    ),
)
_NOTES = (
    (
        r"\(?(?:editor['’]?s['’]?|editorial|publisher['’]?s|author['’]?s) notes?\s*[:–-]|correction(?: "
        r"\(.{0,40}\))?\s*:|clarification\s*:|this (?:article|story|post|piece|report) (?:has been|was) (?:updated|"
        r"corrected|amended|edited|first published|originally published)\b|(?:updated|last updated|first published|"
        r"published)\s*(?::|on|at)\s.{0,60}$"
    ),
    (
        r"(?:this (?:summary|article|text|story|translation) (?:was|has been|is) (?:generated|written|created|"
        r"produced|translated)|ai[- ](?:assisted|generated|powered)|(?:generated|written|summari[sz]ed) (?:by|"
        r"with)(?: the help of)? (?:ai|artificial intelligence))\b"
    ),
)
_LINE = re.compile(r"(?i:[\s•*\-–—>»|▶→\[(]*(?:" + "|".join((*_PROMOTIONS, *_NOTES)) + "))")
_CREDIT_LINE = re.compile(
    r"\s*(?:" + "|".join(f"(?i:{pattern})" if index else pattern for index, pattern in enumerate(_CREDITS)) + ")"
)


def is_boilerplate(line: str) -> bool:
    """Checks whether a line or sentence is boilerplate: a promotion, a credit, an editor's note or a technical line."""
    return len(line) <= MAX_LINE_CHARS and bool(_LINE.match(line) or _CREDIT_LINE.match(line))


def is_promotion(line: str) -> bool:
    """Checks whether a line is boilerplate other than a credit."""
    return len(line) <= MAX_LINE_CHARS and bool(_LINE.match(line))
