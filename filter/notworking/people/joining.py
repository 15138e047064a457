"""Whether a direct mail, or a network's notice, comes from somebody the ledger already has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notworking.mail.message import Address, Message
from notworking.people.bundled import bundled_words
from notworking.people.event import Identity, IdentityKind, IdentityLink, LinkStrength
from notworking.people.networks.data import NetworkData, Networks, bundled
from notworking.people.networks.names import slug_agrees, slug_in
from notworking.people.networks.notice import NetworkPerson, Notice, NoticeKind
from notworking.people.person import (
    SAME_NAME,
    address_identity,
    fold_name,
    is_full_name,
    name_identity,
    name_match,
    names_a_person,
    normal_address,
    profile_identity,
)
from notworking.people.phrases import bundled_phrases

_RECENT = timedelta(days=60)
_LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in the ledger who may be the sender, as a network showed them."""

    identity: Identity
    name: str
    headline: str = ""
    """What stands behind their name: "Analyst at Engines Ltd"; company and position of an export."""
    addresses: tuple[str, ...] = ()
    """Addresses seen in their own words."""
    connected_at: datetime | None = None


def candidates_of(notice: Notice, at: datetime) -> tuple[Candidate, ...]:
    """Return the people of a notice as candidates for mail that comes later.

    Only authentic notices give candidates: a forger must not choose whom mail is joined to.
    """
    if not notice.is_authentic:
        return ()
    # What I accept, no mail tells: the invitation stands for it.
    connected = notice.kind in (
        NoticeKind.ACCEPTED,
        NoticeKind.ACCEPTED_BATCH,
        NoticeKind.INVITATION,
    )
    return tuple(
        Candidate(
            identity=profile_identity(person.profile)
            if person.profile
            else name_identity(person.name, notice.network),
            name=person.name,
            headline=person.headline,
            addresses=person.addresses,
            connected_at=at if connected else None,
        )
        for person in notice.people
    )


def profiles_in(message: Message, networks: Networks | None = None) -> tuple[Identity, ...]:
    """Return the network profiles that a message links to, each once: perhaps the sender's own."""
    known = networks or bundled()
    found = [
        profile_identity(f"{data.network}:{slug}")
        for link in message.links
        if (data := _network_of(link.host, known)) is not None
        and (slug := slug_in(link.host + link.path, data))
    ]
    return tuple(dict.fromkeys(found))


def _network_of(host: str, networks: Networks) -> NetworkData | None:
    found = networks.of_domain(host)
    return found[0] if found else None


def join(
    message: Message,
    candidates: Iterable[Candidate],
    *,
    at: datetime,
    networks: Networks | None = None,
) -> tuple[IdentityLink, ...]:
    """Given a direct mail and people who may have sent it, return links from its address to them.

    EXACT by an address in their earlier words, or by the profile that the signature links.
    LIKELY by full name and company (in the From domain, signature or text), or by full name and
    "we connected on LinkedIn" within 60 days of connecting, when nobody else has that name.
    A name alone is a HINT. Machines' and offices' addresses, and those of networks, join nobody.
    """
    known = networks or bundled()
    sender = message.sender
    if sender is None or not names_a_person(sender.email) or known.is_network_domain(sender.domain):
        return ()
    who = address_identity(sender.email)
    people = list(candidates)
    namesakes = [one for one in people if _same_name(one.name, sender.name)]
    found: list[IdentityLink] = []
    for candidate in people:
        if candidate.identity == who:
            continue
        told = (
            _by_address(sender, candidate)
            or _by_profile(message, candidate, known)
            or _by_name(message, candidate, namesakes, at)
        )
        if told:
            found.append(IdentityLink(who, candidate.identity, told[0], told[1]))
    return tuple(found)


def join_notice(notice: Notice, candidates: Iterable[Candidate]) -> tuple[IdentityLink, ...]:
    """Given a notice that shows names only, return links to people of the same network.

    LIKELY when the full name and a word of the company agree with exactly one candidate's;
    a HINT when the name alone does. People shown with a profile need no such link.
    """
    people = [one for one in candidates if one.identity.value.startswith(f"{notice.network}:")]
    return tuple(
        link
        for person in notice.people
        if not person.profile
        for link in _join_person(person, notice, people)
    )


def join_acquaintances(notice: Notice, known: Iterable[Candidate]) -> tuple[IdentityLink, ...]:
    """Given a notice and people I know by mail address, return links to those it may be about.

    LIKELY when the full name agrees and a word of the headline's company stands in the address's
    domain, of exactly one of them; a HINT when the name alone agrees. Anybody can take a name on
    a network, so a notice that no server vouches for gives hints only.
    """
    people = list(known)
    return tuple(link for person in notice.people for link in _join_known(person, notice, people))


def _join_known(
    person: NetworkPerson, notice: Notice, people: Sequence[Candidate]
) -> Iterator[IdentityLink]:
    who = (
        profile_identity(person.profile)
        if person.profile
        else name_identity(person.name, notice.network)
    )
    namesakes = [one for one in people if _same_name(one.name, person.name)]
    words = company_words(person.headline)
    agreeing = [
        one for one in namesakes if any(word in _own_domain(one.identity.value) for word in words)
    ]
    for one in namesakes:
        if [one] == agreeing and notice.is_authentic:
            why = f"same name, and their company on {notice.network} is in their address"
            yield IdentityLink(who, one.identity, LinkStrength.LIKELY, why)
        else:
            yield IdentityLink(who, one.identity, LinkStrength.HINT, "same name")


def _own_domain(email: str) -> str:
    """Return an address's domain without its last label, "" for a public provider's."""
    domain = email.rpartition("@")[2]
    return "" if domain in bundled_words("free_domains") else domain.rpartition(".")[0]


def _join_person(
    person: NetworkPerson, notice: Notice, people: Sequence[Candidate]
) -> Iterator[IdentityLink]:
    who = name_identity(person.name, notice.network)
    namesakes = [one for one in people if _same_name(one.name, person.name) and one.identity != who]
    agreeing = [
        one for one in namesakes if company_words(one.headline) & company_words(person.headline)
    ]
    for one in namesakes:
        sure = [one] == agreeing
        strength = LinkStrength.LIKELY if sure else LinkStrength.HINT
        why = "same name and company" if sure else "same name"
        yield IdentityLink(who, one.identity, strength, f"{why} on {notice.network}")


def _same_name(one: str, other: str) -> bool:
    return is_full_name(one) and is_full_name(other) and name_match(one, other) >= SAME_NAME


def _by_address(sender: Address, candidate: Candidate) -> tuple[LinkStrength, str] | None:
    known = {normal_address(address) for address in candidate.addresses}
    if normal_address(sender.email) in known:
        return LinkStrength.EXACT, "their address was in an earlier message of theirs"
    return None


def _by_profile(
    message: Message, candidate: Candidate, networks: Networks
) -> tuple[LinkStrength, str] | None:
    """A profile link in the signature is their own; elsewhere it may be anybody's."""
    network, _, slug = candidate.identity.value.partition(":")
    data = networks.get(network)
    if candidate.identity.kind is not IdentityKind.PROFILE or data is None:
        return None
    places = [link.host + link.path for link in message.links]
    if not any(slug_in(place, data) == slug for place in places):
        return None
    name = message.sender.name if message.sender else ""
    is_own = slug in message.zones.signature.lower() or (
        is_full_name(name) and slug_agrees(slug, name)
    )
    if is_own:
        return LinkStrength.EXACT, f"their {network} profile is in their signature"
    return LinkStrength.HINT, f"a link to this {network} profile is in their mail"


def _by_name(
    message: Message, candidate: Candidate, namesakes: Sequence[Candidate], at: datetime
) -> tuple[LinkStrength, str] | None:
    if candidate not in namesakes:
        return None
    shared = shared_company(message, candidate.headline)
    if shared:
        return LinkStrength.LIKELY, f'same name, and "{shared}" in the mail and on the network'
    phrase = bundled_phrases()["connected"].find(message.zones.new)
    if phrase and _is_recent(candidate, at) and len({one.identity for one in namesakes}) == 1:
        return LinkStrength.LIKELY, f'same name, and they say "{phrase}"'
    return LinkStrength.HINT, "same name"


def _is_recent(candidate: Candidate, at: datetime) -> bool:
    return (
        candidate.connected_at is not None
        and timedelta(0) <= at - candidate.connected_at <= _RECENT
    )


def company_words(headline: str) -> frozenset[str]:
    """Return the words of a headline that may name a company, folded, four letters or more.

    `"Analyst at Engines Ltd"` → `{"engines"}`: what stands behind "at" if there is such a word,
    without legal forms and job titles.
    """
    words = fold_name(headline.replace("|", " ").replace(",", " ").replace("@", " at ")).split()
    behind = next(
        (words[i + 1 :] for i, word in enumerate(words) if word in bundled_words("at_company")),
        words,
    )
    dull = bundled_words("not_company")
    return frozenset(word for word in behind if len(word) >= _LEAST_LETTERS and word not in dull)


def shared_company(message: Message, headline: str) -> str:
    """Return the company word that headline and mail share, "" when they share none.

    Looked for in the From domain (unless it is a public provider's), the signature and the text.
    """
    words = company_words(headline)
    own = _own_domain(message.sender.email) if message.sender else ""
    text = set(fold_words(message.zones.signature) + fold_words(message.zones.new))
    return next((word for word in sorted(words) if word in own or word in text), "")


def fold_words(text: str) -> list[str]:
    """Return the folded words of free text (not a name: nothing is cut off)."""
    return [folded for word in text[:4_000].split() for folded in fold_name(word).split()]
