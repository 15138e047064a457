"""Asks and offers: what the sender wants of you, and what they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from notworking.judge.phrasebook import Hit, Phrasebook, shipped_phrasebook
from notworking.judge.words import Words

ASK_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "asks_meeting": "meeting",
        "asks_for_minutes": "meeting",
        "asks_to_buy": "buy",
        "offers_bait": "buy",
        "sells_leads": "buy",
        "sells_visibility": "buy",
        "asks_to_sell_up": "sell",
        "asks_interest": "interest",
        "asks_for_route": "route",
        "asks_to_be_hired": "hire_me",
        "offers_candidates": "hire_them",
        "asks_to_recruit": "be_hired",
        "asks_to_invest": "invest",
        "asks_to_partner": "partner",
        "asks_to_endorse": "endorse",
        "asks_for_introduction": "introduce",
        "asks_to_publish": "publish",
        "asks_to_attend": "attend",
        "asks_to_join": "join",
        "scheme_income": "join",
        "asks_to_connect": "connect",
        "asks_for_advice": "advise",
        "asks_free_work": "work_free",
    }
)
"""Finding → the kind of ask it is; the ledger's ASKED events carry the kind."""

OFFER_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "offers_help": "help",
        "offers_introduction": "introduction",
        "offers_job_lead": "job_lead",
        "offers_contribution": "contribution",
        "answers_you": "answer",
        "gives_thanks": "thanks",
        "delivers_something": "deliverable",
    }
)
"""Finding → the kind of offer it is."""

REQUESTS = frozenset(
    {
        "plain_request",
        "asks_for_reply",
        "asks_one_word",
        "asks_to_visit",
        "follow_up_bump",
        "mentions_calendar_link",
    }
)
"""Findings that want something, too, though the ledger counts them as no ask."""

_BAIT = frozenset({"help", "introduction", "job_lead"})
"""Offers that cost their giver nothing until the ask that follows is granted."""

_TAKING = frozenset(ASK_KINDS.values()) - {"advise", "connect", "interest"}


@dataclass(frozen=True, slots=True)
class Ask:
    """Something the sender wants. `phrase` are the words of `sentence` that show it."""

    kind: str
    sentence: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the sender gives, with nothing asked for it."""

    kind: str
    sentence: str
    phrase: str


def hits_of(words: Words, book: Phrasebook | None = None) -> tuple[Hit, ...]:
    """Return all phrases found in subject and text, in order; the subject is sentence 0."""
    subject = " ".join(words.subject.split())
    return (book or shipped_phrasebook()).find((subject, *words.sentences), words.language)


def find_asks(words: Words, hits: Sequence[Hit] | None = None) -> tuple[Ask, ...]:
    """Return the asks of a message in order, one of each kind and sentence.

    "Free audit – worth 15 minutes?" → a buy and a meeting. An offer that ends in an ask is
    an ask: see `ends_in_ask`. Pass `hits` when they are known already.
    """
    found = hits_of(words) if hits is None else hits
    asks: dict[tuple[str, int], Ask] = {}
    for hit in found:
        kind = ASK_KINDS.get(hit.name)
        if kind is not None:
            asks.setdefault((kind, hit.position), Ask(kind, hit.sentence, hit.phrase))
    for hit in ends_in_ask(found):
        asks.setdefault(("offer", hit.position), Ask("offer", hit.sentence, hit.phrase))
    return tuple(asks.values())


def find_offers(words: Words, hits: Sequence[Hit] | None = None) -> tuple[Offer, ...]:
    """Return the offers of a message in order, those left out that end in an ask."""
    found = hits_of(words) if hits is None else hits
    spoiled = set(ends_in_ask(found))
    offers: dict[tuple[str, int], Offer] = {}
    for hit in found:
        kind = OFFER_KINDS.get(hit.name)
        if kind is not None and hit not in spoiled:
            offers.setdefault((kind, hit.position), Offer(kind, hit.sentence, hit.phrase))
    return tuple(offers.values())


def ends_in_ask(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the offers of help or contacts that an ask follows, in the same sentence or later.

    Thanks, answers and things delivered stay offers: they were given before anything was asked.
    """
    last_ask = max((hit.position for hit in hits if ASK_KINDS.get(hit.name) in _TAKING), default=-1)
    return tuple(
        hit
        for hit in hits
        if OFFER_KINDS.get(hit.name) in _BAIT and hit.position and hit.position <= last_ask
    )
