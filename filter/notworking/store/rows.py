"""Journal values to rows and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping

from notworking.judge.verdict import Category, Clue, ClueGroup, DecidedBy, Decision
from notworking.mail.message import MessageRef
from notworking.people.event import Identity, IdentityKind
from notworking.store.values import (
    PHRASE_CHARACTERS,
    Intent,
    IntentMode,
    IntentState,
    Judged,
    NewIntent,
)

_SAME_IN_JUDGED = (
    "digest", "judged_at", "message_id", "thread", "sender", "sender_name", "subject", "date",
    "internaldate", "score", "because", "rule", "model", "person", "pass_id", "error",
    "kind", "follow_up",
)  # fmt: skip
_SAME_IN_NEW = (
    "digest", "created_at", "size_bytes", "message_id", "target", "target_uidvalidity",
    "target_uidnext", "pass_id", "judged_id", "undoes",
)  # fmt: skip
_SAME_IN_INTENT = (
    *_SAME_IN_NEW, "id", "account", "new_uid", "new_uidvalidity", "method", "why", "settled_at",
    "undone_at",
)  # fmt: skip


def to_json(value: object) -> str:
    """Return compact JSON; letters stay letters, so that a name can be found and blanked."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _ref_columns(ref: MessageRef) -> dict[str, Any]:
    return {
        "account": ref.account,
        "mailbox": ref.mailbox,
        "uidvalidity": ref.uidvalidity,
        "uid": ref.uid,
    }


def _ref(row: RowMapping) -> MessageRef:
    return MessageRef(row["account"], row["mailbox"], row["uidvalidity"], row["uid"])


def _clues_json(clues: Iterable[Clue]) -> str:
    return to_json(
        [
            {
                "name": clue.name,
                "group": clue.group.value,
                "weight": clue.weight,
                "sentence": clue.sentence,
                "phrase": clue.phrase[:PHRASE_CHARACTERS],
            }
            for clue in clues
        ]
    )


def _clue(fields: dict[str, Any]) -> Clue:
    return Clue(**{**fields, "group": ClueGroup(fields["group"])})


def identity_from(text: str) -> Identity | None:
    """Given "address:ada@example.org", return the identity; given "", None."""
    kind, _, value = text.partition(":")
    return Identity(IdentityKind(kind), value) if kind else None


def judged_row(value: Judged) -> dict[str, Any]:
    """Return the columns of a judgement, without its id."""
    row = {name: getattr(value, name) for name in _SAME_IN_JUDGED}
    return (
        row
        | _ref_columns(value.ref)
        | {
            "category": value.category.value,
            "scores": to_json({category.value: score for category, score in value.scores.items()}),
            "decision": value.decision.value,
            "decided_by": value.decided_by.value,
            "clues": _clues_json(value.clues),
            "who": str(value.who) if value.who else "",
        }
    )


def judged_from(row: RowMapping) -> Judged:
    """Return the judgement a row holds."""
    return Judged(
        **{name: row[name] for name in _SAME_IN_JUDGED},
        id=row["id"],
        ref=_ref(row),
        category=Category(row["category"]),
        scores={Category(name): score for name, score in json.loads(row["scores"]).items()},
        decision=Decision(row["decision"]),
        decided_by=DecidedBy(row["decided_by"]),
        clues=tuple(_clue(fields) for fields in json.loads(row["clues"])),
        who=identity_from(row["who"]),
    )


def intent_row(value: NewIntent) -> dict[str, Any]:
    """Return the columns of an intent that is about to be tried."""
    row = {name: getattr(value, name) for name in _SAME_IN_NEW}
    return (
        row
        | _ref_columns(value.source)
        | {
            "mode": value.mode.value,
            "state": IntentState.INTENDED.value,
            "method": "",
            "why": "",
            "flags_before": " ".join(sorted(value.flags_before)),
        }
    )


def intent_from(row: RowMapping) -> Intent:
    """Return the intent a row holds."""
    return Intent(
        **{name: row[name] for name in _SAME_IN_INTENT},
        source=_ref(row),
        mode=IntentMode(row["mode"]),
        state=IntentState(row["state"]),
        flags_before=frozenset(row["flags_before"].split()),
    )


def with_judgement(value: NewIntent, ids: dict[MessageRef, int]) -> NewIntent:
    """Return the intent with the id of its judgement, found by where the message lay."""
    if value.judged_id is not None:
        return value
    return replace(value, judged_id=ids.get(value.source))
