"""What a network's mail looks like, as data a user can extend: `networks/data/<network>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import re2

from notworking.errors import UserError
from notworking.people.bundled import bundled_names, bundled_text
from notworking.people.networks.notice import NoticeKind


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that show a kind. `pattern` is RE2, case-blind, searched, not matched from the start.

    Its group `name` is the person, `names` several joined by commas or "and", `headline` what
    stands behind the name.
    """

    kind: NoticeKind
    pattern: str
    senders: tuple[str, ...] = ()
    """Local parts it is tried on; all when empty."""

    def search(self, text: str) -> Mapping[str, str] | None:
        """Return the named groups when the phrase occurs, else None. Linear in the text."""
        found = compiled(self.pattern).search(text)
        return {key: value or "" for key, value in found.groupdict().items()} if found else None


@dataclass(frozen=True, slots=True)
class TemplateRule:
    """A template name's beginning, or a part of it, and the kind it stands for."""

    kind: NoticeKind
    prefix: str = ""
    contains: str = ""

    def fits(self, template: str) -> bool:
        """True when the (lower-case) template is meant."""
        if self.contains:
            return self.contains in template
        return template.startswith(self.prefix)


@dataclass(frozen=True, slots=True)
class SenderRule:
    """An address, or local part with a trailing "*", and the kind of its mail."""

    kind: NoticeKind
    address: str
    is_final: bool = False
    """True when no subject can say otherwise (security, jobs)."""

    def fits(self, email: str) -> bool:
        """True for the address; "update+*@x.com" fits every tag."""
        head, star, tail = self.address.partition("*")
        return email.startswith(head) and email.endswith(tail) if star else email == self.address


@dataclass(frozen=True, slots=True)
class NetworkData:
    """Everything known about one network's mail. Every list is tried in order."""

    network: str
    domains: tuple[str, ...]
    """Domains it sends from, their subdomains included, look-alikes not."""
    template_header: str = ""
    template_in_text: str = ""
    """Pattern with the group `template`: where the template shows in links, its header gone."""
    templates: tuple[TemplateRule, ...] = ()
    senders: tuple[SenderRule, ...] = ()
    subjects: tuple[Phrase, ...] = ()
    bodies: tuple[Phrase, ...] = ()
    machine_names: tuple[str, ...] = ()
    """Patterns of From names that are no person's."""
    nobodies: tuple[str, ...] = ()
    """Patterns of words that stand where a name does and name nobody: "someone", "you and"."""
    profiles: tuple[str, ...] = ()
    """Patterns on "host/path" of a profile link; the group `slug` names the person."""
    footers: tuple[str, ...] = ()
    """Patterns of lines from which on nothing is the person's."""
    frames: tuple[str, ...] = ()
    """Patterns of lines the network puts around the person's words."""
    batch_limit: int = 8
    """How many people one mail lists at most."""


@dataclass(frozen=True, slots=True)
class Networks:
    """All networks that are recognised."""

    networks: tuple[NetworkData, ...] = ()

    def of_domain(self, domain: str) -> tuple[NetworkData, str] | None:
        """Return the network that sends from a domain, with the domain it is listed by.

        `mail.linkedin.com` → LinkedIn, by `linkedin.com`; `linkedin.com.evil.example` → None.
        """
        for network in self.networks:
            for own in network.domains:
                if domain == own or domain.endswith(f".{own}"):
                    return network, own
        return None

    def is_network_domain(self, domain: str) -> bool:
        """True for domains of networks: their addresses are nobody's."""
        return self.of_domain(domain) is not None

    def get(self, network: str) -> NetworkData | None:
        """Return a network by name."""
        return next((data for data in self.networks if data.network == network), None)

    def extended_by(self, more: Iterable[NetworkData]) -> Networks:
        """Return these networks with the user's own: for a known name the user's lists come first."""
        known = {data.network: data for data in self.networks}
        for extra in more:
            known[extra.network] = _merged(extra, known.get(extra.network))
        return Networks(tuple(known.values()))


def _merged(extra: NetworkData, base: NetworkData | None) -> NetworkData:
    if base is None:
        return extra
    lists = (
        "domains",
        "templates",
        "senders",
        "subjects",
        "bodies",
        "machine_names",
        "nobodies",
        "profiles",
        "footers",
        "frames",
    )
    joined: dict[str, Any] = {name: (*getattr(extra, name), *getattr(base, name)) for name in lists}
    return replace(base, **joined)


@cache
def compiled(pattern: str) -> Any:
    """Compile an RE2 pattern (linear time on other people's text), case-blind, ^ and $ at lines."""
    return re2.compile(f"(?im){pattern}")


@cache
def _either(patterns: tuple[str, ...]) -> Any:
    return compiled("|".join(f"(?:{pattern})" for pattern in patterns))


def matches_any(patterns: tuple[str, ...], text: str) -> bool:
    """True when one of the patterns occurs in the text. One automaton for all: linear time."""
    return bool(patterns) and _either(patterns).search(text) is not None


def parse_network(text: str, *, where: str) -> NetworkData:
    """Given a network's TOML, return its data. Raise UserError naming `where` if it is wrong.

    ```toml
    network = "linkedin"
    domains = ["linkedin.com"]
    template_header = "X-LinkedIn-Template"
    templates = [{ prefix = "email_accept_invite", kind = "accepted" }]
    senders = [{ address = "jobs-noreply@linkedin.com", kind = "jobs", final = true }]
    subjects = [{ kind = "accepted", pattern = '^(?P<name>.+?) accepted your invitation' }]
    ```
    """
    try:
        table = tomllib.loads(text)
        data = _network(table)
        _check_patterns(data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, re2.error) as error:
        raise UserError(
            f"{where}: not a network description ({error}); "
            "take people/networks/data/linkedin.toml as the example"
        ) from error
    return data


def _network(table: Mapping[str, Any]) -> NetworkData:
    return NetworkData(
        network=str(table["network"]),
        domains=tuple(domain.lower() for domain in table["domains"]),
        template_header=table.get("template_header", ""),
        template_in_text=table.get("template_in_text", ""),
        templates=tuple(
            TemplateRule(
                NoticeKind(row["kind"]),
                row.get("prefix", "").lower(),
                row.get("contains", "").lower(),
            )
            for row in table.get("templates", ())
        ),
        senders=tuple(
            SenderRule(
                NoticeKind(row["kind"]), row["address"].lower(), bool(row.get("final", False))
            )
            for row in table.get("senders", ())
        ),
        subjects=_phrases(table.get("subjects", ())),
        bodies=_phrases(table.get("bodies", ())),
        machine_names=tuple(table.get("machine_names", ())),
        nobodies=tuple(table.get("nobodies", ())),
        profiles=tuple(table.get("profiles", ())),
        footers=tuple(table.get("footers", ())),
        frames=tuple(table.get("frames", ())),
        batch_limit=int(table.get("batch_limit", 8)),
    )


def _phrases(rows: Iterable[Mapping[str, Any]]) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(NoticeKind(row["kind"]), pattern, tuple(row.get("senders", ())))
        for row in rows
        for pattern in ((row["pattern"],) if "pattern" in row else row["patterns"])
    )


def _check_patterns(data: NetworkData) -> None:
    lists = (data.machine_names, data.nobodies, data.profiles, data.footers, data.frames)
    phrases = (phrase.pattern for phrase in (*data.subjects, *data.bodies))
    for pattern in (*(pattern for patterns in lists for pattern in patterns), *phrases):
        compiled(pattern)


@cache
def bundled() -> Networks:
    """Return the networks that ship with the program, one per file in `networks/data`."""
    folder = ("networks", "data")
    return Networks(
        tuple(
            parse_network(bundled_text(*folder, name), where=name)
            for name in bundled_names(*folder)
        )
    )
