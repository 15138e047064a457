"""`log`, `why` and `undo`: what was decided, why, and taking it back."""

from __future__ import annotations

import json

import pytest

from cli.conftest import Program
from homes import NOTE, PITCH, Home

pytestmark = pytest.mark.dovecot


@pytest.fixture
def filed(home: Home, program: Program) -> Home:
    """Return an account where a pitch was filed and a note stayed."""
    home.deliver(PITCH, 1)
    home.deliver(NOTE, 2)
    assert program("once", "--config", home.config).code == 0
    return home


def test_log_lists_newest_first_and_only_filed_ones(filed: Home, program: Program) -> None:
    """An overview, and the way to an ID."""
    everything = program("log", "--config", filed.config)
    only = program("log", "--filed", "--config", filed.config)
    recent = program("log", "--since", "1h", "-n", "1", "--config", filed.config)
    assert everything.code == 0
    assert "quick question, Sam" in everything.out
    assert "keys" in everything.out
    assert "keys" not in only.out
    assert recent.out.count("Networking/Pitches") + recent.out.count("keys") >= 1


def test_log_as_json_has_place_and_reasons(filed: Home, program: Program) -> None:
    """For scripts: one object a message."""
    text = program("log", "--filed", "--json", "--config", filed.config).out
    one = json.loads(text)
    assert one["place"] == "Networking/Pitches"
    assert one["decided_by"] == "rule"
    assert one["rule"] == "pipeline hero"
    assert one["reasons"]


def test_why_explains_by_id_and_by_message_id(filed: Home, program: Program) -> None:
    """Promise 5: reasons a person can read, with the score they add up to."""
    found = json.loads(program("log", "--filed", "--json", "--config", filed.config).out)
    by_id = program("why", found["id"], "--config", filed.config)
    by_message = program("why", found["message_id"], "--json", "--config", filed.config)
    assert by_id.code == 0
    assert "quick question, Sam from Chad Merrill <chad@pipelinehero.example>" in by_id.out
    assert "pipeline hero" in by_id.out
    assert "It is in Networking/Pitches." in by_id.out
    assert f"To take it back: notworking undo {found['id']}" in by_id.out
    assert json.loads(by_message.out) == found


def test_why_and_undo_of_nothing_say_so(filed: Home, program: Program) -> None:
    """Exit 2 and the next step."""
    why = program("why", "999", "--config", filed.config)
    undo = program("undo", "999", "--config", filed.config)
    vague = program("undo", "--config", filed.config)
    wrong = program("log", "--since", "soon", "--config", filed.config)
    assert (why.code, undo.code, vague.code, wrong.code) == (2, 2, 2, 2)
    assert "`notworking log` lists the latest IDs" in why.err
    assert "Say what to undo" in vague.err
    assert "--since soon" in wrong.err


@pytest.mark.parametrize("what", [["--pass"], ["--since", "1h"]])
def test_undo_puts_everything_back(filed: Home, program: Program, what: list[str]) -> None:
    """Promise 5: any pass, any period."""
    ran = program("undo", *what, "--config", filed.config)
    again = program("undo", *what, "--config", filed.config)
    assert (ran.code, ran.out) == (0, "1 message put back.")
    assert filed.where()["m1@pipelinehero.example"] == ["INBOX"]
    assert "put back" in program("log", "--config", filed.config).out
    assert again.code == 2
    assert "nothing to undo" in again.err


def test_undo_as_json_tells_of_each_message(filed: Home, program: Program) -> None:
    """One object a move, with why not when it could not be."""
    found = json.loads(program("log", "--filed", "--json", "--config", filed.config).out)
    told = json.loads(program("undo", found["id"], "--json", "--config", filed.config).out)
    assert (told["done"], told["why"]) == (True, "")


def test_log_and_why_tell_what_the_user_said_since(filed: Home, program: Program) -> None:
    """A correction that nobody can see might as well not have been made."""
    pitch, note = "1", "2"
    assert program("undo", pitch, "--teach", "--config", filed.config).code == 0
    listed = program("log", "--config", filed.config).out
    told = program("why", pitch, "--config", filed.config).out
    left = program("why", note, "--config", filed.config).out
    assert listed.count("you: genuine") == 1
    assert "what it is: genuine, in INBOX" in told
    assert "To take it back" not in told + left
    assert "You said" not in left
