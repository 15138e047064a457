"""From outcomes to the table: what was filed, kept, recognised, against the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.mailbox_year.desk import START
from benchmarks.mailbox_year.run import Outcome
from benchmarks.mailbox_year.truth import INBOX, PITCHES, STRANGERS_ASKS, Letter, Sort, Standing
from notworking.judge.verdict import DecidedBy, Decision
from notworking.people.event import Event, EventKind, Identity
from notworking.people.name import fold_name
from notworking.people.person import name_identity, profile_identity
from notworking.store.ledger import Ledger
from notworking.store.values import Judged

_RELAYED_SORTS = frozenset({Sort.PITCH_RELAYED, Sort.INMAIL, Sort.MESSAGE_KNOWN})
_NOT_OF_THE_PERSON = frozenset({Sort.FORGED, Sort.FORGED_FRIEND, Sort.OPTED_OUT, Sort.MINE})


@dataclass(frozen=True, slots=True)
class Seen:
    """A letter with its verdict and how its sender stood with the persona."""

    letter: Letter
    judged: Judged
    standing: Standing

    @property
    def is_filed(self) -> bool:
        """True when it was moved to a category folder."""
        return self.judged.decision is Decision.FILE

    @property
    def sort(self) -> Sort:
        """What it is."""
        return self.letter.truth.sort


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `hits` of `of`; what it should be."""

    name: str
    hits: int
    of: int
    wanted: str
    failures: tuple[Seen, ...] = ()

    @property
    def share(self) -> float:
        """hits ÷ of, 0…1; 0 for nothing."""
        return self.hits / self.of if self.of else 0.0

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.wanted == "0":
            return self.hits == 0
        if self.wanted.startswith("≤"):
            return self.share <= float(self.wanted.split()[1]) / 100
        if self.wanted.startswith("≥"):
            return self.share >= float(self.wanted.split()[1]) / 100
        return None


def seen_of(outcome: Outcome) -> list[Seen]:
    """Return all letters of the year that were judged, in order of arrival."""
    return [
        Seen(one, outcome.judged[one.id], outcome.year.standing(one))
        for one in outcome.year.letters
        if one.mailbox == INBOX and one.id in outcome.judged
    ]


def rows_of(outcome: Outcome) -> list[Row]:
    """Return the figures of one persona's year."""
    seen = seen_of(outcome)
    return [*_filing_rows(seen), *_people_rows(outcome, seen)]


def _filing_rows(seen: Sequence[Seen]) -> list[Row]:
    """Figures of what was filed and kept."""
    pitches = [one for one in seen if one.sort in PITCHES]
    later = [one for one in pitches if one.letter.truth.step > 1]
    by_mail = [one for one in pitches if one.sort is Sort.PITCH_CONNECTED]
    return [
        _filed("mail of known or vouched people filed", filter(_is_trusted, seen), "0"),
        _filed("pitches after connection filed", pitches, "≥ 95 %"),
        _filed("  by LinkedIn message", _of(seen, Sort.PITCH_RELAYED)),
        _filed("  by mail, the first", (one for one in by_mail if one.letter.truth.step == 1)),
        _filed("  follow-ups (day 3, 7, 14)", later),
        _filed("  follow-ups in the same thread", (o for o in later if o.letter.truth.in_thread)),
        _filed("  words of the corpus", (one for one in pitches if one.letter.truth.body)),
        _filed("  bare bumps", (one for one in pitches if not one.letter.truth.body)),
        _right_category(pitches),
        _with_follow_up(pitches),
        _filed("cold mail by strangers filed", (o for o in seen if o.sort in STRANGERS_ASKS)),
        _filed("  pitches", _of(seen, Sort.PITCH_COLD)),
        _filed("  InMails", _of(seen, Sort.INMAIL)),
        _filed("  recruiters never answered", _of(seen, Sort.RECRUITER)),
        _filed("  false alumni", _of(seen, Sort.ALUMNI_FALSE)),
        _filed("went on after being asked to stop, filed", _of(seen, Sort.OPTED_OUT)),
        _filed("genuine mail by strangers filed", _of(seen, Sort.GENUINE_STRANGER), "≤ 1 %"),
        _filed(
            "genuine mail by people connected filed", _of(seen, Sort.GENUINE_CONNECTED), "≤ 5 %"
        ),
        _filed("newsletters, receipts, lists, machines filed", _of(seen, Sort.NOT_OURS), "0"),
        _filed("calendar replies filed", _of(seen, Sort.CALENDAR), "0"),
        _filed("invitations by strangers filed", _of(seen, Sort.INVITATION), "≥ 95 %"),
        _filed("reminders and digests filed", _of(seen, Sort.REMINDER)),
        _filed("suggestions and noise filed", _of(seen, Sort.SUGGESTION, Sort.NOISE)),
        _filed("acceptances filed", _of(seen, Sort.ACCEPTED)),
        _filed("invitations by known people filed", _of(seen, Sort.INVITATION_KNOWN), "0"),
        _filed("LinkedIn messages by known people filed", _of(seen, Sort.MESSAGE_KNOWN), "0"),
    ]


def _people_rows(outcome: Outcome, seen: Sequence[Seen]) -> list[Row]:
    """Figures of what the ledger learned."""
    ledger = Ledger(outcome.database)
    told = [(one, person) for one in seen for person in one.letter.truth.connects]
    found = [
        one for one, (name, slug) in told
        if _event_at(ledger, name, slug, EventKind.CONNECTED, one.letter)
    ]  # fmt: skip
    relayed = [one for one in seen if one.sort in _RELAYED_SORTS]
    recognised = [one for one in relayed if _is_relay_recognised(ledger, one)]
    wrong = [one for one in seen if _created_connection(ledger, one)]
    suggested = [one for one in wrong if one.sort in (Sort.SUGGESTION, Sort.ACCEPTED)]
    forged = [one for one in seen if one.sort is Sort.FORGED]
    friends = [one for one in seen if one.sort is Sort.FORGED_FRIEND]
    trusted = [one for one in friends if one.judged.decided_by is DecidedBy.GUARD]
    shown = [one for one in seen if one.letter.truth.false_people and one.sort is not Sort.FORGED]
    relays_missed = tuple(one for one in relayed if one not in recognised)
    return [
        Row("connection events recognised", len(found), len(told), "≥ 95 %"),
        Row("relayed persons recognised", len(recognised), len(relayed), "≥ 95 %", relays_missed),
        Row("suggestions that created connections", len(suggested), len(shown), "0", tuple(suggested)),
        Row(
            "forged LinkedIn mails that created connections",
            len([one for one in wrong if one.sort is Sort.FORGED]), len(forged), "0",
        ),
        Row("forged mails of friends that were trusted", len(trusted), len(friends), "0", tuple(trusted)),
        _filed("forged mails of friends filed", friends),
        Row("messages lost or doubled", abs(outcome.lost), len(outcome.year.letters), "0"),
        _never_judged(outcome),
    ]  # fmt: skip


def _never_judged(outcome: Outcome) -> Row:
    """Mail received in the year that has no verdict (what came before is history)."""
    received = [one for one in outcome.year.letters if one.mailbox == INBOX and one.at >= START]
    missing = sum(one.id not in outcome.judged for one in received)
    return Row("messages never judged", missing, len(received), "0")


def _is_trusted(one: Seen) -> bool:
    """True for mail that must stay: by people the persona knows, or who were introduced."""
    standing = one.standing
    return one.sort not in _NOT_OF_THE_PERSON and (standing.is_known or standing.is_vouched)


def _of(seen: Iterable[Seen], *sorts: Sort) -> list[Seen]:
    return [one for one in seen if one.sort in sorts]


def _filed(name: str, seen: Iterable[Seen], wanted: str = "") -> Row:
    """Count the filed; failures are those that went against what is wanted."""
    listed = list(seen)
    filed = [one for one in listed if one.is_filed]
    wrong = filed if wanted[:1] in ("0", "≤") else [one for one in listed if not one.is_filed]
    return Row(name, len(filed), len(listed), wanted, tuple(wrong) if wanted else ())


def _right_category(pitches: Iterable[Seen]) -> Row:
    filed = [one for one in pitches if one.is_filed and one.letter.truth.body]
    right = [one for one in filed if one.judged.category == one.letter.truth.category]
    return Row("  of those filed, in the right category", len(right), len(filed), "")


def _with_follow_up(pitches: Iterable[Seen]) -> Row:
    """Those that were unsure when they came, and left the inbox days later, unread."""
    filed = [one for one in pitches if one.is_filed]
    later = [one for one in filed if one.judged.decided_by is DecidedBy.ITS_FOLLOW_UP]
    return Row("  of those filed, only with their follow-up", len(later), len(filed), "")


def _events(ledger: Ledger, name: str, slug: str, *more: Identity) -> list[Event]:
    wanted = [profile_identity(f"linkedin:{slug}"), name_identity(name, "linkedin"), *more]
    return [event for events in ledger.events_of(wanted).values() for event in events]


def _event_at(
    ledger: Ledger, name: str, slug: str, kind: EventKind, letter: Letter, *more: Identity
) -> bool:
    """True when the ledger has a verified event of the person from just this mail.

    `more` are identities besides profile and name, as an address in the person's own words.
    """
    return any(
        event.kind is kind and event.verified and event.at == letter.at
        for event in _events(ledger, name, slug, *more)
    )


def _is_relay_recognised(ledger: Ledger, one: Seen) -> bool:
    """True when the verdict names the person and the ledger has their relayed message."""
    truth, judged = one.letter.truth, one.judged
    own = [judged.who] if judged.who is not None else []
    is_named = fold_name(judged.person) == fold_name(truth.who)
    return is_named and _event_at(
        ledger, truth.who, truth.slug, EventKind.RELAYED, one.letter, *own
    )


def _created_connection(ledger: Ledger, one: Seen) -> bool:
    """True when somebody whom the mail merely shows, or makes up, is connected in the ledger."""
    return any(
        event.kind is EventKind.CONNECTED and event.at == one.letter.at
        for name, slug in one.letter.truth.false_people
        for event in _events(ledger, name, slug)
    )


def added(tables: Sequence[Sequence[Row]]) -> list[Row]:
    """Return the rows of several personas added up."""
    return [
        Row(
            rows[0].name,
            sum(row.hits for row in rows),
            sum(row.of for row in rows),
            rows[0].wanted,
            tuple(one for row in rows for one in row.failures),
        )
        for rows in zip(*tables, strict=True)
    ]


def table(columns: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """Return a Markdown table: a line a figure, a column a persona, and whether it is met in all."""
    heads = [name for name, _ in columns]
    lines = [f"| | wanted | {' | '.join(heads)} | |", "|---" * (len(heads) + 3) + "|"]
    for number, row in enumerate(columns[0][1]):
        cells = [_cell(rows[number]) for _, rows in columns]
        met = {True: "✓", False: "✗", None: ""}[columns[-1][1][number].is_met]
        name = row.name.replace("  ", "&nbsp;&nbsp;")
        lines.append(f"| {name} | {row.wanted} | {' | '.join(cells)} | {met} |")
    return "\n".join(lines)


def _cell(row: Row) -> str:
    if not row.of:
        return "–"
    return f"{row.hits}/{row.of} ({row.share:.1%})"


def told(one: Seen, because: Callable[[Judged], str] = lambda judged: judged.because) -> str:
    """Return one failure as a line for the developer."""
    truth, judged = one.letter.truth, one.judged
    clues = ", ".join(
        f"{clue.name} {clue.weight:+.1f}"
        for clue in sorted(judged.clues, key=lambda clue: -abs(clue.weight))[:6]
    )
    return (
        f"{one.letter.at:%Y-%m-%d} {truth.sort} (step {truth.step}, body {truth.body or 'composed'}) "
        f"“{judged.subject[:60]}” → {judged.decision} {judged.category} {judged.score:.2f} "
        f"by {judged.decided_by}: {because(judged)} [{clues}]"
    )
