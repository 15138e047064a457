"""Mail that is none of our business: left alone before anything is judged."""

from __future__ import annotations

import re
from collections.abc import Collection

from notworking.judge.hosts import site_of
from notworking.mail.message import Headers, Message
from notworking.people.networks.notice import Notice, NoticeKind

_REPORTS = re.compile(
    r"multipart/report|message/(?:delivery-status|disposition-notification)", re.I
)
_BOUNCE_LOCAL = re.compile(r"^(?:mailer-daemon|postmaster|mail-?delivery|bounces?)(?:[-+._=].*)?$")
_MACHINE_LOCAL = re.compile(
    r"^(?:no-?_?\.?reply|do-?not-?reply|donotreply|notifications?|notify|alerts?|automated|robot|"
    r"system|root|cron|daemon|jira|bugzilla|builds?|ci|gitlab|billing|receipts?|orders?|"
    r"order-?update|auto-?confirm|confirmations?|invoices?|accounts?|security|verify|shipping|"
    r"shipment-tracking|support-?noreply|service|statements?|payments?|news|newsletters?|info-?news|"
    r"updates?|digest|marketing|offers?|promotions?|deals|campaigns?|email|e?mailings?|member|hello-?news)"
    r"(?:[-+._=].*)?$"
)
_PROMOTER_LOCAL = re.compile(
    r"^(?:news|newsletters?|info-?news|digest|offers?|promotions?|deals|campaigns?|e?mailings?|"
    r"editors?|weekly|daily)(?:[-+._=].*)?$"
)
_TRANSACTION = re.compile(
    r"\b(?:receipt|invoice|order (?:no|number|confirmation|#|\d)|your order|tracking number|"
    r"has (?:been )?shipped|out for delivery|delivered|verification code|one.time (?:code|password)|"
    r"confirm your (?:e-?mail|account|address|registration)|reset your password|password (?:reset|"
    r"change)|sign.?in (?:attempt|from|code)|log.?in (?:code|attempt)|new (?:device|sign.?in)|security "
    r"(?:alert|code)|two.factor|payment (?:received|confirmation|due|failed)|statement is|booking "
    r"(?:confirmation|reference)|reservation|ticket (?:#|no|id)|build (?:failed|passed|succeeded)|"
    r"rechnung|bestellung|bestellnummer|lieferung|sendung|bestatigungscode|passwort|zahlung|"
    r"facture|commande|colis|livraison|mot de passe|code de verification|paiement|"
    r"factura|pedido|envio|contrasena|codigo de verificacion|pago|"
    r"fatura|encomenda|senha|pagamento|fattura|ordine|spedizione|codice di verifica|"
    r"factuur|bestelling|bezorg\w+|wachtwoord|verificatiecode|betaling)\b",
    re.IGNORECASE,
)
_NEWSLETTER = re.compile(
    r"view (?:this|it) (?:e-?mail |message )?(?:in|on) (?:your |the )?(?:browser|web)|view online|"
    r"(?:manage|update|change) (?:your )?(?:e-?mail )?(?:preferences|subscription)|"
    r"you (?:are receiving|received|get) this (?:e-?mail|message|newsletter) because|"
    r"in this (?:issue|edition)|(?:our|the|this|weekly|monthly) newsletter|"
    r"im browser (?:ansehen|anzeigen)|newsletter (?:abmelden|abbestellen)|dans (?:votre|le) navigateur|"
    r"en (?:tu|su|el) navegador|no (?:seu )?navegador|nel browser|in (?:je|uw) browser",
    re.IGNORECASE,
)
_LEFT_ALONE_NOTICES = {
    NoticeKind.SECURITY: "It is a security or legal notice of {network}",
    NoticeKind.WORK: "It is a tool's notice about work",
    NoticeKind.BOOKING: "It is the notice of a booked meeting",
}
_FEW_WORDS_OF_A_PERSON = re.compile(
    r"\b(?:i|i'm|i'd|i've|ich|je|j'ai|yo|eu|io|ik|my name|mein name|me llamo|je m'appelle)\b", re.I
)


def not_ours(
    message: Message, me_addresses: Collection[str] = (), notice: Notice | None = None
) -> str | None:
    """Return the sentence why a message is left alone, or None when it is to be judged.

    Given `me_addresses` (lower case) and what the network reader made of it. A network's noise
    is ours (an invitation), its security notices are not. Carrying List-Unsubscribe, or coming
    from a mass mailer, settles nothing, since cold mail does too: only real lists, machines
    and newsletters that no person signed are left alone. In doubt None: then the score decides.
    """
    if notice is not None:
        told = _LEFT_ALONE_NOTICES.get(notice.kind)
        return told.format(network=notice.network.capitalize()) if told else None
    for reason in (
        _own(message, me_addresses),
        _calendar(message),
        _report(message),
        _automatic_reply(message.headers),
        _discussion_list(message),
        _machine(message),
        _newsletter(message),
    ):
        if reason is not None:
            return reason
    return None


def _own(message: Message, me: Collection[str]) -> str | None:
    if message.sender is not None and message.sender.email in me:
        return "You wrote it"
    return None


def _calendar(message: Message) -> str | None:
    """Answers to meetings (RFC 5546). A REQUEST from a stranger is a pitch like any other."""
    if message.calendar_method in {"REPLY", "CANCEL", "COUNTER", "DECLINECOUNTER", "REFRESH"}:
        return "It is a calendar's answer"
    return None


def _report(message: Message) -> str | None:
    """Bounces, delivery and reading reports (RFC 3462, 3464, 8098)."""
    local = message.sender.local.lower() if message.sender else ""
    if _REPORTS.search(message.headers.get("content-type") or ""):
        return "It is a report about a mail's delivery"
    empty_path = (message.headers.get("return-path") or "").strip() == "<>"
    if _BOUNCE_LOCAL.match(local) and (empty_path or "mailer-daemon" in local or not message.links):
        return "It is a report about a mail's delivery"
    return None


def _automatic_reply(headers: Headers) -> str | None:
    """Auto-Submitted (RFC 3834): anything but "no"; and its older names."""
    submitted = (headers.get("auto-submitted") or "no").split(";")[0].strip().lower()
    if submitted == "auto-replied" or "x-autoreply" in headers or "x-autorespond" in headers:
        return "It is an automatic reply"
    if (headers.get("precedence") or "").strip().lower() == "auto_reply":
        return "It is an automatic reply"
    if submitted not in {"no", ""} and "list-unsubscribe" not in headers:
        return "A machine sent it"
    return None


def _discussion_list(message: Message) -> str | None:
    """Mail of a list one can write to (RFC 2369 List-Post), or old lists without it.

    A mere List-Id is what mass mailers set as well, so it counts only with a sign that people
    talk there: a posting address, a reply, a [tag], or a listserver's own headers.
    """
    headers = message.headers
    post = (headers.get("list-post") or "").strip()
    if post and not post.upper().startswith("NO"):
        return "It comes from a mailing list"
    if "x-mailman-version" in headers or "x-beenthere" in headers or "mailing-list" in headers:
        return "It comes from a mailing list"
    if (headers.get("list-id") or "").strip() and (message.is_reply or _tagged(message.subject)):
        return "It comes from a mailing list"
    precedence = (headers.get("precedence") or "").strip().lower()
    if precedence == "list" and message.is_reply:
        return "It comes from a mailing list"
    return None


def _tagged(subject: str) -> bool:
    return bool(re.match(r"(?:re: ?)?\[[\w .-]{2,25}\]", subject, re.IGNORECASE))


def _machine(message: Message) -> str | None:
    """Receipts, codes, alerts: a machine's address and a machine's matter, both."""
    if message.sender is None or not _MACHINE_LOCAL.match(message.sender.local.lower()):
        return None
    text = f"{message.subject}\n{message.zones.new[:2000]}"
    if _TRANSACTION.search(text):
        return "It is a machine's notice: an order, a code, an account"
    return None


def _newsletter(message: Message) -> str | None:
    """A newsletter: mass mail in a newsletter's own words that no person speaks in."""
    headers = message.headers
    if not {"list-unsubscribe", "list-id", "feedback-id"} & headers.names:
        return None
    if message.sender is None or message.is_reply:
        return None
    local = message.sender.local.lower()
    text = f"{message.zones.new[-3000:]}\n{message.zones.footer}"
    speaks = bool(_FEW_WORDS_OF_A_PERSON.search(message.zones.new[:1200]))
    if _PROMOTER_LOCAL.match(local) and not speaks:
        return "It is a newsletter"
    if _NEWSLETTER.search(text) and not speaks and not _named_person(message):
        return "It is a newsletter"
    return None


def _named_person(message: Message) -> bool:
    """True when the sender's name is a person's, not its own domain's: "Ada Byron"."""
    if message.sender is None:
        return False
    name = message.sender.name.lower()
    brand = site_of(message.sender.domain).split(".")[0]
    parts = re.findall(r"[^\W\d_]+", name)
    return (
        2 <= len(parts) <= 3
        and brand not in "".join(parts)
        and not parts[-1].startswith(("team", "news"))
    )
