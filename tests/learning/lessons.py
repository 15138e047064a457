"""Invented mail of a few kinds, and examples made of it, for the tests of learning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from random import Random

import numpy as np

from notworking.judge.clues import findings
from notworking.judge.model import Opinion
from notworking.judge.personal import OwnCategory, Personal
from notworking.judge.verdict import Finding
from notworking.judge.wording import read_wording
from notworking.judge.words import Words
from notworking.learn.base import base_model
from notworking.learn.corpora import read_seed
from notworking.learn.personal.background import background_of
from notworking.learn.personal.detecting import OwnKind
from notworking.learn.personal.fitting import Ground
from notworking.store.examples import Example

START = datetime(2026, 5, 3, 9, tzinfo=UTC)
OWN = OwnKind("guest posts", "Networking/Guest posts", 0.8)
_NAMES = ("Ada", "Ben", "Cleo", "Dag", "Edda", "Finn", "Gro", "Hal", "Ida", "Jon", "Kim", "Lou")
_FIRMS = ("Harbourline", "Brightpath", "Oakmere", "Tidewell", "Northgate", "Fernhill", "Quarry")

_KINDS: dict[str, tuple[str, Sequence[str]]] = {
    "recruiting": (
        "{role} at {firm}",
        (
            "I came across your profile and think you would be a great fit for the role of {role} at {firm}.",
            "We are hiring a {role} in {city}, fully remote is possible, the salary is up to {n},000.",
            "Are you open to new opportunities? I would love to tell you more about the position.",
            "My client {firm} is looking for a {role}. Could you send me your CV, or know somebody?",
            "Would you have ten minutes for a call this week about this opening?",
        ),
    ),
    "event": (
        "{firm} Summit {city}",
        (
            "Join us at the {firm} Summit in {city} and meet {n} leaders of the industry.",
            "Register now for our webinar, early bird tickets end on Friday.",
            "We would be honoured to have you as a delegate, seats are limited.",
            "The agenda has keynotes, panels and a networking dinner. Use the code VIP{n}.",
        ),
    ),
    "guest posts": (
        "Guest post on your blog",
        (
            "Do you accept guest posts on your blog? I write for {firm} and have an article ready.",
            "The article would hold one do-follow backlink to our client, a shop in {city}.",
            "We pay {n} dollars for a sponsored post. What are your rates for a link insertion?",
            "I would like to contribute a guest article with a backlink to {firm}.",
        ),
    ),
    "pitch": (
        "Quick question about {firm}",
        (
            "We help companies like {firm} generate {n} qualified leads a month.",
            "Would you be open to a fifteen minute demo of our platform next week?",
            "Our customers cut costs by {n} percent. Worth a quick call?",
            "I noticed that your company is growing and wanted to reach out.",
        ),
    ),
    "ordinary": (
        "{city} on Thursday",
        (
            "The plumber comes on Thursday at {n}, I left the key with {name}.",
            "Thank you for the minutes of the meeting, I have added the figures of {city}.",
            "Could you bring the folder with the invoices of {firm} when you come?",
            "The children are fine, {name} sends her love. See you on Sunday.",
        ),
    ),
}  # fmt: skip
_ROLES = ("Backend Engineer", "Data Scientist", "Product Manager", "Platform Lead", "Designer")
_CITIES = ("Lisbon", "Utrecht", "Graz", "Leeds", "Turin", "Aarhus")


@lru_cache(maxsize=1)
def ground(own: tuple[OwnKind, ...] = ()) -> Ground:
    """The shipped model on a small background: every eighth message of the seed corpus."""
    model = base_model()
    return Ground(model, background_of(model, read_seed()[::8]), own)


def own_ground() -> Ground:
    """The same with a category of the user's own, of which nothing is shown yet."""
    plain = ground()
    return Ground(plain.model, plain.background, (OWN,))


def words(kind: str, number: int) -> Words:
    """The message of that number of a kind: never twice the same."""
    random = Random(f"{kind}:{number}")
    subject, lines = _KINDS[kind]
    chosen = random.sample(lines, 3)
    fill = {
        "role": random.choice(_ROLES),
        "firm": random.choice(_FIRMS),
        "city": random.choice(_CITIES),
        "name": random.choice(_NAMES),
        "n": str(random.randint(11, 98)),
    }
    who = random.choice(_NAMES)
    text = "\n\n".join(["Hello,", *(line.format(**fill) for line in chosen), f"Best,\n{who}"])
    return Words(subject=subject.format(**fill), text=text, language="en")


def example(
    kind: str,
    number: int,
    label: str,
    *,
    was: str = "",
    at: datetime | None = None,
    sender: str | None = None,
    is_forged: bool = False,
    id: int | None = None,  # noqa: A002 -- the field's name
) -> Example:
    """What the user taught about one message; each of another sender, unless told."""
    made = words(kind, number)
    model = base_model()
    wording = read_wording(made.subject, made.sentences, model.plan)
    name = f"{kind}:{number}"
    return Example(
        account="home",
        digest=sha256(name.encode()).hexdigest(),
        label=label,
        taught_by="move",
        at=at or START + timedelta(hours=number),
        was=was,
        sender=key(name if sender is None else sender),
        is_forged=is_forged,
        buckets=wording.buckets.astype(np.uint32),
        findings=tuple(one.name for one in findings(made)),
        plan=model.plan,
        id=id if id is not None else sum(map(ord, kind)) * 1000 + number,
    )


def key(name: str) -> str:
    """A hash as addresses are kept."""
    return sha256(name.encode()).hexdigest()[:32] if name else ""


def said(
    personal: Personal, kind: str, number: int, *, sender: str = ""
) -> tuple[Opinion, Opinion, OwnCategory | None]:
    """What the shipped model says of a message, and what it says with what was taught."""
    made = words(kind, number)
    found: tuple[Finding, ...] = findings(made)
    before = base_model().opinion(made, found)
    after, own = personal.opinion(before, found, sender=key(sender))
    return before, after, own
