"""The user's own phrases and networks, from files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notworking.assess import Court, prepare
from notworking.config.loading import load
from notworking.errors import UserError
from notworking.house import load_lists
from notworking.judge.verdict import Policy
from notworking.learn.base import base_model
from notworking.mail.message import Message
from notworking.mail.reading import read
from notworking.rulebook.lists import networks_of, phrasebook_of, read_phrases

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PHRASES = """\
language = "en"

[words]
brew = "coffee|tea|matcha"

[patterns]
asks_meeting = ["(?:fancy|up for) a <brew>"]
"""
NETWORK = """\
network = "guildhall"
domains = ["guildhall.example"]
senders = [{ address = "invites@guildhall.example", kind = "invitation" }]
subjects = [{ kind = "invitation", pattern = '^(?P<name>.+?) invites you' }]
"""


def message(text: str, sender: str = "a@example.org", subject: str = "hello") -> Message:
    """Return a message of these words."""
    raw = f"From: {sender}\nTo: me@example.com\nSubject: {subject}\nDate: Mon, 02 Nov 2026 09:00:00 +0000\n\n{text}\n"
    found = read(raw.encode())
    assert isinstance(found, Message)
    return found


def test_a_phrase_of_the_users_is_found_beside_ours(tmp_path: Path) -> None:
    """Pitches come in words that no shipped list knows."""
    path = tmp_path / "phrases.toml"
    path.write_text(PHRASES)
    plain = Court(model=base_model(), policy=Policy())
    own = Court(model=base_model(), policy=Policy(), book=phrasebook_of([path]))
    mail = message("Are you up for a matcha some day? I am at the station on most evenings.")

    names = [{one.name for one in prepare(mail, NOW, court).findings} for court in (plain, own)]

    assert "asks_meeting" not in names[0]
    assert "asks_meeting" in names[1]


def test_a_network_of_the_users_is_recognised(tmp_path: Path) -> None:
    """A guild's or a town's own network carries invitations as the great ones do."""
    (tmp_path / "networks").mkdir()
    (tmp_path / "networks" / "guildhall.toml").write_text(NETWORK)
    networks = networks_of([tmp_path / "networks"])
    mail = message("Join me there.", "invites@guildhall.example", "Chad Merrill invites you")

    notice = prepare(mail, NOW, Court(base_model(), Policy(), networks=networks)).notice

    assert notice is not None
    assert (notice.network, notice.kind) == ("guildhall", "invitation")
    assert networks is not None
    assert networks.get("linkedin") is not None


def test_all_mistakes_of_a_phrase_list_are_told_with_lines(tmp_path: Path) -> None:
    """Mending one and meeting the next is what people give up at."""
    path = tmp_path / "phrases.toml"
    path.write_text(
        'language = "english"\n[patterns]\nasks_meetin = ["x"]\n'
        'asks_to_buy = ["<nothing>", "(("]\nasks_meeting = "no list"\nextra = 1\n'
    )

    with pytest.raises(UserError) as error:
        read_phrases(path)

    told = str(error.value)
    assert told.startswith(f"{path}: ")
    assert "line 1: language must be one of any, en" in told
    assert 'line 3: patterns.asks_meetin is not known; did you mean "asks_meeting"?' in told
    assert "line 4: patterns.asks_to_buy[0] <nothing> is not in [words]" in told
    assert "line 4: patterns.asks_to_buy[1] is no pattern that RE2 takes" in told
    assert "line 5: patterns.asks_meeting must be a list of texts" in told


def test_all_mistakes_of_a_network_are_told_with_lines(tmp_path: Path) -> None:
    """With the nearest word, as in the rules."""
    path = tmp_path / "guild.toml"
    path.write_text(
        'network = "guild"\ndomains = []\nsender = []\n'
        'subjects = [{ kind = "invitatoin", pattern = "((" }]\n'
    )

    with pytest.raises(UserError) as error:
        networks_of([path])

    told = str(error.value)
    assert "line 2: domains must name where it sends from" in told
    assert 'line 3: sender is not known; did you mean "senders"?' in told
    assert 'line 4: subjects[0].kind "invitatoin" is not known; did you mean "invitation"?' in told
    assert "is no pattern that RE2 takes" in told


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped path must not pass for an empty list."""
    with pytest.raises(UserError, match=r"gone\.toml: there is no such file"):
        phrasebook_of([tmp_path / "gone.toml"])


def test_the_configuration_names_the_files_from_where_it_stands(tmp_path: Path) -> None:
    """Relative to the configuration, as every path in it."""
    (tmp_path / "phrases.toml").write_text(PHRASES)
    (tmp_path / "guild.toml").write_text(NETWORK)
    config = tmp_path / "notworking.toml"
    config.write_text(
        '[[account]]\nname = "home"\nhost = "imap.example.com"\nuser = "a@example.com"\n'
        'password_env = "X"\n[phrases]\nfiles = "phrases.toml"\n[networks]\nfiles = ["guild.toml"]\n'
    )

    lists = load_lists(load(config, {}))

    assert lists.book is not None
    assert lists.networks is not None
    assert lists.networks.get("guildhall") is not None
