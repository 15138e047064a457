"""Trying rules before they are used: what they would have done differently, asked of little.

Each message is looked at no deeper than its answer needs: the journal first, then the ledger,
the header section, the text; only what a rule decided before and none decides now is judged
again. Nothing is written anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from notworking.assess import Assessed, Court, Memory, Remembered, Wanted, assess, prepare
from notworking.judge.rules import RuleMatch, Rules
from notworking.judge.rules.glimpse import (
    HEADER_WORDS,
    LEDGER_WORDS,
    SENDER_WORDS,
    TEXT_WORDS,
    glimpse,
    words_in,
)
from notworking.judge.verdict import Category
from notworking.mail.message import MessageRef
from notworking.people.contact import thread_of
from notworking.people.event import Identity
from notworking.people.person import address_identity
from notworking.people.relationship import STRANGER, relate
from notworking.rulebook.glimpses import (
    Seen,
    from_header,
    from_journal,
    with_header,
    with_relationship,
    with_text,
)
from notworking.rulebook.outcome import (
    Change,
    Outcome,
    Trial,
    as_judged,
    as_tried,
    outcome_of,
    unshifted,
)
from notworking.rulebook.places import Looked, Lying
from notworking.store.ledger import Ledger
from notworking.store.pins import Pins
from notworking.store.values import Judged

_PORTION = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bench:
    """What a trial works with, for one account."""

    account: str
    tried: Rules
    present: Rules
    """The rules to compare with, where the journal does not tell what was done."""
    court: Court
    """With the tried rules."""
    memory: Memory
    ledger: Ledger
    pins: Pins
    folders: Mapping[Category, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    on_progress: Callable[[int], None] = lambda _done: None


def try_judged(bench: Bench, rows: Mapping[MessageRef, Judged], lying: Lying, into: Trial) -> None:
    """Try the rules on messages that are in the journal, by where they lie now."""
    left: dict[MessageRef, Piece] = {}
    for ref, row in rows.items():
        seen = from_journal(unshifted(row), bench.court.policy)
        left[ref] = Piece(seen, row.who, row.thread)
    found: dict[MessageRef, RuleMatch | None] = {}
    for ref, (match,) in _settled(bench, left, lying, (bench.tried,)):
        found[ref] = match
        bench.on_progress(len(found))
    into.seen += len(rows)
    into.unseen += len(rows) - len(found)
    again, changes = [], []
    for ref, match in found.items():
        row = rows[ref]
        into.fired.update(match.applied if match else ())
        before = as_judged(row, bench.present, bench.folders, bench.kinds)
        after = as_tried(row, match, before, bench.court.policy, bench.folders)
        if after is None:
            again.append(ref)
        elif after != before:
            changes.append((row, before, after))
    for ref, _, one in _assessed(bench, again, lying):
        before = as_judged(rows[ref], bench.present, bench.folders, bench.kinds)
        after = outcome_of(one.verdict, bench.folders)
        if after != before:
            changes.append((rows[ref], before, after))
    into.changes += [_change(*one) for one in _unpinned(bench, changes)]


def try_unjudged(bench: Bench, places: Sequence[MessageRef], lying: Lying, into: Trial) -> None:
    """Try the rules on messages that were never judged, against the present ones."""
    left: dict[MessageRef, Piece] = {}
    for some in _portions(places):
        for ref, looked in lying.headers(some, is_whole=_asks_fields(bench)):
            left[ref] = _piece(looked, bench)
            bench.on_progress(len(left))
    into.seen += len(places)
    into.unseen += len(places) - len(left)
    rule_sets = (bench.present, bench.tried)
    to_judge = set(left)
    for ref, (before, after) in _settled(bench, dict(left), lying, rule_sets):
        if _is_same(before, after):
            into.fired.update(after.applied if after else ())
            to_judge.discard(ref)
    present = replace(bench, court=replace(bench.court, rules=bench.present))
    for ref, looked, one in _assessed(bench, sorted(to_judge), lying):
        into.fired.update([one.verdict.rule] if one.verdict.rule else ())
        if not one.verdict.rule and not bench.present.rules:
            continue  # no rule says anything, neither before nor now
        [was] = _assess(present, [looked])
        before_it, after_it = (outcome_of(each.verdict, bench.folders) for each in (was, one))
        if before_it != after_it:
            subject = looked.message.subject
            into.changes.append(
                Change(_name(ref), looked.at, one.label, subject, before_it, after_it)
            )


@dataclass(frozen=True, slots=True)
class Piece:
    """One message under trial."""

    seen: Seen
    who: Identity | None
    """Under whose name its writer may be in the ledger; None for nobody's."""
    thread: str


def _piece(looked: Looked, bench: Bench) -> Piece:
    """Return a message that was never judged, by its header section."""
    message = looked.message
    seen = from_header(message, looked.at or _EPOCH, bench.court)
    is_direct = message.sender is not None and not seen.blind & SENDER_WORDS
    who = address_identity(message.sender.email) if is_direct and message.sender else None
    return Piece(seen, who, thread_of(message))


Answers = tuple[RuleMatch | None, ...]
"""What each of several sets of rules says about one message."""


def _settled(
    bench: Bench, left: dict[MessageRef, Piece], lying: Lying, rule_sets: Sequence[Rules]
) -> Iterator[tuple[MessageRef, Answers]]:
    """Yield what the rules say of each message, looking deeper only where that is needed.

    What hangs on the model's opinion alone never settles, and is absent.
    """
    words = frozenset(word for rules in rule_sets for word in words_in(rules))
    yield from _take(left, rule_sets)
    if words & LEDGER_WORDS:
        _ask_ledger(bench, left)
        yield from _take(left, rule_sets)
    if words & HEADER_WORDS and any(one.seen.blind & HEADER_WORDS for one in left.values()):
        for some in _portions(sorted(left)):
            for ref, looked in lying.headers(some, is_whole=_asks_fields(bench)):
                seen = with_header(left[ref].seen, looked.message, bench.court)
                left[ref] = replace(left[ref], seen=seen)
        yield from _take(left, rule_sets)
    if not words & (TEXT_WORDS | SENDER_WORDS):
        return
    for some in _portions(sorted(left)):
        for ref, looked in lying.texts(some):
            seen = with_text(left[ref].seen, looked.message, bench.court)
            left[ref] = replace(left[ref], seen=seen)
        yield from _take(left, rule_sets)


def _take(
    left: dict[MessageRef, Piece], rule_sets: Sequence[Rules]
) -> Iterator[tuple[MessageRef, Answers]]:
    """Take out and yield those whose answers are settled."""
    for ref, one in list(left.items()):
        found = [glimpse(rules, one.seen.subject, one.seen.blind) for rules in rule_sets]
        if all(each.is_settled for each in found):
            del left[ref]
            yield ref, tuple(each.found for each in found)


def _ask_ledger(bench: Bench, left: dict[MessageRef, Piece]) -> None:
    """Add what the writers were to me when each message came, where it is known who wrote."""
    for some in _portions(sorted(left)):
        people = sorted({left[ref].who for ref in some} - {None}, key=str)
        events = bench.ledger.events_of([who for who in people if who is not None])
        for ref in some:
            one = left[ref]
            if one.who is None and one.seen.blind & SENDER_WORDS:
                continue  # a network's mail: only its text tells whose
            now = one.seen.subject.now
            known = events.get(one.who, ()) if one.who else ()
            before = [event for event in known if event.at < now]
            relationship = relate(before, now=now) if before else STRANGER
            left[ref] = replace(one, seen=with_relationship(one.seen, relationship, one.thread))


def _assessed(
    bench: Bench, places: Sequence[MessageRef], lying: Lying
) -> Iterator[tuple[MessageRef, Looked, Assessed]]:
    """Judge messages whole, with the model, under the tried rules."""
    for some in _portions(sorted(places)):
        looked = dict(lying.texts(some))
        verdicts = _assess(bench, list(looked.values()))
        for (ref, one), assessed in zip(looked.items(), verdicts, strict=True):
            yield ref, one, assessed


def _assess(bench: Bench, looked: Sequence[Looked]) -> list[Assessed]:
    prepared = [prepare(one.message, one.at or _EPOCH, bench.court) for one in looked]
    memory = _Unmoved(bench)
    found: list[Assessed] = []
    # One by one: under trial none of them is the forerunner of another.
    for one in prepared:
        found += assess([one], memory, bench.court, one.at)
    return found


@dataclass(frozen=True, slots=True)
class _Unmoved:
    """A memory that does not take our own filing for a message's coming back."""

    bench: Bench

    def recall(self, wanted: Wanted) -> Remembered:
        """Return what is known; of single messages only the user's own pins."""
        remembered = self.bench.memory.recall(wanted)
        pinned = self.bench.pins.pinned(self.bench.account, digests=wanted.digests)
        return replace(remembered, pinned_digests=pinned.digests)


def _unpinned(
    bench: Bench, changes: Iterable[tuple[Judged, Outcome, Outcome]]
) -> Iterator[tuple[Judged, Outcome, Outcome]]:
    """Leave out what the user pinned since: their move outranks every rule."""
    told = list(changes)
    if not told:
        return
    senders = {row.sender for row, _, _ in told}
    pinned = bench.pins.pinned(
        bench.account,
        digests={row.digest for row, _, _ in told},
        threads={row.thread for row, _, _ in told},
        senders=senders,
    )
    for row, before, after in told:
        is_pinned = (
            row.digest in pinned.digests
            or row.thread in pinned.threads
            or row.sender in pinned.senders
        )
        if not is_pinned:
            yield row, before, after


def _change(row: Judged, before: Outcome, after: Outcome) -> Change:
    sender = row.person or row.sender_name or row.sender
    return Change(row.short_id, row.internaldate, sender, row.subject, before, after)


def _asks_fields(bench: Bench) -> bool:
    """True when a rule asks for a header field by name, so that all of them have to be read."""
    return "header" in words_in(bench.tried) | words_in(bench.present)


def _is_same(before: RuleMatch | None, after: RuleMatch | None) -> bool:
    """True when both do the same to the mail, whatever the rules are called."""
    if before is None or after is None:
        return before is after
    return all(
        getattr(before, name) == getattr(after, name)
        for name in ("decision", "category", "folder", "flags", "mark_read", "is_outright")
    ) and [(one.log_odds, one.points) for one in before.nudges] == [
        (one.log_odds, one.points) for one in after.nudges
    ]


def _name(ref: MessageRef) -> str:
    return ref.mailbox if not ref.uidvalidity else f"{ref.mailbox} {ref.uid}"


def _portions(items: Sequence[MessageRef]) -> Iterator[Sequence[MessageRef]]:
    for start in range(0, len(items), _PORTION):
        yield items[start : start + _PORTION]
