"""`rules …`: writing, trying and keeping one's own rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Program
from homes import NOTE, PITCH, Home

BROKEN = '[[rule]]\nname = "x"\nwhen = { form = "a", score = 0.9 }\nthen = { delete = true }\n'
RULES = '[[rule]]\nname = "demos"\nwhen = { text = "demo" }\nthen = { file = "event" }\n'
MAIL = PITCH.format(user="sam@example.com", id="m1")


def test_a_rules_file_is_checked_without_any_configuration(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who looks at the project writes a rule before they give it a password."""
    monkeypatch.delenv("NOTWORKING_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "bad.toml").write_text(BROKEN)
    (tmp_path / "good.toml").write_text(RULES)
    (tmp_path / "mail.eml").write_text(MAIL)

    bad = program("rules", "check", "--rules", tmp_path / "bad.toml")
    good = program("rules", "check", "--rules", tmp_path / "good.toml")
    tested = program("rules", "test", "--rules", tmp_path / "good.toml", tmp_path / "mail.eml")

    assert bad.code == 2
    assert "3 problems" in bad.err
    assert 'line 3: rule[0].when.form is not known; did you mean "from"?' in bad.err
    assert good.code == 0
    assert "1. demos (line 1): files as event" in good.out
    assert '"demos" (line 1) applies: text has "demo"' in tested.out
    assert "→ file: event" in tested.out


@pytest.mark.dovecot
def test_rules_are_listed_with_how_often_each_fired(home: Home, program: Program) -> None:
    """A rule that never fires is a rule with a slip in it."""
    text = (home.directory / "rules.toml").read_text()
    (home.directory / "rules.toml").write_text(text + "\n" + RULES.replace("demo", "nowhere"))
    home.deliver(PITCH, 1)
    program("once", "--config", home.config)

    told = program("rules", "list", "--config", home.config)
    objects = program("rules", "list", "--config", home.config, "--json").out

    assert "pipeline hero" in told.out
    assert "Never since" in told.out
    assert "“nowheres”" in told.out
    assert '"rule": "pipeline hero"' in objects
    assert '"fired": 1' in objects
    assert '"fired": 0' in objects


@pytest.mark.dovecot
def test_without_rules_the_list_says_how_to_get_one(home: Home, program: Program) -> None:
    """An empty table tells nobody what to do next."""
    home.write_config(rules="")
    listed = program("rules", "list", "--config", home.config)
    assert "no rules yet. `notworking rules add ID`" in listed.out
    assert "fired" not in listed.out


def test_a_draft_is_tried_on_judged_mail_and_writes_nothing(home: Home, program: Program) -> None:
    """What would be different is told before the draft is used."""
    home.deliver(PITCH, 1)
    home.deliver(NOTE, 2)
    program("once", "--config", home.config)
    home.deliver(PITCH, 3)
    before = home.where()
    draft = home.directory / "draft.toml"
    draft.write_text(RULES)

    told = program("rules", "try", "--config", home.config, "--rules", draft)

    assert told.code == 0, told.err
    assert "Of 3 messages, 2 would be treated differently" in told.out
    assert "Networking/Pitches Networking/Events" in told.out
    assert "demos: fires 2 times" in told.out
    assert home.where() == before


@pytest.mark.dovecot
def test_a_rule_is_added_from_a_judged_message_above_the_one_that_decides(
    home: Home, program: Program
) -> None:
    """Added below it, the new rule would never be asked."""
    home.deliver(PITCH, 1)
    program("once", "--config", home.config)
    found = json.loads(program("log", "--json", "--config", home.config).out)

    added = program(
        "rules", "add", found["id"], "--keep", "--like", "person", "--config", home.config
    )
    home.deliver(PITCH, 2)
    program("once", "--config", home.config)

    assert added.code == 0, added.err
    assert 'from = "chad@pipelinehero.example"' in added.out
    assert 'above "pipeline hero", which would decide first' in added.out
    newest = json.loads(program("log", "--json", "-n", "1", "--config", home.config).out)
    assert newest["rule"] == "keep Chad Merrill"


@pytest.mark.dovecot
def test_nothing_is_added_when_nobody_says_what(home: Home, program: Program) -> None:
    """A script without a terminal gets an error that names the options, not a question."""
    home.deliver(PITCH, 1)
    program("once", "--config", home.config)
    found = json.loads(program("log", "--json", "--config", home.config).out)
    before = (home.directory / "rules.toml").read_text()

    asked = program("rules", "add", found["id"], "--config", home.config)

    assert asked.code == 2
    assert "--keep, or --file" in asked.err
    assert (home.directory / "rules.toml").read_text() == before


@pytest.mark.dovecot
def test_doctor_tells_of_a_broken_rules_file(home: Home, program: Program) -> None:
    """The daemon goes on with the rules it read before; somebody has to say so."""
    (home.directory / "rules.toml").write_text(BROKEN)

    told = program("doctor", "--config", home.config)

    assert told.code == 2
    assert "3 problems" in told.out
    assert "goes on with the rules it read before" in told.out


@pytest.mark.dovecot
def test_an_edited_rule_counts_in_the_next_pass_of_a_running_worker(home: Home) -> None:
    """Hot reload, end to end: no restart, no signal."""
    import threading

    from notworking import app

    home.deliver(NOTE, 1)
    house = home.open()
    worker = app.workers_of(house)[0]
    try:
        worker.poll(threading.Event())
        path = home.directory / "rules.toml"
        path.write_text(RULES.replace('text = "demo"', 'subject = "keys"'))
        home.deliver(NOTE, 2)
        worker.poll(threading.Event())
        path.write_text(BROKEN)
        home.deliver(NOTE, 3)
        worker.poll(threading.Event())
    finally:
        worker.close()
        house.close()

    where = home.where()
    assert where["m1@harbourline.example"] == ["INBOX"]
    assert where["m2@harbourline.example"] == ["Networking/Events"]
    assert where["m3@harbourline.example"] == ["Networking/Events"]


def test_check_judges_by_the_lists_and_categories_of_the_configuration(
    home: Home, program: Program
) -> None:
    """What the daemon would say of a message is what `check` says; a file has no history."""
    network = home.directory / "guildhall.toml"
    network.write_text(
        'network = "guildhall"\ndomains = ["guildhall.example"]\n'
        'senders = [{ address = "invites@guildhall.example", kind = "invitation" }]\n'
        "subjects = [{ kind = \"invitation\", pattern = '^(?P<name>.+?) invites you' }]\n",
        encoding="utf-8",
    )
    message = home.directory / "message.eml"
    message.write_text(
        "From: Guildhall <invites@guildhall.example>\nSubject: Chad Merrill invites you\n\n"
        "Hi Sam,\nChad invites you.\n",
        encoding="utf-8",
    )
    before = program("check", message, "--config", home.config).out
    home.write_config(extra='[networks]\nfiles = ["guildhall.toml"]\n')
    after = program("check", message, "--config", home.config).out
    assert "guildhall)" not in before
    assert "It is an invitation to connect (guildhall)" in after
