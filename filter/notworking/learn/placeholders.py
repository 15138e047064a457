"""Merge fields of templates, filled with invented values, so that no model can cheat on them."""

from __future__ import annotations

import re
from random import Random

_FIELD = re.compile(
    r"\{\{\s*(?P<a>[^}\n]{1,400}?)\s*\}\}"
    r"|\{(?P<b>[A-Za-z][^}\n]{0,40})\}"
    r"|\[(?P<c>[^\]\n]{1,90})\](?!\()"
    r"|<(?P<d>[A-Za-z][\w '’-]{1,40})>"
    r"|%(?P<e>[A-Z_]{3,})%"
)
_DEFAULT = re.compile(r"default\(\s*[\"'](?P<text>(?:[^\"'\\]|\\.|(?<=\w)'(?=\w))*)[\"']")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


_FIRST = _listed(
    "Anna, Omar, Lucia, Peter, Mei, Jonas, Priya, Carla, Sven, Aisha, Tom, Elena, Marek, Nadia, "
    "Luis, Ingrid, Kofi, Rosa, Dmitri, Helen, Yuki, Paul, Fatima, Bruno, Greta, Ivan, Chloe, "
    "Samir, Nora, Felix"
)
_LAST = _listed(
    "Keller, Novak, Silva, Okafor, Lindqvist, Moreau, Tanaka, Costa, Haddad, Weber, Rossi, "
    "Jansen, Murphy, Patel, Duarte, Kowalski, Berg, Romano, Laurent, Singh"
)
_COMPANY = _listed(
    "Brightharbor, Nordwind Logistics, Ferro & Sons, Papaya Labs, Kestrel Analytics, Oakline, "
    "Tessellate, Blue Anchor, Maison Verte, Quarzwerk, Lumen Foods, Redgate Partners, Sonata "
    "Health, Atlas Freight, Mosaic Studio, Pinetree Software"
)
_TOPICS = {
    "en": _listed(
        "cloud costs, onboarding, remote teams, data quality, home gardening, payroll, warehouse "
        "safety, email deliverability, solar energy, travel planning, code review, school projects"
    ),
    "fr": _listed(
        "la gestion des stocks, le télétravail, la facturation, vos chantiers, la paie, "
        "la sécurité, les devis, la logistique, le suivi des dossiers, la formation"
    ),
    "es": _listed(
        "la facturación, las reservas, el inventario, la logística, las nóminas, "
        "la atención al público, los presupuestos, la formación, el almacén, los pedidos"
    ),
    "de": _listed(
        "die Buchhaltung, das Lager, die Lohnabrechnung, den Versand, die Angebote, "
        "die Schichtplanung, die Werkstatt, die Schulungen, den Einkauf, die Datenpflege"
    ),
}
_RESULT = _listed(
    "cut costs by 30%, save 12 hours a week, double their reply rate, grow revenue by 40%, halve "
    "their ramp time, close 18 more deals, reduce errors by a quarter"
)
_ROLE = _listed(
    "Head of Sales, data engineer, operations manager, CTO, marketing lead, product designer, "
    "founder, HR director, backend developer"
)
_TIME = _listed("two weeks, 90 days, six months, a quarter, this week, Tuesday, next month, March")
_PLACE = _listed("Berlin, Porto, Leeds, Austin, Lyon, Milan, Utrecht, Toronto, Valencia, Dublin")
_NUMBER = _listed("3, 12, 25, 40, 150, 2, 500, 7, 10")
_LINK = _listed(
    "https://example.com/guide, https://example.org/post/12, https://example.com/demo, "
    "www.example.org/resources"
)

# The first pattern found in the field's name decides; fields come in several languages.
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\blinks?\b|\burl\b|\benlace\b|\blien\b|website|site web|\bpage\b|calendar", _LINK),
    (r"e-?mail", ("hello@example.com", "me@example.org")),
    (
        r"compan|firma|entrepris|empresa|client|customer|competitor|business|publication|brand|univer|agency|produ[ck]t",
        _COMPANY,
    ),
    (r"name|nom\b|prénom|nombre|vorname|author|referrer|person|recruiter|signature|team", _FIRST),
    (r"role|title|job|position|rôle|métier|cargo", _ROLE),
    (r"result|outcome|metric|benefit|bénéfice|beneficio|improvement|value|valeur", _RESULT),
    (r"time|date|day|month|week|year|durée|délai|when|annee|jour", _TIME),
    (r"location|city|ville|ciudad|country|region", _PLACE),
    (r"number|size|%|prix|price|^x$|^y$|amount|nombre de|count", _NUMBER),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), values) for pattern, values in _KINDS)


def fill(text: str, random: Random, lang: str = "en") -> str:
    """Return the text with each merge field replaced by an invented value of its kind.

    A template's own default text is taken where it has one, and filled in turn:
    `{{ cta | default("Worth a chat, [Name]?") }}` becomes `Worth a chat, Nora?`.
    """
    chosen: dict[str, str] = {}
    topics = _TOPICS.get(lang, _TOPICS["en"])
    for _ in range(3):
        filled = _FIELD.sub(lambda found: _value(found, chosen, random, topics), text)
        if filled == text:
            break
        text = filled
    return text


def has_fields(text: str) -> bool:
    """True when the text holds merge fields or a quoter's marks such as `[NAME]`."""
    return _FIELD.search(text) is not None


def _value(
    found: re.Match[str], chosen: dict[str, str], random: Random, topics: tuple[str, ...]
) -> str:
    """Return what stands for one field: the same name gets the same value in one message."""
    field = next(group for group in found.groups() if group is not None)
    if found["c"] is not None and (re.fullmatch(r"[\d^ ]+", field) or field.startswith("image:")):
        return found[0]
    if "default(" in field:
        default = _DEFAULT.search(field)
        return default["text"].replace("\\n", "\n").replace("\\", "") if default else ""
    key = field.strip().lower()
    if key not in chosen:
        chosen[key] = _invent(key, random, topics)
    return chosen[key]


def _invent(name: str, random: Random, topics: tuple[str, ...]) -> str:
    """Return a value that suits the field's name."""
    for pattern, values in _COMPILED:
        if pattern.search(name):
            value = random.choice(values)
            return f"{value} {random.choice(_LAST)}" if "full" in name else value
    return random.choice(topics)
