"""What rules would have done differently, told from the journal, headers and texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notworking.assess import Court
from notworking.judge.rules import Rules, parse_rules
from notworking.judge.verdict import (
    NETWORKING,
    Category,
    Clue,
    ClueGroup,
    DecidedBy,
    Decision,
    Policy,
)
from notworking.learn.base import base_model
from notworking.mail.message import MessageRef
from notworking.memory import StoreMemory
from notworking.people.event import Direction, Event, EventKind
from notworking.people.person import address_identity
from notworking.rulebook.outcome import Trial
from notworking.rulebook.places import Looked, OnDisk
from notworking.rulebook.trial import Bench, try_judged, try_unjudged
from notworking.sources import SourceMessage
from notworking.store.opening import Store, open_store
from notworking.store.values import Judged

NOW = datetime(2026, 11, 20, tzinfo=UTC)
POLICY = Policy(cutoffs=dict.fromkeys(NETWORKING, 0.9), unsure_from=0.5)
FOLDERS: dict[Category, str] = {each: f"Networking/{each}" for each in NETWORKING}


class Counted(OnDisk):
    """Messages on disk that count how often they are looked at."""

    def __init__(self, raw: Sequence[bytes]) -> None:
        super().__init__(
            "home", [SourceMessage(f"m{n}", one, len(one)) for n, one in enumerate(raw)]
        )
        self.headers_read = self.texts_read = 0

    def headers(
        self, places: Sequence[MessageRef], *, is_whole: bool
    ) -> Iterator[tuple[MessageRef, Looked]]:
        """As on disk, counting."""
        self.headers_read += len(places)
        return super().headers(places, is_whole=is_whole)

    def texts(self, places: Sequence[MessageRef]) -> Iterator[tuple[MessageRef, Looked]]:
        """As on disk, counting."""
        self.texts_read += len(places)
        return super().texts(places)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Lend an empty store."""
    with open_store(tmp_path / "notworking.db") as opened:
        yield opened


def mail(
    sender: str = "chad@agency.example", subject: str = "hello", text: str = "a demo"
) -> bytes:
    """Return a message as bytes."""
    return (
        f"From: Chad <{sender}>\nTo: me@example.com\nSubject: {subject}\n"
        f"Message-ID: <{abs(hash((sender, subject, text)))}@x.example>\n"
        f"Date: Thu, 19 Nov 2026 09:00:00 +0000\n\n{text}\n"
    ).encode()


def row(number: int, **changes: object) -> Judged:
    """Return the journal's row of a pitch below its cutoff."""
    values = Judged(
        ref=MessageRef("home", f"m{number}", 0, number),
        digest=f"d{number}",
        judged_at=NOW,
        internaldate=NOW - timedelta(days=1),
        sender="chad@agency.example",
        sender_name="Chad",
        subject="hello",
        who=address_identity("chad@agency.example"),
        category=Category.PITCH,
        score=0.88,
        scores={Category.PITCH: 0.88, Category.GENUINE: 0.12},
        decision=Decision.UNSURE,
        decided_by=DecidedBy.SCORE,
        clues=(Clue("prior", ClueGroup.PRIOR, 1.9924, ""),),
    )
    return replace(values, **changes)  # type: ignore[arg-type]


def bench(store: Store, tried: str, present: str = "") -> Bench:
    """Return a bench that tries rules."""
    rules = parse_rules(tried)
    memory = StoreMemory(
        "home", store.ledger, store.pins, store.review, store.examples,
        clock=lambda: NOW, is_complete=lambda: True,
    )  # fmt: skip
    return Bench(
        account="home",
        tried=rules,
        present=parse_rules(present) if present else Rules(),
        court=Court(model=base_model(), policy=POLICY, rules=rules, account="home"),
        memory=memory,
        ledger=store.ledger,
        pins=store.pins,
        folders=FOLDERS,
    )


def rule(when: str, then: str = 'file = "event"', name: str = "it") -> str:
    """Return a rules file of one rule."""
    return f'[[rule]]\nname = "{name}"\nwhen = {{ {when} }}\nthen = {{ {then} }}\n'


def outcomes(trial: Trial) -> list[tuple[str, str]]:
    """Return (was, would be) of every difference."""
    return [(one.before.told(), one.after.told()) for one in trial.changes]


def tried(store: Store, rows: list[Judged], rules: str, lying: Counted | None = None) -> Trial:
    """Try rules on rows of the journal."""
    trial = Trial()
    at = {one.ref: one for one in rows}
    try_judged(bench(store, rules), at, lying or Counted([mail()] * len(rows)), trial)
    return trial


@pytest.mark.parametrize(
    ("when", "headers", "texts"),
    [
        ('subject = "hello"', 0, 0),
        ('score = ">= 0.8", category = "pitch"', 0, 0),
        ("unsure = true", 0, 0),
        ("known = false, i_wrote = 0", 0, 0),
        ('to = "me@example.com"', 1, 0),
        ('text = "demo"', 0, 1),
    ],
)
def test_no_more_is_read_than_the_rule_asks(
    store: Store, when: str, headers: int, texts: int
) -> None:
    """10,000 messages answer in seconds because most are never looked at again."""
    lying = Counted([mail()])

    trial = tried(store, [row(0)], rule(when), lying)

    assert outcomes(trial) == [("stays", "Networking/event")]
    assert (lying.headers_read, lying.texts_read) == (headers, texts)


def test_a_text_is_read_only_where_the_cheap_conditions_hold(store: Store) -> None:
    """One rule about one domain's texts must not fetch the whole mailbox."""
    lying = Counted([mail(), mail("a@other.example")])
    rows = [row(0), row(1, sender="a@other.example", who=address_identity("a@other.example"))]

    trial = tried(store, rows, rule('from_domain = "other.example", text = "demo"'), lying)

    assert (len(trial.changes), lying.texts_read) == (1, 1)


def test_a_rule_that_changes_nothing_is_no_difference(store: Store) -> None:
    """It fires, and does what was done anyway: the reader wants differences only."""
    filed = row(0, decision=Decision.FILE, score=0.95)

    trial = tried(store, [filed], rule('subject = "hello"', 'file = "pitch"'))

    assert (trial.changes, trial.fired["it"], trial.seen) == ([], 1, 1)


def test_raising_the_score_over_the_cutoff_files(store: Store) -> None:
    """Told from the stored evidence, without the model."""
    lying = Counted([mail()])

    trial = tried(store, [row(0)], rule('subject = "hello"', "raise = 1"), lying)

    assert outcomes(trial) == [("stays", "Networking/pitch")]
    assert lying.texts_read == 0


def test_what_an_old_rule_raised_is_taken_off_first(store: Store) -> None:
    """Else a rule tried on its own past would count twice."""
    shift = Clue("rule_adjustment", ClueGroup.CONTENT, 2.0, "Your rule raises the score")
    before = row(0, score=0.982, decision=Decision.FILE)
    before = replace(before, clues=(*before.clues, shift))

    assert outcomes(tried(store, [before], rule('subject = "hello"', "raise = 2"))) == []
    assert outcomes(tried(store, [before], rule('subject = "no"', "raise = 2"))) == [
        ("Networking/pitch", "stays")
    ]


def test_what_gave_too_little_is_filed_by_a_raise_only(store: Store) -> None:
    """It was unsure above its cutoff: for nothing in it could be named, and a raise names it."""
    unsure = row(0, score=0.98, decision=Decision.UNSURE)
    words = Clue("words", ClueGroup.WORDS, 4.0, "It is worded like a pitch")
    unsure = replace(unsure, clues=(words,))

    lowered = tried(store, [unsure], rule('subject = "hello"', "lower = 0.1"))
    raised = tried(store, [unsure], rule('subject = "hello"', "raise = 0.1"))

    assert lowered.changes == []
    assert outcomes(raised) == [("stays", "Networking/pitch")]


@pytest.mark.parametrize("decided", [DecidedBy.GUARD, DecidedBy.TAUGHT])
def test_a_raise_does_not_undo_what_stands_above_the_score(
    store: Store, decided: DecidedBy
) -> None:
    """People I wrote to are never filed by score, however it is raised."""
    kept = row(0, decision=Decision.KEEP, decided_by=decided)

    assert tried(store, [kept], rule('subject = "hello"', "raise = 5")).changes == []


def test_what_is_pinned_stays_out_of_the_differences(store: Store) -> None:
    """The user's own move outranks every rule, tried ones too."""
    store.pins.pin("home", at=NOW, why="moved back", digest="d0")

    assert tried(store, [row(0)], rule('subject = "hello"')).changes == []


def test_what_the_sender_was_to_me_then_counts(store: Store) -> None:
    """I answered after the mail came: when it came, they were a stranger."""
    who = address_identity("chad@agency.example")
    wrote = Event(EventKind.WROTE, Direction.MINE, who, NOW, key="k")
    store.ledger.record([wrote], [])

    trial = tried(store, [row(0)], rule("known = false"))

    assert len(trial.changes) == 1


def test_a_rule_that_goes_lets_the_judge_speak_again(store: Store) -> None:
    """The journal does not tell what would have been without the rule: the mail is judged anew."""
    raw = mail(
        subject="quick question",
        text="Hi,\n\nwe book 20+ qualified sales calls a month for agencies like yours. "
        "Would you be open to a 15-minute demo this week?\n\nChad",
    )
    kept = row(0, decision=Decision.KEEP, decided_by=DecidedBy.RULE, rule="gone")
    lying = Counted([raw])

    trial = tried(store, [kept], rule('subject = "nothing like it"'), lying)

    assert outcomes(trial) == [("stays", "Networking/pitch")]
    assert lying.texts_read == 1


def test_mail_that_was_never_judged_is_held_against_the_rules_in_use(store: Store) -> None:
    """A draft is compared with what is in use, not with nothing."""
    lying = Counted([mail(subject="webinar"), mail(subject="summit"), mail(subject="lunch")])
    present = rule('subject = "webinar"')
    draft = rule('subject = ["webinar", "summit"]')
    trial = Trial()

    try_unjudged(bench(store, draft, present), lying.places, lying, trial)

    assert [(one.subject, one.after.told()) for one in trial.changes] == [
        ("summit", "Networking/event")
    ]
    assert (trial.seen, trial.unseen, lying.texts_read) == (3, 0, 1)


def test_what_is_gone_is_counted(store: Store) -> None:
    """A difference that could not be looked for is told, not passed over."""
    trial = tried(store, [row(0)], rule('text = "demo"'), Counted([b""]))

    assert (trial.seen, trial.unseen) == (1, 1)
