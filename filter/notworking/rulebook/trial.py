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
from notworking.judge.rules.glimpse import HEADER_WORDS, LEDGER_WORDS, glimpse, words_in
from notworking.judge.verdict import Category
from notworking.mail.message import MessageRef
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
    ledger: Ledger | None
    """None without a database: then everybody is a stranger."""
    pins: Pins | None
    folders: Mapping[Category, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    on_progress: Callable[[int], None] = lambda _done: None


def try_judged(bench: Bench, rows: Mapping[MessageRef, Judged], lying: Lying, into: Trial) -> None:
    """Try the rules on messages that are in the journal, by where they lie now."""
    plain = {ref: unshifted(row) for ref, row in rows.items()}
    seen = {ref: from_journal(row, bench.court.policy) for ref, row in plain.items()}
    found: dict[MessageRef, RuleMatch | None] = {}
    for ref, match in _settled(bench, seen, plain, lying):
        found[ref] = match
        bench.on_progress(1)
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
    for ref, one in _judged_again(bench, again, lying):
        before = as_judged(rows[ref], bench.present, bench.folders, bench.kinds)
        after = outcome_of(one.verdict, bench.folders)
        if after != before:
            changes.append((rows[ref], before, after))
    into.changes += [_change(*one) for one in _unpinned(bench, changes)]


def try_unjudged(bench: Bench, places: Sequence[MessageRef], lying: Lying, into: Trial) -> None:
    """Try the rules on messages that were never judged, against the present ones."""
    into.seen += len(places)
    unsettled, looked_at = [], 0
    untouched: set[MessageRef] = set()
    for some in _portions(places):
        for ref, looked in lying.headers(some, is_whole=_asks_fields(bench)):
            looked_at += 1
            bench.on_progress(1)
            seen = from_header(looked.message, looked.at or _EPOCH, bench.court)
            before, after = (
                glimpse(rules, seen.subject, seen.blind) for rules in (bench.present, bench.tried)
            )
            if before.is_settled and after.is_settled and _is_same(before.found, after.found):
                into.fired.update(after.found.applied if after.found else ())
            else:
                unsettled.append(ref)
                if before.is_settled and before.found is None:
                    untouched.add(ref)
    into.unseen += len(places) - looked_at
    present = replace(bench, court=replace(bench.court, rules=bench.present))
    for ref, looked, one in _assessed(bench, unsettled, lying):
        into.fired.update([one.verdict.rule] if one.verdict.rule else ())
        if ref in untouched and not one.verdict.rule:
            continue  # no rule says anything, neither before nor now
        was = _assess(present, [looked])[0]
        before_it, after_it = (outcome_of(each.verdict, bench.folders) for each in (was, one))
        if before_it != after_it:
            sender = one.label
            into.changes.append(
                Change(_name(ref), looked.at, sender, looked.message.subject, before_it, after_it)
            )


def _settled(
    bench: Bench, seen: Mapping[MessageRef, Seen], rows: Mapping[MessageRef, Judged], lying: Lying
) -> Iterator[tuple[MessageRef, RuleMatch | None]]:
    """Yield what the rules say of each message, looking deeper only where that is needed."""
    words = words_in(bench.tried)
    left = dict(seen)
    yield from _take(bench, left)
    if left and words & LEDGER_WORDS:
        left = _with_ledger(bench, left, rows)
        yield from _take(bench, left)
    if left and words & HEADER_WORDS:
        for some in _portions(sorted(left)):
            for ref, looked in lying.headers(some, is_whole=_asks_fields(bench)):
                left[ref] = with_header(left[ref], looked.message, bench.court)
        yield from _take(bench, left)
    for some in _portions(sorted(left)):
        whole = {
            ref: with_text(left[ref], looked.message, bench.court)
            for ref, looked in lying.texts(some)
        }
        yield from _take(bench, whole)


def _take(
    bench: Bench, left: dict[MessageRef, Seen]
) -> Iterator[tuple[MessageRef, RuleMatch | None]]:
    """Take out and yield those whose answer is settled."""
    for ref, seen in list(left.items()):
        found = glimpse(bench.tried, seen.subject, seen.blind)
        if found.is_settled:
            del left[ref]
            yield ref, found.found


def _with_ledger(
    bench: Bench, left: Mapping[MessageRef, Seen], rows: Mapping[MessageRef, Judged]
) -> dict[MessageRef, Seen]:
    """Return the messages with what their senders were to me when each came."""
    told: dict[MessageRef, Seen] = {}
    for some in _portions(sorted(left)):
        people = sorted({who for ref in some if (who := rows[ref].who) is not None})
        events = bench.ledger.events_of(people) if bench.ledger and people else {}
        for ref in some:
            row, seen = rows[ref], left[ref]
            before = [
                event
                for event in (events.get(row.who, ()) if row.who else ())
                if event.at < seen.subject.now
            ]
            relationship = relate(before, now=seen.subject.now) if before else STRANGER
            told[ref] = with_relationship(seen, relationship, row.thread)
    return told


def _judged_again(
    bench: Bench, places: Sequence[MessageRef], lying: Lying
) -> Iterator[tuple[MessageRef, Assessed]]:
    for ref, _, one in _assessed(bench, places, lying):
        yield ref, one


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
        if self.bench.pins is None:
            return remembered
        pinned = self.bench.pins.pinned(self.bench.account, digests=wanted.digests)
        return replace(remembered, pinned_digests=pinned.digests)


def _unpinned(
    bench: Bench, changes: Iterable[tuple[Judged, Outcome, Outcome]]
) -> Iterator[tuple[Judged, Outcome, Outcome]]:
    """Leave out what the user pinned since: their move outranks every rule."""
    told = list(changes)
    if bench.pins is None or not told:
        yield from told
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
