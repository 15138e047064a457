"""What is to be done about a verdict: a folder, a keyword, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from notworking.judge.verdict import Category, Decision, Verdict

LEAVE = "leave"
"""The unsure lane that changes nothing: unsure mail stays in the inbox as it is."""
UNSURE = "$NetworkingUnsure"
"""Keyword of unsure mail where only keywords may be set and the user named a folder."""


class Mode(StrEnum):
    """What a verdict leads to."""

    SHADOW = "shadow"
    FLAG = "flag"
    MOVE = "move"


def is_keyword(lane: str) -> bool:
    """True when an unsure lane is a keyword ("$NetworkingUnsure") or a flag ("\\Flagged")."""
    return lane.startswith(("$", "\\"))


def unsure_folder(lane: str) -> str:
    """Return the folder of an unsure lane, "/" between levels; "" when it is none."""
    return "" if lane == LEAVE or is_keyword(lane) else lane


def unsure_keyword(lane: str) -> str:
    """Return the keyword of an unsure lane, also where its folder may not be used; "" for none."""
    if lane == LEAVE:
        return ""
    return lane if is_keyword(lane) else UNSURE


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user wants done with verdicts in one account."""

    mode: Mode = Mode.SHADOW
    folders: Mapping[Category, str] = field(default_factory=dict)
    keyword: str = "$Networking"
    unsure: str = LEAVE
    """Where unsure mail goes: "leave", a keyword, or a folder."""


def target_of(verdict: Verdict, folders: Mapping[Category, str]) -> str:
    """Return the folder a verdict wants, "/" between levels; "" when the message stays."""
    if not verdict.is_filed:
        return ""
    if verdict.folder:
        return verdict.folder
    return folders.get(verdict.filed_as, "") if verdict.filed_as else ""


def folder_for(verdict: Verdict, wishes: Wishes) -> str:
    """Return the folder a message is to be moved to, "" when it stays where it is.

    Unsure mail leaves the inbox only for the folder the user named, and only where mail is
    moved at all.
    """
    if wishes.mode is not Mode.MOVE:
        return ""
    if verdict.decision is Decision.UNSURE:
        return unsure_folder(wishes.unsure)
    return target_of(verdict, wishes.folders)


def keywords_for(verdict: Verdict, wishes: Wishes) -> list[str]:
    """Return the flags and keywords to be set on a message, none in shadow mode.

    Where nothing is moved, a keyword takes the place of each folder.
    """
    if wishes.mode is Mode.SHADOW:
        return []
    names = [*verdict.flags]
    if verdict.mark_read:
        names.append("\\Seen")
    if wishes.mode is Mode.FLAG and target_of(verdict, wishes.folders):
        names.append(wishes.keyword)
    if verdict.decision is Decision.UNSURE and not folder_for(verdict, wishes):
        names += filter(None, [unsure_keyword(wishes.unsure)])
    return names
