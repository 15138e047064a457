"""What a follow-up proves, as values: whose mail, how old, and what the user has said meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.judge.rules import Rules
from notworking.judge.verdict import Category, DecidedBy, Decision
from notworking.people.event import Identity
from notworking.predecessors.proof import (
    SEQUENCE,
    FollowUp,
    because,
    is_unsure,
    is_untouched,
    proof_for,
)
from notworking.rulebook.outcome import as_judged
from store.made import NOW, address, judged

ADA, BEN = address("ada"), address("ben")
MINE = frozenset({"$networkingunsure"})

people = st.sampled_from([ADA, BEN, None])
moments = st.integers(-40, 40).map(lambda days: NOW + timedelta(days=days))
follow_ups = st.builds(
    FollowUp,
    digest=st.text("abc", min_size=3, max_size=3),
    category=st.sampled_from([Category.PITCH, Category.ASK]),
    at=moments,
    who=st.frozensets(st.sampled_from([ADA, BEN])),
    written_at=st.none() | moments,
)
flags = st.frozensets(
    st.sampled_from(["\\Seen", "\\Flagged", "$label1", "NonJunk", "\\Recent", "$NetworkingUnsure"])
)


def filed(at: datetime = NOW, **fields: object) -> FollowUp:
    """A mail of Ada's that was filed."""
    return replace(FollowUp("d" * 32, Category.PITCH, at, frozenset({ADA})), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "days_before", "written_days_before", "goes"),
    [
        (ADA, 3, None, True),
        (ADA, 30, None, True),
        (ADA, 30.1, None, False),
        (ADA, -0.1, None, False),
        (BEN, 3, None, False),
        (None, 3, None, False),
        (ADA, 3, 1, False),
        (ADA, 3, 3, False),
        (ADA, 3, 4, True),
    ],
)
def test_whose_mail_goes_along(
    who: Identity | None, days_before: float, written_days_before: float | None, goes: bool
) -> None:
    """The same person's, of the month before, to whom I have not written since."""
    written = NOW - timedelta(days=written_days_before) if written_days_before else None
    follow_up = filed(written_at=written)
    proof = proof_for(who, NOW - timedelta(days=days_before), [follow_up])
    assert (proof is follow_up) == goes


def test_of_several_follow_ups_the_first_is_the_reason() -> None:
    """It would have gone with that one, had the daemon been there."""
    first, second = filed(NOW), filed(NOW + timedelta(days=4), category=Category.ASK)
    assert proof_for(ADA, NOW - timedelta(days=1), [second, first]) is first


@given(people, moments, st.lists(follow_ups, max_size=6))
def test_nothing_goes_without_a_proof(
    who: Identity | None, at: datetime, given_ones: list[FollowUp]
) -> None:
    """Whatever comes in whatever order: the same person, later, within the time, not answered."""
    proof = proof_for(who, at, given_ones)
    assert proof == proof_for(who, at, given_ones[::-1])
    if proof is not None:
        assert who in proof.who
        assert at <= proof.at <= at + SEQUENCE
        assert proof.written_at is None or proof.written_at < at


@given(flags, flags)
def test_another_flag_never_makes_mail_less_touched(
    some: frozenset[str], more: frozenset[str]
) -> None:
    """In doubt it stays: no flag excuses another."""
    assert is_untouched(some, ours=MINE) or not is_untouched(some | more, ours=MINE)


@pytest.mark.parametrize(
    ("found", "is_free"),
    [
        (set(), True),
        ({"\\Recent", "NonJunk", "$HasAttachment"}, True),
        ({"$NetworkingUnsure"}, True),
        ({"$networkingUNSURE"}, True),
        ({"\\SEEN"}, False),
        ({"\\Answered"}, False),
        ({"\\Flagged"}, False),
        ({"\\Deleted"}, False),
        ({"\\Draft"}, False),
        ({"$Junk"}, False),
        ({"Work"}, False),
        ({"$NotworkingKeep"}, False),
        ({"$NotworkingMoved"}, False),
    ],
)
def test_what_counts_as_touched(found: set[str], is_free: bool) -> None:
    """Flags have no case (RFC 9051); what only programs set says nothing about the user."""
    assert is_untouched(found, ours=MINE) == is_free


@pytest.mark.parametrize(
    ("fields", "is_open"),
    [
        ({}, True),
        ({"decision": Decision.KEEP}, False),
        ({"decided_by": DecidedBy.RULE}, False),
        ({"decided_by": DecidedBy.GUARD}, False),
        ({"rule": "lower it"}, False),
    ],
)
def test_only_the_model_s_own_doubt_is_lifted(fields: dict[str, object], is_open: bool) -> None:
    """What a rule or a person decided was never in doubt."""
    row = judged(1, **{"decision": Decision.UNSURE, "decided_by": DecidedBy.SCORE} | fields)
    assert is_unsure(row) == is_open


def test_the_reason_names_both_days() -> None:
    """The reader finds the other message by it."""
    follow_up = filed(datetime(2026, 5, 6, tzinfo=NOW.tzinfo))
    assert because(datetime(2026, 5, 3, tzinfo=NOW.tzinfo), follow_up) == (
        "Unsure when it came on 3 May 2026; filed with their mail of 6 May 2026"
    )


def test_trying_rules_compares_with_where_it_went() -> None:
    """`rules try` would else tell of a difference that no rule makes."""
    row = judged(
        1,
        decision=Decision.FILE,
        decided_by=DecidedBy.ITS_FOLLOW_UP,
        category=Category.PITCH,
        scores={Category.ASK: 0.5, Category.PITCH: 0.2},
        follow_up="d" * 32,
    )
    folders = {Category.ASK: "Asks", Category.PITCH: "Pitches"}
    assert as_judged(row, Rules(), folders, {}).folder == "Pitches"
