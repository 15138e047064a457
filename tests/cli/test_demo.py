"""`demo`: the invented mailbox is filed by the real daemon code, and the sum is told truly."""

from __future__ import annotations

import json

import pytest

from cli.conftest import Program

pytest.importorskip("pymap", reason="the demo needs the extra: pip install 'notworking[demo]'")


def test_demo_files_networking_mail_and_says_what(program: Program) -> None:
    """The first thing a visitor sees: it ends well, and names what was filed and what stayed."""
    ran = program("demo")
    assert ran.code == 0
    assert "Filed: " in ran.out
    assert "Stayed in the inbox although it looks like a pitch" in ran.out


def test_demo_moves_what_it_filed(program: Program) -> None:
    """Every verdict that wanted a move led to one."""
    told = json.loads(program("demo", "--json").out)
    assert told["moved"] == told["filed"] > 0
    assert (told["failed"], told["unreadable"]) == (0, 0)
