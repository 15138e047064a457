"""Findings of shape: greeting, links, headers, length, punctuation, signature."""

from __future__ import annotations

import re

from notworking.judge.catalogue import finding
from notworking.judge.greeting import Greeted, greeting_of, shouted_name, signed_with_first_name
from notworking.judge.hosts import Hosts, looks_secondary, site_of
from notworking.judge.lexicon import shipped_lexicon
from notworking.judge.verdict import Finding
from notworking.judge.words import Words

_LINK_FINDINGS = {
    "scheduling": "scheduling_link",
    "tracking": "tracking_link",
    "deck": "deck_link",
    "shortened": "shortened_link",
    "applicant": "applicant_link",
    "repository": "repository_link",
}
_MACHINE_LOCAL = re.compile(
    r"^(?:no-?_?\.?reply|do-?not-?reply|notifications?|notify|alerts?|mailer-daemon|postmaster|"
    r"bounces?|newsletters?|updates?|automated|system|daemon|root|cron|robot|billing|receipts?|"
    r"orders?|invoices?|security|verify|digest)(?:[-+._].*)?$"
)
_SALES_TITLE = re.compile(
    r"\b(?:business development|sales|sdr|bdr|account (?:executive|manager)|growth|partnerships?|"
    r"outreach|marketing|seo|lead gen\w*|customer acquisition|vertrieb|commercial|comercial|"
    r"ventas|vendas|commerciale|verkoop)\b",
    re.IGNORECASE,
)
_RECRUITER_TITLE = re.compile(
    r"\b(?:recruit\w*|talent|sourc(?:er|ing)|staffing|headhunt\w*|hr (?:manager|executive|"
    r"specialist)|personalvermittl\w*|personalberat\w*|recrut\w*|reclut\w*|selezione)\b",
    re.IGNORECASE,
)
_SIGNED_LINES = 5
"""Of the end of a text: name, title, firm, telephone, and one more."""
_BULLET = re.compile(r"^[ \t]*(?:[-*•–✓✅→▪●]|\d{1,2}[.)])[ \t]+\S", re.MULTILINE)
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_POSTAL = re.compile(
    r"unsubscribe|opt.?out|abmelden|abbestellen|se d[ée]sabonner|d[ée]sinscri|darse de baja|"
    r"cancelar (?:a )?(?:inscri|suscri)|disiscriv|cancella l'iscrizione|uitschrijven|afmelden",
    re.IGNORECASE,
)

_MOST_LOOKED_AT = 4_000
"""Characters of the text in which punctuation is looked for."""

_FEW_WORDS = 25
_SHORT_ANSWER_WORDS = 50
_MANY_WORDS = 350
_MANY_LINKS = 6
_MANY_RECIPIENTS = 10


def shape_findings(words: Words, hosts: Hosts) -> list[Finding]:
    """Return the findings that need no phrase list."""
    return [
        *_greeting(words),
        *_thread(words),
        *_length(words),
        *_punctuation(words),
        *_links(words, hosts),
        *_sender(words, hosts),
        *_headers(words),
        *_signature(words),
    ]


def _greeting(words: Words) -> list[Finding]:
    greeted, greeting = greeting_of(words)
    found = [finding(greeted.value, greeting)]
    if greeted in (Greeted.ME, Greeted.OTHER) and shouted_name(words, greeting):
        found.append(finding("shouted_name", greeting))
    return found


def _thread(words: Words) -> list[Finding]:
    found = []
    if words.is_reply:
        found.append(finding("is_reply"))
    if words.quoted.strip():
        found.append(finding("quotes_earlier_mail"))
    if words.has_attachment:
        found.append(finding("has_attachment"))
    if words.recipients > _MANY_RECIPIENTS:
        found.append(finding("many_recipients"))
    return found


def _length(words: Words) -> list[Finding]:
    count = len(words.text.split())
    found = []
    if words.is_reply and 0 < count < _SHORT_ANSWER_WORDS:
        found.append(finding("short_answer"))
    if 0 < count < _FEW_WORDS:
        found.append(finding("few_words"))
    if count > _MANY_WORDS:
        found.append(finding("long_text"))
    return found


def _punctuation(words: Words) -> list[Finding]:
    found = []
    if words.subject.rstrip().endswith("?"):
        found.append(finding("subject_question", words.subject.strip()))
    if "?" in words.text[-180:]:
        found.append(finding("ends_with_question"))
    if words.text.count("!") >= 3:
        found.append(finding("exclamations"))
    if len(_BULLET.findall(words.text[:_MOST_LOOKED_AT])) >= 3:
        found.append(finding("bullet_list"))
    if len(_SHOUTED.findall(words.text[:_MOST_LOOKED_AT])) >= 8:
        found.append(finding("shouting"))
    if emoji := _EMOJI.search(words.subject + words.text[:_MOST_LOOKED_AT]):
        found.append(finding("emoji", emoji.group()))
    return found


def _links(words: Words, hosts: Hosts) -> list[Finding]:
    if not words.links:
        return [finding("no_links")]
    shown: dict[str, str] = {}
    for link in words.links[:60]:
        name = _LINK_FINDINGS.get(hosts.kind_of(link))
        if name:
            shown.setdefault(name, link.host)
    found = [finding(name, host) for name, host in shown.items()]
    if len(words.links) >= _MANY_LINKS:
        found.append(finding("many_links"))
    sender_site = site_of(words.sender_email.rpartition("@")[2])
    if sender_site and not hosts.is_free_mail(sender_site):
        other = next((link.host for link in words.links if site_of(link.host) != sender_site), "")
        if other and all(site_of(link.host) != sender_site for link in words.links):
            found.append(finding("link_elsewhere", other))
    return found


def _sender(words: Words, hosts: Hosts) -> list[Finding]:
    local, _, domain = words.sender_email.rpartition("@")
    if not domain:
        return []
    if _MACHINE_LOCAL.match(local):
        return [finding("machine_sender", words.sender_email)]
    if hosts.is_free_mail(domain):
        return [finding("free_mail_sender", domain)]
    return [finding("secondary_domain", domain)] if looks_secondary(domain) else []


def _headers(words: Words) -> list[Finding]:
    if words.headers is None:
        return []
    names = words.headers.names
    found = []
    bulk = sorted(names & shipped_lexicon().bulk_headers)
    if bulk:
        found.append(finding("bulk_header", bulk[0]))
    if names & {"list-id", "list-post", "mailing-list", "x-mailman-version"}:
        found.append(finding("list_mail"))
    elif "list-unsubscribe" in names:
        found.append(finding("unsubscribe_header"))
    return found


def _signature(words: Words) -> list[Finding]:
    found = []
    signed = "\n".join(_signed_lines(words))
    if match := _SALES_TITLE.search(signed):
        found.append(finding("sales_title", match.group()))
    if match := _RECRUITER_TITLE.search(signed):
        found.append(finding("recruiter_title", match.group()))
    if match := _POSTAL.search(words.footer[:_MOST_LOOKED_AT]):
        found.append(finding("postal_footer", match.group()))
    if signed_with_first_name(words):
        found.append(finding("signed_first_name"))
    return found


def _signed_lines(words: Words) -> list[str]:
    """Return the lines in which a sender gives name and title: short, and no sentences."""
    lines = [line.strip() for line in words.text[-250:].split("\n") if line.strip()]
    ending = [line for line in lines[-_SIGNED_LINES:] if line[-1] not in ".?!:,;"]
    return [line for line in (*ending, *words.signature[:500].split("\n")) if len(line) <= 80]
