"""A backtest of an account on the real server: what it says, and that it changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from backtest.conftest import CHAD, NOW, Put, mine, pitch, told
from cli.conftest import Program
from homes import Home
from notworking.demo.mailbox import DemoMessage

pytestmark = pytest.mark.dovecot

FAR = "40000d"
"""Long enough for mail with invented dates, whatever the day is."""
State = dict[str, tuple[dict[bytes, int], dict[int, set[bytes]]]]


def state(home: Home) -> State:
    """Return all there is to see of an account: counts, UIDs, flags, modification sequences."""
    found: State = {}
    names = ["MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "HIGHESTMODSEQ"]
    with home.running.client(home.user) as client:
        for _flags, _delimiter, name in client.list_folders():
            status = client.folder_status(name, names)
            client.select_folder(name, readonly=True)
            uids = client.search("ALL")
            flags = {uid: set(some) - {b"\\Recent"} for uid, some in client.get_flags(uids).items()}
            found[name] = dict(status), flags
    return found


def files_below(path: Path) -> set[Path]:
    """Return the files of a directory."""
    return {file for file in path.rglob("*") if file.is_file()}


def test_nothing_is_changed_anywhere(home: Home, demo: list[DemoMessage], program: Program) -> None:
    """Promise 1: not a flag, not a UID, not a modification sequence, and no file is written."""
    with home.running.client(home.user) as client:
        for one in demo:
            name = one.folder
            if name != "INBOX" and not client.folder_exists(name):
                client.create_folder(name)
            client.append(name, one.raw, [b"\\Seen"] if one.is_seen else [], one.at)
    before, files = state(home), files_below(home.directory)
    ran = program("backtest", "--since", FAR, "--json", "--config", home.config)
    assert ran.code == 0, ran.err
    assert told(ran.out)["filed"] > 10
    assert state(home) == before
    assert files_below(home.directory) == files


def test_an_account_says_what_its_files_say(
    home: Home, put: Put, program: Program, tmp_path: Path
) -> None:
    """The same mail, the same verdicts, wherever it is read from; older mail makes known here too."""
    friend = "nadia@harbourline.example"
    put(mine(400, to=friend))
    put(pitch(395, "old@old.example"))
    for mail in (pitch(20), mine(10), pitch(5), pitch(4, friend), pitch(3, "eve@eve.example")):
        put(mail)
    days = (NOW.now(NOW.tzinfo) - NOW).days + 90
    ran = program("backtest", "--since", f"{days}d", "--json", "--config", home.config)
    found = told(ran.out)
    assert {one["from"] for one in found["look_at_first"]} == {CHAD, "eve@eve.example"}
    assert (found["judged"], found["sent"], found["older"]) == (4, 1, 2)
    [chad] = [one for one in found["look_at_first"] if one["from"] == CHAD]
    assert chad["message_id"] == pitch(20).message_id
    assert chad["doubts"] == ["you wrote to them on 23 October 2026"]


def test_only_the_named_mailboxes_are_judged_and_all_tell_whom_i_know(
    home: Home, put: Put, program: Program
) -> None:
    """`--mailbox` chooses what is judged, not what is known."""
    put(mine(10))
    put(pitch(5, folder="Clients"))
    put(pitch(4, "eve@eve.example", folder="Clients"))
    put(pitch(3, "ann@one.example"))
    arguments = ("--mailbox", "Clients", "--since", FAR, "--json", "--config", home.config)
    found = told(program("backtest", *arguments).out)
    wrong = program("backtest", "--mailbox", "Nowhere", "--config", home.config)
    assert found["judged"] == 2
    assert [one["from"] for one in found["look_at_first"]] == ["eve@eve.example"]
    assert found["look_at_first"][0]["doubts"] == ["you keep it in “Clients”"]
    assert wrong.code == 2
    assert "“Clients”" in wrong.err


def test_it_says_what_would_have_been_filed_and_where_that_lies(
    home: Home, put: Put, program: Program
) -> None:
    """The whole report, as a person reads it; mail marked as deleted is gone."""
    put(pitch(5))
    put(pitch(4, "eve@eve.example", folder="Trash"))
    put(pitch(3, "ann@one.example", flags=("\\Deleted",)))
    ran = program("backtest", "--since", FAR, "--config", home.config)
    assert ran.code == 0
    assert "2 would have been filed, 0 would have been unsure and stayed, 0 kept." in ran.out
    assert "category filed unsure doubtful in inbox in trash pitch 2 0 0 1 1" in ran.out
    assert "Look at these first (2 of 2 that would have been filed)" in ran.out
    assert ran.out.endswith("Nothing was moved, marked or written down.")


def test_mail_in_files_needs_to_know_who_i_am(program: Program, tmp_path: Path) -> None:
    """Without an address nothing of one's own is told from the rest."""
    (tmp_path / "1.eml").write_bytes(pitch(3).raw)
    unknown = program("backtest", tmp_path)
    missing = program("backtest", tmp_path / "nowhere", "--me", "sam@okafor.example")
    mixed = program("backtest", tmp_path, "--me", "a@b.example", "--mailbox", "INBOX")
    assert (unknown.code, missing.code, mixed.code) == (2, 2, 2)
    assert "--me you@example.com" in unknown.err
    assert "there is no such file or folder" in missing.err
    assert "--mailbox" in mixed.err
