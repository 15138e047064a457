"""Which Authentication-Results to believe, and what they prove about the sender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import tldextract

from notworking.mail.message import Message
from notworking.mail.results import MethodResult, ResultsField, parse_results, receiving_host

MICROSOFT_STYLE = "(none)"
"""Stands for the server that gives no authserv-id, as Microsoft 365 does."""

_FEWEST_MESSAGES = 5
_FEWEST_SENDERS = 3
_NEARLY_ALL = 0.9
_OFTEN = 0.5
_DKIM_NAMES = ("header.d", "header.i")


@dataclass(frozen=True, slots=True)
class Authenticity:
    """What the receiving server itself found out about a message (RFC 8601).

    All domains are lower case. Nothing stated proves nothing, in either direction.
    """

    is_stated: bool = False
    """True when a believed header states at least one method."""
    dmarc_pass: str = ""
    """The From domain for which DMARC passed, or ""."""
    dkim_pass: frozenset[str] = frozenset()
    """The domains with a good signature."""
    spf_pass: str = ""
    """The envelope sender's domain for which SPF passed, or ""."""
    dmarc_fail: str = ""
    """The From domain for which DMARC failed, or ""."""

    def vouches_for(self, domain: str) -> bool:
        """Return True when DMARC or DKIM passed for this domain or for one of the same owner.

        A pass for mailb.linkedin.com vouches for linkedin.com and the other way round; it never
        vouches for notlinkedin.com or linkedin.com.evil.example. SPF alone proves the envelope,
        not the From field, and does not vouch.
        """
        passed = (*self.dkim_pass, self.dmarc_pass)
        return any(is_same_owner(domain, each) for each in passed if each)

    def denies(self, domain: str) -> bool:
        """Return True when the server says that mail in this domain's name failed DMARC."""
        return is_same_owner(domain, self.dmarc_fail) and not self.vouches_for(domain)


def is_same_owner(first: str, second: str) -> bool:
    """Return True for equal domains and those under one registered domain (RFC 7489 section 3.2).

    Hosts under a public suffix, as two customers' of github.io, are strangers to each other.
    """
    first, second = _normal(first), _normal(second)
    if not first or not second:
        return False
    return first == second or ("" != _owner(first) == _owner(second))


def _normal(domain: str) -> str:
    return domain.strip().rstrip(".").lower()


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list that lies in the package: no cache folder, no download."""
    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


@lru_cache(maxsize=4_096)
def _owner(domain: str) -> str:
    """Return the registered domain, or "" for suffixes, addresses and nonsense."""
    parts = _suffixes()(domain[:255])
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else ""


def authenticate(message: Message, *, trusted: tuple[str, ...] = ()) -> Authenticity:
    """Given a message and the account's authserv-ids, return what its own server states.

    `trusted` holds exact ids, suffixes as "*.icloud.com", or `MICROSOFT_STYLE`; with none nothing is
    believed, as anybody can write such a header. Each method is taken from the topmost believed
    header that states it; headers below the receiving server's own Received are not believed when
    it had put its results above (RFC 8601 section 5; FACTS section 7).
    """
    believed = _believed(message, trusted)
    stated: dict[str, list[MethodResult]] = {}
    for number, field in enumerate(believed):
        for method in {result.method for result in field.results}:
            same = [result for result in field.results if result.method == method]
            if method not in stated:
                stated[method] = same
            elif method == "dkim" and _is_one_signature_each(believed[: number + 1]):
                stated[method] += same
    return _proven(stated)


def _is_one_signature_each(believed: Sequence[ResultsField]) -> bool:
    """Return True when every header so far carries DKIM alone: one header for each signature."""
    return all({result.method for result in field.results} == {"dkim"} for field in believed)


def _proven(stated: dict[str, list[MethodResult]]) -> Authenticity:
    def domains(method: str, *names: str, result: str = "pass") -> list[str]:
        found = (each.domain(*names) for each in stated.get(method, ()) if each.result == result)
        return [domain for domain in found if domain]

    return Authenticity(
        is_stated=bool(stated.keys() & {"dmarc", "dkim", "spf"}),
        dmarc_pass="".join(domains("dmarc", "header.from")[:1]),
        dkim_pass=frozenset(domains("dkim", *_DKIM_NAMES)),
        spf_pass="".join(domains("spf", "smtp.mailfrom", "smtp.helo")[:1]),
        dmarc_fail="".join(domains("dmarc", "header.from", result="fail")[:1]),
    )


def _believed(message: Message, trusted: tuple[str, ...]) -> list[ResultsField]:
    """Return the headers of the trusted ids that stand where the receiving server writes, top first."""
    if not trusted:
        return []
    fields = _trace(message)
    mine = [
        (index, field)
        for index, field in enumerate(fields)
        if isinstance(field, ResultsField) and is_trusted(field.authserv_id, trusted)
    ]
    if not mine:
        return []
    first = mine[0][0]
    owners = {_owner(field.authserv_id) for _, field in mine} - {""}
    end = _end_of_own_headers(fields, first, owners)
    return [field for index, field in mine if first <= index < end]


def _trace(message: Message) -> list[ResultsField | str]:
    """Return Authentication-Results, parsed, and the hosts of Received, in the order of the message."""
    trace: list[ResultsField | str] = []
    for name, value in message.headers.pairs:
        lower = name.lower()
        if lower == "authentication-results":
            trace.append(parse_results(value))
        elif lower == "received":
            trace.append(receiving_host(value))
    return trace


def _end_of_own_headers(fields: Sequence[ResultsField | str], first: int, owners: set[str]) -> int:
    """Return the index in the trace below which the sender may have written what he liked.

    The first Received of a foreign host ends our server's part. So does its own last Received, if
    the results began above it; Gmail writes them below, and then only the foreign host ends it.
    """
    hosts = [(index, host) for index, host in enumerate(fields) if isinstance(host, str)]
    own_owners = owners | ({_owner(hosts[0][1])} if hosts else set()) - {""}
    last_own = -1
    for index, host in hosts:
        if host and "." in host and _owner(host) and _owner(host) not in own_owners:
            return last_own if first < last_own else max(index, first + 1)
        last_own = index
    return last_own if first < last_own else len(fields)


def is_trusted(authserv_id: str, trusted: tuple[str, ...]) -> bool:
    """Return True when the id is one of the trusted, or ends in a trusted "*." suffix.

    >>> is_trusted("spf.icloud.com", ("*.icloud.com",))
    True
    """
    name = authserv_id.lower() or MICROSOFT_STYLE
    return any(
        name == each.lower() or (each.startswith("*.") and name.endswith(each[1:].lower()))
        for each in trusted
    )


def learn_authserv_ids(messages: Iterable[Message]) -> tuple[str, ...]:
    """Given mail that one account received, return the authserv-ids of its own server, sorted.

    Those are the ids that stand on top of nearly all messages (90 % of at least 5, from 3 or more
    senders' domains), and their siblings under the same domain on at least half of them, as iCloud
    has one header for each method. Empty when no id is that frequent: then nothing can be believed.
    Give only mail that came from outside, none of your own.
    """
    on_top: Counter[str] = Counter()
    present: Counter[str] = Counter()
    senders: set[str] = set()
    count = 0
    for message in messages:
        count += 1
        senders.add(message.sender.domain if message.sender else "")
        ids = [field.authserv_id or MICROSOFT_STYLE for field in _topmost(message)]
        on_top.update(ids[:1])
        present.update(set(ids))
    if count < _FEWEST_MESSAGES or len(senders - {""}) < _FEWEST_SENDERS:
        return ()
    sure = {name for name in on_top if present[name] >= _NEARLY_ALL * count}
    owners = {_owner(name) for name in sure} - {""}
    siblings = {
        name for name in present if present[name] >= _OFTEN * count and _owner(name) in owners
    }
    return tuple(sorted(sure | siblings))


def _topmost(message: Message) -> list[ResultsField]:
    """Return the first Authentication-Results and those of the same owner before the next Received."""
    found: list[ResultsField] = []
    for field in _trace(message):
        if isinstance(field, str):
            if found:
                break
            continue
        if not found or (_owner(field.authserv_id) == _owner(found[0].authserv_id)):
            found.append(field)
    return found
