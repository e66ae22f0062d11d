"""Recognizes texts that are not articles: consent pages, login forms, error pages and placeholders; and teasers of paid articles."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_WORD = re.compile(r"\w+")

# A page with signals of three of these groups, written to the reader, asks for consent.
_CONSENT_SIGNALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bcookies?\b|\btrack(?:ers?|ing)\b|files on your (?:device|computer|telephone)",
        r"\bconsent|\bagree\b|\baccept\b|einwillig|zustimm|akzeptier|accepter|consentement|acept|consentimiento|accett|"
        r"consenso|zgod|zgad|souhlas|согласи|toestemming|akkoord|samtycke|samtykke|suostumu",
        r"\bpartners?\b|\bvendors?\b|third part|\b\d+ firms\b|\bfirms may\b|drittanbieter|partenaires|socios|"
        r"proveedores|партн|partnerzy|partneři|partner[eé]k",
        (
            r"personal(?:ised|ized)? (?:data|ads|content)|your data|\bprivacy\b|personenbezogen|datenschutz|données|"
            r"vie privée|datos personales|privacidad|dati personali|dane osobowe|персональн|persoonsgegevens|"
            r"personuppgifter|osobní údaje|personoplysninger"
        ),
        r"\badvertis|\bads\b|werbung|publicité|publicidad|pubblicità|reklam|реклам|advertenties|annons|annonc",
        r"your device|your browser|your computer|\bihr(?:em|e)? gerät|votre appareil|(?:su|tu) dispositivo|"
        r"tuo dispositivo|(?:jouw|uw) apparaat|din enhet|twoim urządzeni",
        r"legitimate interest|berechtigtes interesse|intérêt légitime|interés legítimo|legittimo interesse",
        r"with(?:out)? advertis|subscri|abonn|costs? .{1,20} a (?:week|month)|without tracking|suscri|abbona",
        (
            r"(?:change|withdraw|manage|review) your (?:mind|choices?|consent|preferences|settings)|jederzeit "
            r"widerrufen|à tout moment|en cualquier momento|come back to this question"
        ),
    )
)
_MIN_CONSENT_SIGNALS = 3
_MAX_CONSENT_WORDS = 700
_ADDRESS = re.compile(
    r"\b(?:you|your|yours|we|our|us|sie|ihr|ihre|ihrem|ihren|wir|unser\w*|vous|votre|vos|nous|nos|usted|su|sus|nosotros|"
    r"tu|tuo|tua|noi|nostri|my|nas[iz]\w*|tw[oó]j\w*|two(?:im|ich)|wy|вы|ваш\w*|мы|наш\w*|wij|onze|jij|je|jouw|uw|vi|vår\w*|vores|din|ditt|dina|"
    r"please|bitte|veuillez|por favor|per favore|proszę|пожалуйста|воспользуйтесь|vuelve|prova|alstublieft)\b",
    re.IGNORECASE,
)
_MIN_ADDRESS_SHARE = 0.04

_LOGIN = "shows a login form"
_OFFER = "shows only an offer to subscribe"
_MIN_WORDS = 25
_FEW_WORDS = 10


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE | re.DOTALL)


class _Kind(NamedTuple):
    """A kind of page that is no article.

    Attributes:
        reason: What it shows.
        pattern: What its text says.
        title: What its title says, if it says so.
        max_words: A longer text is not of this kind.
    """

    reason: str
    pattern: re.Pattern[str]
    title: re.Pattern[str]
    max_words: int = 90


_KINDS = (
    _Kind(
        _LOGIN,
        _pattern(
            r"(?:log ?in|sign ?in|anmelden|einloggen|connexion|connectez-vous|iniciar sesión|accedi|zaloguj)\b.*"
            r"(?:password|passwort|kennwort|mot de passe|contraseña|hasło|account|konto|compte|cuenta|register|registr)",
            r"forgot(?:ten)? (?:your )?password|no account yet|don['’]t have an account|continue with (?:google|apple|facebook|e-?mail)",
            r"passwort vergessen|noch kein konto|mot de passe oublié|pas encore de compte|olvidó su contraseña|olvidaste tu contraseña",
            r"password dimenticata|esqueceu a senha|wachtwoord vergeten|nie pamiętasz hasła|забыли пароль",
        ),
        _pattern(r"^(?:log|sign) ?in\b|^anmelde|^connexion|^iniciar sesión|^accedi|^logowanie|^вход\b"),
    ),
    _Kind(
        "asks to prove that a person is reading",
        _pattern(
            r"verify (?:that )?you(?:['’]re| are)(?: a)? human|are you a robot|not a robot|captcha|checking your browser|"
            r"unusual (?:traffic|activity)",
            r"automated (?:access|requests)|just a moment|press (?:and|&) hold|you (?:have been|are) blocked|cloudflare ray id|ddos protection",
            r"security service to protect|one more step|connection is secure|javascript and cookies to continue|unable to access \S+\.\w+",
        ),
        _pattern(
            r"^attention required|^just a moment|^please wait|^one more step|^are you a robot|^robot|^sorry, you have been blocked"
        ),
        150,
    ),
    _Kind(
        "shows an error message",
        _pattern(
            r"\b404\b.{0,40}not found|(?:page|seite|página|pagina|strona|story|article).{0,60}(?:not found|(?:nicht|"
            r"leider nicht) gefunden|no encontrada|"
            r"non (?:è stata )?trovata|introuvable|nie znaleziono|niet gevonden)",
            r"\bcould not (?:be found|find the page)|access (?:to this page )?(?:has been )?denied|403 forbidden|"
            r"service unavailable|access cannot be granted",
            r"page (?:you (?:asked|are looking|requested)|does(?:n['’]t| not) exist|no longer (?:exists|available))|something went wrong",
            r"unavailable (?:due to|for) legal reasons|not available in your (?:country|region|location)|"
            r"country belonging to the european economic area",
            r"in (?:ihrem|deinem) land nicht verfügbar|pas disponible dans votre pays|no está disponible en (?:su|tu) país",
            r"(?:site|page|service) is (?:currently |temporarily )?(?:down|unavailable)|(?:will |['’]ll )be back (?:soon|shortly)|wartungsarbeiten",
            r"you are being redirected|if (?:nothing happens|you are not redirected)|no hemos podido encontrar|"
            r"página que (?:buscas|busca)|ya no exist",
            r"страница.{0,20} не найдена|страницу не найти|sidan (?:kunde inte hittas|finns inte)|siden (?:blev ikke fundet|"
            r"findes ikke|ble ikke funnet)",
            r"sivua ei löyt|stránka (?:nenalezena|nebyla nalezena)|sayfa bulunamadı|ページが見つかりません|页面不存在|頁面不存在|페이지를 찾을 수 없",
        ),
        _pattern(
            r"^(?:error )?4\d\d\b|^page not found|^not found|^error\b|^access denied|^seite nicht gefunden|^page introuvable|^página no encontrada",
            r"^pagina non trovata|^страница не найдена|^redirecting|^(?:site )?maintenance$|we(?:['’]ll| will) be back|^oops|^oups|^lo sentimos",
        ),
    ),
    _Kind(
        "needs another browser or other settings to show its text",
        _pattern(
            r"(?:enable|turn on|activate|requires?|without|aktivieren sie|activer|active) (?:\w+ )?javascript",
            r"browser (?:is |version is )?(?:out of date|outdated|(?:not|no longer) supported)|(?:update|upgrade) (?:it|your browser)",
            r"(?:disable|turn off|deactivate|pause|allow|deaktivier\w*|désactive\w*|desactiva\w*) .{0,30}(?:ad ?block|"
            r"werbeblock|bloqueur|bloqueador)",
        ),
        _pattern(r"^(?:unsupported|update your) browser|^javascript"),
    ),
    _Kind(
        "asks for the reader's age",
        _pattern(
            r"are you (?:over|at least|older than) (?:1[68]|21)|confirm your age|you must be (?:1[68]|21)|sind sie (?:über )?18"
        ),
        _pattern(r"^age (?:check|verification)"),
    ),
)
_LOGIN_WORDS = re.compile(
    r"log ?in\b|sign ?in\b|password|account|register|subscri|e-?mail|anmelde|einlogg|passwort|konto\b|compte|cuenta|contraseña|registr|continue with",
    re.IGNORECASE,
)
_OFFER_WORDS = re.compile(
    r"(?:unlimited|full|digital) access|cancel (?:at )?any ?time|already a (?:subscriber|member)|subscribe (?:to|now|for|from)|free trial|"
    r"abonnieren sie|jetzt abonnieren|jederzeit kündbar|sans engagement|abonnez-vous|suscríbete|abbonati|abonneer",
    re.IGNORECASE,
)
_MIN_OFFER_SIGNALS = 2
_MAX_OFFER_WORDS = 90
_PAYWALL = re.compile(
    r"(?:subscribe|sign up|log in|register|sign in|become a (?:member|subscriber)|start your (?:free )?trial|buy a subscription)"
    r"[^.!?]{0,60}(?:to|and) (?:keep|continue|read|unlock|access|finish)|"
    r"(?:this|the (?:full|rest of (?:the|this))) (?:article|story|content|text|report)? ?is (?:only |"
    r"exclusively )?(?:for|available (?:only )?(?:to|for)|"
    r"reserved for) (?:our )?(?:\w+ )?(?:subscribers|members)|(?:subscribers|members)[- ]only|"
    r"(?:log|sign) in to your account|already a (?:subscriber|member)\?|"
    r"you have (?:reached|read) your .{0,30}(?:limit|free articles)|"
    r"(?:jetzt|mit) .{0,30}(?:weiterlesen|abo lesen)|nur für abonnenten|la suite est réservée|réservé aux abonnés|"
    r"(?:exclusivo|solo) para suscriptores|contenuto riservato agli abbonati|para assinantes|alleen voor abonnees|tylko dla prenumeratorów",
    re.IGNORECASE,
)
_TEASER_END_CHARS = 500


def refusal_reason(text: str, titles: Sequence[str] = ()) -> str | None:
    """Returns why a text is not an article, such as "shows a consent page", or None if it can be one.

    Args:
        text: The text of a page.
        titles: The titles and headlines of the page.
    """
    words = len(_WORD.findall(text))
    for kind in _KINDS:
        if words <= kind.max_words and _is_of_kind(kind, text, titles):
            return kind.reason
    if words <= _MAX_CONSENT_WORDS and _asks_for_consent(text, words):
        return "shows a consent page"
    is_offer = (
        words <= _MAX_OFFER_WORDS
        and len({match.casefold() for match in _OFFER_WORDS.findall(text)}) >= _MIN_OFFER_SIGNALS
    )
    return _OFFER if is_offer and _words_besides(_OFFER_WORDS, text) < _MIN_WORDS else None


def _is_of_kind(kind: _Kind, text: str, titles: Sequence[str]) -> bool:
    """Checks whether a text says what pages of a kind say, and speaks to the reader as they do, or the title says so too."""
    is_titled = any(kind.title.search(title.strip()) for title in titles)
    if not kind.pattern.search(text) and not (is_titled and len(_WORD.findall(text)) < _MIN_WORDS):
        return False
    if kind.reason == _LOGIN and _words_besides(_LOGIN_WORDS, text) >= _MIN_WORDS:
        return False  # a teaser above a login form
    return is_titled or bool(_ADDRESS.search(text)) or len(_WORD.findall(text)) < _FEW_WORDS


def _words_besides(pattern: re.Pattern[str], text: str) -> int:
    """Returns the number of words in the lines that a pattern does not match."""
    return sum(len(_WORD.findall(line)) for line in text.splitlines() if not pattern.search(line))


def _asks_for_consent(text: str, words: int) -> bool:
    signals = sum(bool(pattern.search(text)) for pattern in _CONSENT_SIGNALS)
    return signals >= _MIN_CONSENT_SIGNALS and len(_ADDRESS.findall(text)) >= _MIN_ADDRESS_SHARE * words


def is_teaser(text: str) -> bool:
    """Checks whether a text ends with an invitation to pay or log in for the rest of it."""
    return bool(_PAYWALL.search(text[-_TEASER_END_CHARS:]))
