"""Everything that can be wrong gets one clear sentence, the right exit code, and no traceback."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from homes import NOTE, PITCH, Home
from servers import DovecotOptions, free_port, start_dovecot

pytestmark = pytest.mark.dovecot


def notworking(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user would."""
    command = [sys.executable, "-m", "notworking", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def change(home: Home, old: str, new: str) -> None:
    """Edit the configuration file."""
    text = home.config.read_text(encoding="utf-8")
    assert old in text
    home.config.write_text(text.replace(old, new), encoding="utf-8")


def test_a_wrong_password(home: Home) -> None:
    """The commonest mistake of all: it names host, user and what to do next."""
    change(home, 'password = "', 'password = "not-')
    ended = notworking("once", "--config", str(home.config))
    assert ended.returncode == 2
    assert home.user in ended.stderr
    assert "127.0.0.1" in ended.stderr
    assert "password" in ended.stderr
    assert "not-" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unknown_host(home: Home) -> None:
    """A typing error in the host's name."""
    change(home, 'host = "127.0.0.1"', 'host = "imap.no-such-host.invalid"')
    ended = notworking("once", "--config", str(home.config))
    assert ended.returncode in (2, 75)
    assert "imap.no-such-host.invalid" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_closed_port(home: Home) -> None:
    """Nobody listens there now: that may pass."""
    change(home, f"port = {home.running.port}", f"port = {free_port()}")
    ended = notworking("once", "--config", str(home.config))
    assert ended.returncode in (2, 75)
    assert "127.0.0.1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unknown_certificate(home: Home) -> None:
    """TLS is verified by default; the sentence names the option that helps."""
    change(home, 'security = "plain"', 'security = "tls"')
    change(home, f"port = {home.running.port}", f"port = {home.running.tls_port}")
    ended = notworking("once", "--config", str(home.config))
    assert ended.returncode == 2
    assert "ca_file" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_missing_inbox(home: Home) -> None:
    """A mailbox the user named and that is not there."""
    home.write_config(extra='inbox = ["Imbox"]\n')
    ended = notworking("once", "--config", str(home.config))
    assert ended.returncode == 2
    assert "Imbox" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_full_account_loses_nothing(tmp_path: Path) -> None:
    """Over quota the move is refused: the message stays, the sentence says why."""
    server = start_dovecot(DovecotOptions(quota_messages=2, hide=frozenset({"MOVE"})))
    try:
        home = Home(server, server.new_user(), tmp_path)
        home.write_config()
        pitch, note = home.deliver(PITCH, 1), home.deliver(NOTE, 2)
        ended = notworking("once", "--config", str(home.config))
        where = home.where()
    finally:
        server.stop()
    assert ended.returncode in (2, 75)
    assert "quota" in ended.stderr.lower()
    assert "Traceback" not in ended.stderr
    assert where == {pitch: ["INBOX"], note: ["INBOX"]}


def test_five_mistakes_are_reported_at_once(home: Home) -> None:
    """A reader mends a file once, not five times."""
    home.config.write_text(
        '[me]\nname = "Sam"\n\n[[account]]\nname = "home"\nhost = "imap.example.com"\n'
        'user = "sam"\npassword = "x"\nport = "993"\nmode = "moove"\n\n'
        "[schedule]\npoll_secs = 5\n\n[cutoffs]\npitch = 90\n\n[storre]\ndata_dir = 3\n",
        encoding="utf-8",
    )
    ended = notworking("once", "--config", str(home.config))
    assert ended.returncode == 2
    for place in ("name", "port", "mode", "poll_secs", "pitch", "storre"):
        assert place in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_message_of_50_megabytes_is_judged_by_its_beginning(home: Home) -> None:
    """Attachments stay on the server, and the message is moved whole."""
    head = PITCH.format(user="sam@example.com", id="big").encode()
    raw = head.replace(b"\n", b"\r\n") + b"\r\n" + (b"x" * 76 + b"\r\n") * (50 * 1024 * 1024 // 78)
    home.running.append("INBOX", raw, date=datetime.now(UTC), user=home.user)
    ended = notworking("once", "--config", str(home.config))
    assert ended.returncode == 0, ended.stderr
    assert home.where() == {"big@pipelinehero.example": ["Networking/Pitches"]}


def test_an_empty_mailbox(home: Home) -> None:
    """Nothing to do is said, not shown as a table of nothing."""
    ended = notworking("once", "--config", str(home.config))
    assert ended.returncode == 0
    assert "no new mail" in ended.stdout


def test_commands_about_nothing_say_what_to_do_next(home: Home) -> None:
    """`why` and `undo` without a subject are questions of a user who needs a hint."""
    unknown = notworking("why", "12345", "--config", str(home.config))
    nothing = notworking("undo", "--config", str(home.config))
    assert (unknown.returncode, nothing.returncode) == (2, 2)
    assert "notworking log" in unknown.stderr
    assert "--since" in nothing.stderr


def test_check_prints_one_line_for_each_message_readable_or_not(tmp_path: Path) -> None:
    """Programs read this: exactly one JSON object a message, whatever the bytes."""
    import json

    (tmp_path / "a.eml").write_bytes(PITCH.format(user="sam@example.com", id="a").encode())
    (tmp_path / "b.eml").write_bytes(b"")
    (tmp_path / "c.eml").write_bytes(b"\x00\xff" * 100)
    two = NOTE.format(user="sam@example.com", id="n")
    mbox = "".join(f"From nadia Mon Nov  2 10:00:00 2026\n{two}\n" for _ in range(2))
    (tmp_path / "d.mbox").write_text(mbox, encoding="utf-8")
    ended = notworking("check", str(tmp_path), "--json")
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0, ended.stderr
    assert [Path(row["path"]).name for row in rows] == [
        "a.eml",
        "b.eml",
        "c.eml",
        "d.mbox#1",
        "d.mbox#2",
    ]
    assert [row["error"] is None for row in rows] == [True, False, False, True, True]
    keys = {"path", "category", "score", "scores", "file", "unsure", "error", "reasons"}
    assert all(keys <= row.keys() for row in rows)


def test_check_says_which_paths_are_missing() -> None:
    """A path that is not there is a mistake of the user, named."""
    ended = notworking("check", "/no/such/file.eml", "--json")
    assert ended.returncode == 2
    assert "/no/such/file.eml" in ended.stderr
