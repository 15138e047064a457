"""What a rule may look at: the facts of one message, as one flat value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from notworking.judge.verdict import Category
from notworking.mail.message import Address, Headers, Message
from notworking.people.relationship import STRANGER, Connection, Relationship

_LIST_ID = re.compile(r"<([^<>]+)>\s*$")


@dataclass(frozen=True, slots=True)
class RuleSubject:
    """One message as the rules see it. Counts are those before this message."""

    now: datetime
    """Aware."""
    account: str = ""
    from_address: str = ""
    """Lower case; of a relayed message the person's own, "" when not known."""
    from_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    """What the sender says now, without quotes, signature and footer."""
    headers: Headers = field(default_factory=Headers, repr=False)
    list_id: str = ""
    """The bare id of List-Id (RFC 2919), lower case, "" when it is no list mail."""
    language: str = "und"
    size_bytes: int = 0
    has_attachment: bool = False
    link_hosts: tuple[str, ...] = ()
    is_authentic: bool = False
    """True when the receiving server vouches for the sender."""
    category: Category | None = None
    """The likeliest category; None when no score was asked for yet."""
    kind: str = ""
    """The user's own category it is taken for, "" for none."""
    score: float | None = None
    """Probability 0…1 of networking mail; None when it was not asked for yet."""
    is_unsure: bool = False
    clues: frozenset[str] = frozenset()
    """Names of the findings in this message."""
    i_wrote: int = 0
    they_wrote: int = 0
    connections: tuple[Connection, ...] = ()
    asks: int = 0
    """Asks of theirs so far."""
    offers: int = 0
    """Offers of theirs so far."""
    reciprocity: float = 0.0
    """-1 (they only take) … 1 (they only give)."""
    is_vouched: bool = False
    has_opted_out: bool = False
    """I asked them to stop."""
    is_known: bool = False
    is_first_mail: bool = True
    follow_up_number: int = 0
    """How many messages of theirs I left unanswered before this one."""

    @property
    def from_domain(self) -> str:
        """The domain of the sender, "" when there is none."""
        return self.from_address.rpartition("@")[2] if "@" in self.from_address else ""


def subject_of(
    message: Message,
    relationship: Relationship = STRANGER,
    *,
    now: datetime,
    account: str = "",
    sender: Address | None = None,
    text: str | None = None,
    is_authentic: bool = False,
    clues: Iterable[str] = (),
) -> RuleSubject:
    """Return what the rules may look at, without score; add that by `scored`.

    `sender` and `text` stand in for the message's own when a network relayed a person's
    words. `relationship` is the ledger's before this message.
    """
    writer = sender or message.sender or Address("")
    return RuleSubject(
        now=now,
        account=account,
        from_address=writer.email,
        from_name=writer.name,
        to=tuple(address.email for address in message.to),
        cc=tuple(address.email for address in message.cc),
        subject=message.subject,
        text=message.zones.new if text is None else text,
        headers=message.headers,
        list_id=list_id_of(message.headers.get("List-Id") or ""),
        language=message.language,
        size_bytes=message.size_bytes,
        has_attachment=message.has_attachment,
        link_hosts=tuple(dict.fromkeys(link.host for link in message.links)),
        is_authentic=is_authentic,
        clues=frozenset(clues),
        i_wrote=relationship.i_wrote,
        they_wrote=relationship.they_wrote,
        connections=relationship.connections,
        asks=relationship.their_asks,
        offers=relationship.their_offers,
        reciprocity=relationship.reciprocity,
        is_vouched=bool(relationship.vouched_by),
        has_opted_out=relationship.opted_out_at is not None,
        is_known=relationship.is_known,
        is_first_mail=relationship.they_wrote + relationship.relayed == 0,
        follow_up_number=relationship.their_mail_since_mine,
    )


def list_id_of(header: str) -> str:
    """Return the bare list id of a List-Id field (RFC 2919), lower case.

    >>> list_id_of("Python developers <python-dev.example.org>")
    'python-dev.example.org'
    """
    found = _LIST_ID.search(header)
    return (found.group(1) if found else header).strip().lower()
