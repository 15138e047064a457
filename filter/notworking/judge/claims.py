"""Claims: what a message says about the past, and what the ledger says to that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from notworking.judge.asks import hits_of
from notworking.judge.phrasebook import Hit
from notworking.judge.phrases import fold
from notworking.judge.words import Words


class ClaimKind(StrEnum):
    """What is claimed."""

    REPLY = "reply"
    """The subject says "Re:"."""
    AS_DISCUSSED = "as_discussed"
    FOLLOWING_UP = "following_up"
    MET_AT = "met_at"
    WORKED_TOGETHER = "worked_together"
    ALUMNI = "alumni"
    MUTUAL = "mutual"
    """Someone suggested it, or is known to both."""
    CONNECTED_ON = "connected_on"
    INVITED_BY_YOU = "invited_by_you"


class ClaimStatus(StrEnum):
    """What the ledger says to a claim."""

    BORNE_OUT = "borne_out"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `about` is the event, company, school, person or network named, or ""."""

    kind: ClaimKind
    sentence: str
    phrase: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """What is known when a claim is checked; the default knows nothing and can tell nothing."""

    has_thread: bool = False
    """The message answers a Message-ID of mine that the ledger knows."""
    i_wrote: int = 0
    they_wrote_before: int = 0
    """Their messages, direct or relayed, before this one."""
    last_mine_at: datetime | None = None
    last_theirs_at: datetime | None = None
    my_schools: tuple[str, ...] = ()
    my_employers: tuple[str, ...] = ()
    my_events: tuple[str, ...] = ()
    known_people: tuple[str, ...] = ()
    """Names of people I know."""
    vouching_people: tuple[str, ...] = ()
    """Names of people who introduced the sender to me."""
    connected_at: datetime | None = None
    is_connected: bool = False
    history_complete: bool = False
    """All old mail was read: only then can anything that needs mail be contradicted."""
    connections_complete: bool = False
    """The network's own list of connections was imported."""


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with what was found. `since` is the date of what was found, None when nothing."""

    claim: Claim
    status: ClaimStatus
    sentence: str
    since: datetime | None = None


_KINDS: Mapping[str, ClaimKind] = MappingProxyType(
    {
        "fake_reply_subject": ClaimKind.REPLY,
        "claims_as_discussed": ClaimKind.AS_DISCUSSED,
        "claims_following_up": ClaimKind.FOLLOWING_UP,
        "claims_met_at": ClaimKind.MET_AT,
        "claims_worked_together": ClaimKind.WORKED_TOGETHER,
        "claims_alumni": ClaimKind.ALUMNI,
        "claims_mutual": ClaimKind.MUTUAL,
        "claims_connected_on": ClaimKind.CONNECTED_ON,
        "claims_invited_by_you": ClaimKind.INVITED_BY_YOU,
    }
)
_TRAILING = re.compile(
    r"\s+(?:last|in|on|and|but|where|when|a few|some|years?|earlier|recently|that|this|"
    r"i(?:'\w+)?|we(?:'\w+)?|my|our|your|you|"
    r"letzte[sn]?|vor|und|wo|l'an|en|et|y|donde|hace|em|onde|e|dove|vorig|waar)\b.*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"^(?:the|this|last|der|die|das|dem|den|le|la|les|l'|el|los|o|a|il|lo|het|de)\s+", re.IGNORECASE
)


def find_claims(words: Words, hits: Sequence[Hit] | None = None) -> tuple[Claim, ...]:
    """Return the claims of a message, at most one of each kind and subject, in order.

    "We met at the Web Summit last year" → MET_AT about "Web Summit". A "Re:" is a claim also
    when headers name a thread: whether I ever wrote in that thread is for the ledger to say.
    Pass `hits` when they are known already.
    """
    found = hits_of(words) if hits is None else hits
    claims: dict[tuple[ClaimKind, str], Claim] = {}
    for hit in found:
        kind = _KINDS.get(hit.name)
        if kind is not None:
            about = _subject_of(hit.captured)
            claims.setdefault((kind, about.lower()), Claim(kind, hit.sentence, hit.phrase, about))
    return tuple(_without_vague_twins(claims))


def _without_vague_twins(claims: Mapping[tuple[ClaimKind, str], Claim]) -> list[Claim]:
    named = {kind for kind, about in claims if about}
    return [claim for (kind, about), claim in claims.items() if about or kind not in named]


def _subject_of(captured: str) -> str:
    """Cut "the Web Summit last year" down to "Web Summit"."""
    return _ARTICLE.sub("", _TRAILING.sub("", captured)).strip(" .,'-&")


def check_claim(claim: Claim, context: ClaimContext) -> CheckedClaim:
    """Hold one claim against what is known.

    Contradicted only where the ledger would have to know better: all old mail was read, or
    the user named all schools or employers. A claim about something said by voice, or about
    an event the user did not list, cannot be contradicted.
    """
    return _CHECKS[claim.kind](claim, context)


def _reply(claim: Claim, known: ClaimContext) -> CheckedClaim:
    if known.has_thread:
        return _borne_out(claim, "It answers a mail of yours", known.last_mine_at)
    if known.history_complete and known.i_wrote == 0:
        return _contradicted(claim, "The subject says Re:, but you never wrote to them")
    return _cannot_tell(
        claim, "The subject says Re:, but no mail of yours was found that it answers"
    )


def _as_discussed(claim: Claim, known: ClaimContext) -> CheckedClaim:
    if known.has_thread or known.i_wrote:
        return _borne_out(claim, "You did write to each other", known.last_mine_at)
    if known.history_complete:
        return _contradicted(claim, "They say that you talked, but you never wrote to them")
    return _cannot_tell(claim, "They say that you talked; no mail shows it")


def _following_up(claim: Claim, known: ClaimContext) -> CheckedClaim:
    if known.they_wrote_before:
        return _borne_out(claim, "They did write before", known.last_theirs_at)
    if known.history_complete:
        return _contradicted(
            claim, "They say that they wrote before, but no earlier mail of theirs exists"
        )
    return _cannot_tell(claim, "They say that they wrote before; no such mail was found")


def _met_at(claim: Claim, known: ClaimContext) -> CheckedClaim:
    if _named_in(claim.about, known.my_events):
        return _borne_out(claim, f"You were at {claim.about}", None)
    if known.i_wrote:
        return _cannot_tell(claim, "They say that you met; you did write to each other")
    return _cannot_tell(claim, "They say that you met; nothing shows it")


def _worked_together(claim: Claim, known: ClaimContext) -> CheckedClaim:
    return _affiliation(claim, known.my_employers, "worked at", "They say that you worked together")


def _alumni(claim: Claim, known: ClaimContext) -> CheckedClaim:
    """Alumni are of a school, or of a company they left."""
    if _named_in(claim.about, known.my_employers):
        return _borne_out(claim, f"You worked at {claim.about}", None)
    return _affiliation(claim, known.my_schools, "went to", "They say that you share a school")


def _affiliation(claim: Claim, mine: tuple[str, ...], verb: str, told: str) -> CheckedClaim:
    """A shared school or employer is a claim, not a relationship: borne out says no more."""
    if _named_in(claim.about, mine):
        return _borne_out(claim, f"You {verb} {claim.about}", None)
    if claim.about and mine:
        return _contradicted(claim, f"{told}, but you never {verb} {claim.about}")
    return _cannot_tell(claim, f"{told}; nothing shows it")


def _mutual(claim: Claim, known: ClaimContext) -> CheckedClaim:
    """Never contradicted: people know people by voice, and pass on names."""
    if _named_in(claim.about, known.vouching_people):
        return _borne_out(claim, f"{claim.about} did introduce them", None)
    if _named_in(claim.about, known.known_people):
        return _cannot_tell(claim, f"They name {claim.about}, whom you know, but who did not write")
    return _cannot_tell(claim, "They name someone you should know; nothing shows it")


def _connected_on(claim: Claim, known: ClaimContext) -> CheckedClaim:
    network = claim.about or "a network"
    if known.is_connected:
        return _borne_out(claim, f"You are connected on {network}", known.connected_at)
    if known.connections_complete:
        return _contradicted(
            claim, f"They say that you are connected on {network}, but you are not"
        )
    return _cannot_tell(claim, f"They say that you are connected on {network}; no mail shows it")


def _invited_by_you(claim: Claim, known: ClaimContext) -> CheckedClaim:
    """Never contradicted: who signs up in a form leaves no mail."""
    if known.has_thread or known.i_wrote:
        return _borne_out(claim, "You did write to them", known.last_mine_at)
    return _cannot_tell(claim, "They say that you asked for this; no mail shows it")


_CHECKS: Mapping[ClaimKind, Callable[[Claim, ClaimContext], CheckedClaim]] = MappingProxyType(
    {
        ClaimKind.REPLY: _reply,
        ClaimKind.AS_DISCUSSED: _as_discussed,
        ClaimKind.FOLLOWING_UP: _following_up,
        ClaimKind.MET_AT: _met_at,
        ClaimKind.WORKED_TOGETHER: _worked_together,
        ClaimKind.ALUMNI: _alumni,
        ClaimKind.MUTUAL: _mutual,
        ClaimKind.CONNECTED_ON: _connected_on,
        ClaimKind.INVITED_BY_YOU: _invited_by_you,
    }
)


def _named_in(about: str, names: tuple[str, ...]) -> bool:
    """True when one name holds the other, word by word: "Web Summit" in "Web Summit 2024"."""
    wanted = set(re.findall(rb"\w+", fold(about)))
    if not wanted:
        return False
    for name in names:
        words = set(re.findall(rb"\w+", fold(name)))
        if words and (wanted <= words or words <= wanted):
            return True
    return False


def _borne_out(claim: Claim, sentence: str, since: datetime | None) -> CheckedClaim:
    return CheckedClaim(claim, ClaimStatus.BORNE_OUT, sentence, since)


def _contradicted(claim: Claim, sentence: str) -> CheckedClaim:
    return CheckedClaim(claim, ClaimStatus.CONTRADICTED, sentence)


def _cannot_tell(claim: Claim, sentence: str) -> CheckedClaim:
    return CheckedClaim(claim, ClaimStatus.CANNOT_TELL, sentence)
