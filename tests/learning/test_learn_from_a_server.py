"""`learn from FOLDER` on a real Dovecot: taught, told, and nothing on the server touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homes import NOTE, PITCH, Home
from notworking.cli.main import app as cli
from notworking.errors import UserError
from servers import RunningServer

FOLDER = "Sorted/Sales"


@pytest.fixture
def home(dovecot: RunningServer, tmp_path: Path) -> Home:
    """An account with four pitches in a folder that the user sorted, and a note in the inbox."""
    home = Home(dovecot, dovecot.new_user(), tmp_path)
    home.write_config()
    with dovecot.client(home.user) as client:
        client.create_folder(FOLDER)
    for number in range(4):
        home.deliver(PITCH, number, FOLDER)
    home.deliver(NOTE, 9)
    return home


def learn(home: Home, *words: str) -> str:
    """Type a command and return what it prints."""
    typed = ["learn", *words, "--config", str(home.config)]
    result = CliRunner().invoke(cli, typed)
    if isinstance(result.exception, Exception):
        raise result.exception
    return result.output


@pytest.mark.dovecot
def test_a_folder_on_the_server_is_learned_and_left_as_it_was(home: Home) -> None:
    """Whoever has sorted such mail for years should not have to sort it again."""
    before = home.where()
    learn(home, "from", FOLDER, "--as", "pitch")
    told = json.loads(learn(home, "status", "--json"))
    assert len(told["examples"]) == 4
    assert {(one["label"], one["taught_by"]) for one in told["examples"]} == {("pitch", "command")}
    assert home.where() == before
    with home.running.client(home.user) as client:
        client.select_folder(FOLDER, readonly=True)
        assert client.search(["UNSEEN"]) == client.search(["ALL"])


@pytest.mark.dovecot
def test_a_folder_that_is_nowhere_is_answered_with_those_there_are(home: Home) -> None:
    """A typo in a folder's name must not end in "learned from 0 messages"."""
    with pytest.raises(UserError, match=FOLDER):
        learn(home, "from", "Sorted/Sails", "--as", "pitch")
