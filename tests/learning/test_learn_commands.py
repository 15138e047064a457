"""`learn …` as a user types it: taught from files, told, forgotten, gone back on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from learning.lessons import words
from notworking.cli.main import app as cli
from notworking.errors import UserError
from notworking.store.database import open_database
from notworking.store.examples import Examples
from notworking.store.pins import Pins

CONFIG = """\
[[account]]
name = "home"
host = "imap.example.com"
user = "sam@example.com"
password_env = "SECRET"

[store]
data_dir = "{folder}/data"

[[category]]
name = "guest posts"
folder = "Networking/Guest posts"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A configuration with a category of its own, and a folder of ten such messages."""
    (tmp_path / "notworking.toml").write_text(CONFIG.format(folder=tmp_path))
    mail = tmp_path / "mail"
    mail.mkdir()
    for number in range(10):
        made = words("guest posts", number)
        (mail / f"{number}.eml").write_text(
            f"From: Writer {number} <w{number}@agency{number}.example>\nTo: sam@example.com\n"
            f"Subject: {made.subject}\nDate: Mon, {number + 1:02} Jun 2026 10:00:00 +0000\n"
            f"Message-ID: <{number}@agency{number}.example>\n\n{made.text}\n"
        )
    return tmp_path


def run(home: Path, *words_typed: str) -> str:
    """Type a command and return what it prints."""
    typed = ["learn", *words_typed, "--config", str(home / "notworking.toml")]
    result = CliRunner().invoke(cli, typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_learning_from_files_is_told_by_status(home: Path) -> None:
    """A user must be able to see that it taught, what, and how much it counts."""
    run(home, "from", str(home / "mail"), "--as", "Guest Posts")
    told = json.loads(run(home, "status", "--json"))
    assert len(told["examples"]) == 10
    assert {one["label"] for one in told["examples"]} == {"guest posts"}
    assert {one["taught_by"] for one in told["examples"]} == {"import"}
    assert {one["counts"] for one in told["examples"]} == {"a little"}
    assert told["waiting"] == 0


def test_a_word_that_is_no_category_is_answered_with_those_there_are(home: Path) -> None:
    """A mistyped label must not make a category nobody declared."""
    with pytest.raises(UserError, match="guest posts"):
        run(home, "from", str(home / "mail"), "--as", "gest posts")


def test_forget_takes_one_or_all_back(home: Path) -> None:
    """Unlearning is the user's right, one message at a time or altogether."""
    run(home, "from", str(home / "mail"), "--as", "pitch")
    run(home, "forget", "#3")
    told = json.loads(run(home, "status", "--json"))
    assert [one["id"] for one in told["examples"]] == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    run(home, "forget", "all", "--yes")
    assert json.loads(run(home, "status", "--json"))["examples"] == []
    with pytest.raises(UserError, match="taught nothing"):
        run(home, "forget", "#3")


def test_forget_takes_its_pins_back_too(home: Path) -> None:
    """What is forgotten must not go on binding its sender and thread unseen."""
    run(home, "from", str(home / "mail"), "--as", "genuine")
    database = open_database(home / "data" / "notworking.db")
    digests = [one.digest for one in Examples(database).all("home")]
    assert len(Pins(database).pinned("home", digests=digests).digests) == 10
    assert "pin" in run(home, "forget", "#3")
    senders = [f"w{number}@agency{number}.example" for number in range(10)]
    assert len(Pins(database).pinned("home", digests=digests).digests) == 9
    assert len(Pins(database).pinned("home", senders=senders).senders) == 9
    database.close()


def test_status_says_what_can_be_done_next(home: Path) -> None:
    """A list of what was taught helps nobody who cannot see how to take it back."""
    assert "learn from" in run(home, "status")
    run(home, "from", str(home / "mail"), "--as", "pitch")
    told = " ".join(run(home, "status").split())
    assert "learn now" in told
    assert "learn forget '#10'" in told


def test_accept_and_refuse_say_when_nothing_waits(home: Path) -> None:
    """An answer to a question nobody asked is told as such."""
    for answer in ("accept", "refuse"):
        assert "No moves wait" in run(home, answer)
