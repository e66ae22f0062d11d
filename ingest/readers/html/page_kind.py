"""Recognizes texts that are not articles: consent pages, login forms, error pages and placeholders; and teasers of paid articles."""

import re

_WORD = re.compile(r"\w+")

# A page with signals of three of these groups, written to the reader, asks for consent.
_CONSENT_SIGNALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bcookies?\b|\btrack(?:ers?|ing)\b|files on your (?:device|computer|telephone)",
        r"\bconsent|\bagree\b|\baccept\b|einwillig|zustimm|akzeptier|accepter|consentement|acept|consentimiento|accett|consenso|zgod|souhlas|согласи",
        r"\bpartners?\b|\bvendors?\b|third part|\b\d+ firms\b|\bfirms may\b|drittanbieter|partenaires|socios|proveedores|партн",
        (
            r"personal(?:ised|ized)? (?:data|ads|content)|your data|\bprivacy\b|personenbezogen|datenschutz|données|"
            r"vie privée|datos personales|privacidad|dati personali|dane osobowe|персональн"
        ),
        r"\badvertis|\bads\b|werbung|publicité|publicidad|pubblicità|reklam|реклам",
        r"your device|your browser|your computer|\bihr(?:em|e)? gerät|votre appareil|su dispositivo|tuo dispositivo",
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
    r"tu|tuo|tua|noi|nostri|twoje|twoich|wy|вы|ваш\w*|мы|наш\w*)\b",
    re.IGNORECASE,
)
_MIN_ADDRESS_SHARE = 0.04

_LOGIN = "shows a login form"
_LOGIN_WORDS = re.compile(
    r"log ?in\b|sign ?in\b|password|account|register|subscri|e-?mail|anmelde|einlogg|passwort|konto\b|compte|cuenta|contraseña|registr",
    re.IGNORECASE,
)
_MIN_WORDS = 25
_SHORT_KINDS = (
    (
        _LOGIN,
        re.compile(
            r"(?:log ?in|sign ?in|anmelden|einloggen|connexion|connectez-vous|iniciar sesión|accedi|zaloguj)\b.*"
            r"(?:password|passwort|kennwort|mot de passe|contraseña|hasło|account|konto|compte|cuenta|register|registr)|"
            r"forgot(?:ten)? (?:your )?password|no account yet|don['’]t have an account|passwort vergessen|noch kein konto|"
            r"mot de passe oublié|pas encore de compte|olvidó su contraseña|olvidaste tu contraseña|password dimenticata|"
            r"esqueceu a senha|wachtwoord vergeten|nie pamiętasz hasła|забыли пароль",
            re.IGNORECASE | re.DOTALL,
        ),
        90,
    ),
    (
        "asks to prove that a person is reading",
        re.compile(
            r"verify (?:that )?you(?:['’]re| are)(?: a)? human|are you a robot|not a robot|captcha|checking your browser|unusual traffic|"
            r"automated (?:access|requests)|just a moment|press (?:and|&) hold",
            re.IGNORECASE,
        ),
        150,
    ),
    (
        "shows an error message",
        re.compile(
            r"(?:\b404\b|page|seite|página|pagina|strona).{0,40}(?:not found|nicht gefunden|no encontrada|non trovata|introuvable|nie znaleziono)|"
            r"\bcould not (?:be found|find the page)|access (?:to this page )?(?:has been )?denied|403 forbidden|service unavailable|"
            r"page (?:you (?:asked|are looking) for|does(?:n['’]t| not) exist|no longer (?:exists|available))|something went wrong",
            re.IGNORECASE,
        ),
        90,
    ),
    (
        "needs JavaScript to show its text",
        re.compile(
            r"(?:enable|turn on|activate|requires?|without|aktivieren sie|activer|active) (?:\w+ )?javascript",
            re.IGNORECASE,
        ),
        90,
    ),
)
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


def refusal_reason(text: str) -> str | None:
    """Returns why a text is not an article, such as "shows a consent page", or None if it can be one."""
    words = len(_WORD.findall(text))
    for reason, pattern, max_words in _SHORT_KINDS:
        if (
            words <= max_words
            and pattern.search(text)
            and (reason != _LOGIN or _words_besides_login(text) < _MIN_WORDS)
        ):
            return reason
    return "shows a consent page" if words <= _MAX_CONSENT_WORDS and _asks_for_consent(text, words) else None


def _words_besides_login(text: str) -> int:
    """Returns the number of words in lines that do not mention logging in: a teaser can stand above a login form."""
    return sum(len(_WORD.findall(line)) for line in text.splitlines() if not _LOGIN_WORDS.search(line))


def _asks_for_consent(text: str, words: int) -> bool:
    signals = sum(bool(pattern.search(text)) for pattern in _CONSENT_SIGNALS)
    return signals >= _MIN_CONSENT_SIGNALS and len(_ADDRESS.findall(text)) >= _MIN_ADDRESS_SHARE * words


def is_teaser(text: str) -> bool:
    """Checks whether a text ends with an invitation to pay or log in for the rest of it."""
    return bool(_PAYWALL.search(text[-_TEASER_END_CHARS:]))
