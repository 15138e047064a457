"""Rules as a Sieve script, compiled and run by Pigeonhole."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from notworking.judge.rules import parse_rules
from notworking.judge.verdict import NETWORKING, Category
from notworking.rulebook.sieve import Setting, sieve_script

FOLDERS: dict[Category, str] = {each: f"Networking/{each}" for each in NETWORKING}
SETTING = Setting("home", FOLDERS, date(2026, 11, 22))
RULES = r"""
[people]
known = ["grace@example.org", "@example.com", "jobs-*@example.net", "@*.example.edu"]

[[rule]]
name = "no webinars"
when = { subject = ["webinar", "summit 20*", "C++"], not = { from_domain = "*.partner.example" } }
then = { file = "event", mark_read = true }

[[rule]]
name = "machines"
until = 2027-06-30
when = { size = ["> 5MB", "< 100KB"], header.X-Mailer = "outreach*", list = false }
then = { flag = true }

[[rule]]
name = "our list"
when = { list = "*.lists.example.org", to = "me@example.com" }
then = { file = "Lists/Ours" }

[[rule]]
name = "quotes"
when = { subject = 'say "hi" [now]' }
then = { file = "pitch" }

[[rule]]
name = "suspect"
when = { category = "pitch" }
then = { raise = 2 }

[domains]
file = ["pitches.example"]
"""


def tool(name: str) -> str:
    """Return a tool of Pigeonhole; skip without it, fail under CI."""
    found = shutil.which(name)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"{name} is missing: tests/install_dovecot.sh installs it")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def script_of(rules: str) -> str:
    """Return the script of some rules."""
    return sieve_script(parse_rules(rules, account_names=["home", "work"]), SETTING)


@pytest.fixture
def place() -> Iterator[Path]:
    """Lend a directory that Dovecot's own user can read: as root it refuses to touch mail."""
    with tempfile.TemporaryDirectory(prefix="nw-sieve-") as name:
        Path(name).chmod(0o755)
        who = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        user = pwd.getpwnam(who)
        settings = {
            "mail_uid": user.pw_uid,
            "mail_gid": user.pw_gid,
            "first_valid_uid": 1,
            "mail_home": name,
            "mail_location": f"maildir:{name}/Maildir",
        }
        lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
        (Path(name) / "dovecot.conf").write_text(lines)
        yield Path(name)


def delivered(place: Path, script: str, **fields: str) -> str:
    """Return what Pigeonhole would do with a message of these header fields, as it tells it."""
    program, mail = place / "rules.sieve", place / "mail.eml"
    program.write_text(script, encoding="utf-8")
    given = {"From": "Chad <chad@agency.example>", "To": "me@example.com", "Subject": "hello"}
    given |= {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\n" for name, value in given.items())
    mail.write_text(f"{head}\nA text.\n", encoding="utf-8")
    config = ["-c", str(place / "dovecot.conf"), "-m", "INBOX"]
    command = [tool("sieve-test"), *config, str(program), str(mail)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_script_compiles(tmp_path: Path) -> None:
    """What Pigeonhole refuses, no server takes."""
    program = tmp_path / "rules.sieve"
    program.write_text(script_of(RULES), encoding="utf-8")

    ended = subprocess.run(
        [tool("sievec"), str(program)], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Subject": "Our Webinar: join"}, "Networking/event"),
        ({"Subject": "webinars and more"}, "INBOX"),
        ({"Subject": "Summit 2027"}, "Networking/event"),
        ({"Subject": "we teach c++"}, "Networking/event"),
        ({"Subject": "webinar", "From": "a@mail.partner.example"}, "INBOX"),
        ({"Subject": "webinar", "From": "Grace <GRACE@example.org>"}, "INBOX"),
        ({"Subject": "webinar", "From": "anyone@example.com"}, "INBOX"),
        ({"Subject": "webinar", "From": "anyone@notexample.com"}, "Networking/event"),
        ({"Subject": "webinar", "From": "jobs-7@example.net"}, "INBOX"),
        ({"Subject": "webinar", "From": "a@cs.example.edu"}, "INBOX"),
        ({"Subject": "webinar", "From": "a@example.edu"}, "Networking/event"),
        ({"List_Id": "Friends <ours.lists.example.org>"}, "Lists/Ours"),
        ({"List_Id": "Friends <ours.lists.example.org>", "To": "b@example.com"}, "INBOX"),
        ({"Subject": 'please say "hi" [now]'}, "Networking/pitch"),
        ({"From": "x@pitches.example"}, "the likeliest"),
    ],
)
def test_pigeonhole_does_what_the_rules_say(
    place: Path, fields: dict[str, str], expected: str
) -> None:
    """A script that files more than the rules do would lose mail from sight."""
    told = delivered(place, script_of(RULES), **fields)

    if expected == "the likeliest":
        # `[domains] file` means the folder of its kind, which only the judge knows.
        assert "store message in folder: INBOX" in told
    else:
        assert f"store message in folder: {expected}" in told


def test_flags_go_with_the_message(place: Path) -> None:
    """`mark_read` and `flag` are actions of RFC 5232."""
    script = script_of(RULES)

    assert "\\seen" in delivered(place, script, Subject="webinar")
    assert "\\flagged" in delivered(place, script, X_Mailer="Outreach 3")


def test_nothing_below_what_cannot_be_exported_is_exported() -> None:
    """Without the exception above it, the rule below would file the mail of people I know."""
    script = script_of(
        '[[rule]]\nname = "friends"\nwhen = { known = true }\nthen = { keep = true }\n'
        '[[rule]]\nname = "webinars"\nwhen = { subject = "webinar" }\nthen = { file = "event" }\n'
    )

    assert "fileinto" not in script
    assert "# cannot be exported: only Notworking knows `known`" in script
    assert '# left out: "friends" above would decide first' in script


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("when = { text = 'x' }\nthen = { keep = true }", "only Notworking knows `text`"),
        ("when = { connected_within = '7d' }\nthen = { keep = true }", "connected_on"),
        ("when = { subject = '/^a+$/' }\nthen = { keep = true }", "expression for RE2"),
        ("when = { from_domain = 'ex*.com' }\nthen = { keep = true }", "wider"),
        ("when = { subject = 'x' }\nthen = { file = true }", "its own category"),
        ("when = { subject = 'x' }\nthen = { lower = 1 }", "shifts a score"),
        ("enabled = false\nwhen = { subject = 'x' }\nthen = { keep = true }", "not enabled"),
        ("until = 2026-11-21\nwhen = { subject = 'x' }\nthen = { keep = true }", "held until"),
        ("account = 'work'\nwhen = { subject = 'x' }\nthen = { keep = true }", "another account"),
    ],
)
def test_what_is_left_out_is_said_with_its_reason(rule: str, reason: str) -> None:
    """A script that silently does less than the rules would be trusted too much."""
    script = script_of(f'[[rule]]\nname = "it"\n{rule}\n')

    assert "if " not in script.replace("# ", "")
    assert reason in script


def test_a_note_cannot_break_out_of_its_comment(place: Path) -> None:
    """A line break in a note or a name would become a command."""
    script = script_of(
        '[[rule]]\nname = "a\\nstop;"\nnote = "b\\r\\ndiscard;"\nwhen = { subject = "x" }\n'
        "then = { keep = true }\n"
    )

    assert all(not line.startswith(("stop", "discard")) for line in script.splitlines())
    assert "keep" in delivered(place, script, Subject="y")
