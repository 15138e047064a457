"""`people …`: what each command says and changes, with a real store."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from cli.conftest import Program
from notworking.house import open_house
from notworking.people.event import Direction, Event, EventKind
from notworking.people.person import address_identity
from notworking.store.ledger import Ledger

AT = datetime(2025, 5, 3, 9, tzinfo=UTC)
ADA, BOB, CARL = "ada@engines.example.com", "bob@example.com", "carl@pitchers.example.com"
CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    f"Ada,Lovelace,https://www.linkedin.com/in/ada-lovelace-1815,{ADA},Engines Ltd,Analyst,08 Feb 2025\n"
    "Bad,Date,https://www.linkedin.com/in/bad,,,,yesterday\n"
    "Alan,Turing,https://www.linkedin.com/in/alan-turing,,Bletchley,Logician,07 Jun 2024\n"
)
INVITATIONS = (
    "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    'Ada Lovelace,Grace Hopper,"2/7/25, 3:15 PM",,INCOMING,https://www.linkedin.com/in/ada-lovelace-1815,https://www.linkedin.com/in/grace\n'
)
MESSAGES = (
    '"CONVERSATION ID","CONVERSATION TITLE","FROM","SENDER PROFILE URL","TO","RECIPIENT PROFILE URLS","DATE","SUBJECT","CONTENT","FOLDER"\n'
    '"2-a","","Ada Lovelace","https://www.linkedin.com/in/ada-lovelace-1815","Grace Hopper","https://www.linkedin.com/in/grace","2025-02-09 10:00:00 UTC","","Hello","INBOX"\n'
)
CARDS = {
    version: f"BEGIN:VCARD\r\nVERSION:{version}\r\nN:Lovelace;Ada\r\nFN:Ada Lovelace\r\n{mail}\r\nEND:VCARD\r\n"
    for version, mail in (
        ("2.1", f"EMAIL;INTERNET:{ADA}"),
        ("3.0", f"EMAIL;TYPE=INTERNET:{ADA}"),
        ("4.0", f"EMAIL:mailto:{ADA}"),
    )
}
XING = CARDS["3.0"].replace("END", "URL:https://www.xing.com/profile/Ada_Lovelace\r\nEND")
GOOGLE_NEW = f"First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value\nAda,Lovelace,* Work,{ADA}\n"
GOOGLE_OLD = f"Name,Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value\nAda Lovelace,Ada,Lovelace,Work,{ADA}\n"


def export_zip() -> bytes:
    """Return LinkedIn's whole export."""
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("Connections.csv", CONNECTIONS)
        archive.writestr("messages.csv", MESSAGES)
    return stream.getvalue()


FORMATS = {
    "Connections.csv": CONNECTIONS.encode(),
    "Invitations.csv": INVITATIONS.encode(),
    "messages.csv": MESSAGES.encode(),
    "Basic_LinkedInDataExport.zip": export_zip(),
    "card21.vcf": CARDS["2.1"].encode(),
    "card30.vcf": CARDS["3.0"].encode(),
    "card40.vcf": CARDS["4.0"].encode(),
    "xing.vcf": XING.encode(),
    "contacts.csv": GOOGLE_NEW.encode(),
    "contacts_old.csv": GOOGLE_OLD.encode(),
}


def happened(
    config: Path, who: str, kind: EventKind, direction: Direction, days: int = 0, **more: object
) -> None:
    """Put an event into the ledger."""
    house = open_house(config, {})
    key = f"{kind}{direction}{days}{who}"
    one = Event(kind, direction, address_identity(who), AT + timedelta(days=days), key, **more)  # type: ignore[arg-type]
    Ledger(house.database).record([one])
    house.close()


@pytest.fixture
def told(config: Path) -> Path:
    """Return a configuration whose ledger knows Ada, who is a friend, and Carl, who only asks."""
    mine, theirs = Direction.MINE, Direction.THEIRS
    happened(config, ADA, EventKind.WROTE, mine, label="Ada Lovelace")
    happened(config, ADA, EventKind.WROTE, theirs, 1, label="Ada Lovelace")
    for days in (1, 2, 3):
        happened(config, CARL, EventKind.WROTE, theirs, days, label="Carl Pitcher")
        happened(config, CARL, EventKind.ASKED, theirs, days, label="Carl Pitcher", detail="buy")
    return config


def exported(program: Program, config: Path) -> list[dict[str, object]]:
    """Return everything the ledger knows."""
    target = config.parent / "export.jsonl"
    assert program("people", "export", target, "--config", config).code == 0
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", FORMATS)
def test_importing_twice_is_importing_once(program: Program, config: Path, name: str) -> None:
    """People repeat an import when they are not sure; nothing may count twice."""
    file = config.parent / name
    file.write_bytes(FORMATS[name])
    first = program("people", "import", file, "--config", config)
    before = exported(program, config)
    second = program("people", "import", file, "--config", config)
    assert (first.code, second.code) == (0, 0)
    assert before
    assert " 0 new events." not in first.out
    assert " 0 new events." in second.out
    assert exported(program, config) == before


def test_a_broken_row_is_reported_with_its_line_and_the_rest_imported(
    program: Program, config: Path
) -> None:
    """One bad row among thousands must not cost the others, nor go unnoticed."""
    file = config.parent / "Connections.csv"
    file.write_text(CONNECTIONS, encoding="utf-8")
    ran = program("people", "import", file, "--config", config)
    assert ran.code == 0
    assert "Connections.csv, line 3:" in ran.err
    assert len([one for one in exported(program, config) if one["events"]]) == 2


def test_a_file_that_is_no_export_is_refused(program: Program, config: Path) -> None:
    """The sentence says which files would do."""
    file = config.parent / "holiday.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    refused = program("people", "import", file, "--config", config)
    missing = program("people", "import", config.parent / "nowhere.csv", "--config", config)
    assert (refused.code, missing.code) == (2, 2)
    assert "not an export that Notworking knows" in refused.err
    assert "nowhere.csv: cannot be read: No such file" in missing.err


def test_list_names_everybody_and_finds_some(program: Program, told: Path) -> None:
    """The way to an ID, and to an overview."""
    everybody = program("people", "list", "--config", told)
    some = program("people", "list", "carl", "--config", told)
    rows = program("people", "list", "--json", "--config", told).out
    assert everybody.code == some.code == 0
    assert "Ada Lovelace" in everybody.out
    assert "Carl Pitcher" in some.out
    assert "Ada" not in some.out
    assert '"known": true, "i_wrote": 1, "they_wrote": 1' in rows
    assert program("people", "list", "zebra", "--config", told).out == "Nobody fits “zebra”."


def test_an_empty_ledger_says_so(program: Program, config: Path) -> None:
    """No empty tables."""
    assert program("people", "list", "--config", config).out == "Nobody is known yet."
    assert "Nobody only takes" in program("people", "takers", "--config", config).out


@pytest.mark.parametrize("who", ["Ada Lovelace", ADA, "#1"])
def test_show_tells_everything_in_sentences(program: Program, told: Path, who: str) -> None:
    """By name, by address, by number: the same person."""
    ran = program("people", "show", who, "--config", told)
    assert ran.code == 0
    assert "You wrote to them once, they wrote to you once." in ran.out
    assert "3 May 2025 you wrote 4 May 2025 they wrote" in ran.out


def test_show_as_json_has_the_events(program: Program, told: Path) -> None:
    """For scripts."""
    one = json.loads(program("people", "show", "Carl", "--json", "--config", told).out)
    assert one["their_asks"] == 3
    assert [event["kind"] for event in one["events"]].count("asked") == 3


def test_whoever_cannot_be_told_apart_is_asked_about(program: Program, told: Path) -> None:
    """Nothing is done to a person the user may not have meant."""
    several = program("people", "show", "a", "--config", told)
    nobody = program("people", "forget", "zebra", "--yes", "--config", told)
    number = program("people", "show", "#99", "--config", told)
    assert (several.code, nobody.code, number.code) == (2, 2, 2)
    assert "fits 2 people; say which" in several.err
    assert "Nobody fits “zebra”" in nobody.err
    assert "There is no person #99" in number.err


def test_takers_lists_who_only_asks(program: Program, told: Path) -> None:
    """The list to cull: Carl is on it, Ada is not."""
    table = program("people", "takers", "--config", told).out
    sheet = program("people", "takers", "--csv", "--config", told).out
    rows = json.loads(program("people", "takers", "--json", "--config", told).out)
    assert "Carl Pitcher" in table
    assert "Ada" not in table + sheet
    assert f"Carl Pitcher,{CARL},3,0,3,,,2025-05-06" in sheet
    assert rows["identities"] == [f"address:{CARL}"]


def test_merge_and_split_lose_nothing(program: Program, told: Path) -> None:
    """A wrong merge can be taken back."""
    before = exported(program, told)
    merged = program("people", "merge", ADA, CARL, "--config", told)
    together = program("people", "list", "--json", "--config", told).out
    parted = program("people", "split", ADA, CARL, "--config", told)
    assert (merged.code, parted.code) == (0, 0)
    assert merged.out == "They are one person now: #1."
    assert together.count('"id"') == 1
    assert "They are two people now" in parted.out
    after = exported(program, told)
    assert sorted(str(one["events"]) for one in after) == sorted(
        str(one["events"]) for one in before
    )


def test_split_wants_addresses_the_ledger_has(program: Program, told: Path) -> None:
    """A slip of the pen is named."""
    ran = program("people", "split", ADA, "x@example.com", "--config", told)
    assert ran.code == 2
    assert "“x@example.com” is no address or profile in the ledger" in ran.err


def test_know_makes_known_and_never_blocks(program: Program, told: Path) -> None:
    """The user's word outranks every count, for people and for addresses not seen yet."""
    known = program("people", "know", "Carl", "--config", told)
    blocked = program("people", "know", BOB, "--never", "--config", told)
    unclear = program("people", "know", "zebra", "--config", told)
    assert known.out == f"{CARL} is known to you: their mail stays."
    assert blocked.out == f"{BOB} is blocked: their mail is filed."
    assert unclear.code == 2
    assert '"known": true' in program("people", "show", CARL, "--json", "--config", told).out
    assert "never to be bothered" in program("people", "show", BOB, "--config", told).out


def test_forgetting_leaves_no_trace(program: Program, told: Path) -> None:
    """Every row goes, and the bytes in the file with it."""
    ran = program("people", "forget", "Carl", "--yes", "--config", told)
    files = [file for file in (told.parent / "data").rglob("*") if file.is_file()]
    stored = b"".join(file.read_bytes() for file in files)
    assert ran.code == 0
    assert ran.out.startswith("Forgotten: ")
    assert b"engines.example.com" in stored
    for trace in (b"pitchers.example.com", b"Carl", b"Pitcher"):
        assert trace not in stored
    assert "Nobody fits" in program("people", "list", "Carl", "--config", told).out


def test_forgetting_asks_first(
    program: Program, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be taken back."""
    monkeypatch.setattr("typer.confirm", lambda _question: False)
    ran = program("people", "forget", "Carl", "--config", told)
    assert ran.code == 0
    assert "Carl Pitcher" in program("people", "list", "--config", told).out


def test_export_writes_everything_as_json_lines(program: Program, told: Path) -> None:
    """The user's data is the user's; without a file it goes to standard output."""
    ran = program("people", "export", "--config", told)
    rows = exported(program, told)
    assert ran.code == 0
    assert ran.out.count('"identities"') == len(rows) == 2
    assert {row["label"] for row in rows} == {"Ada Lovelace", "Carl Pitcher"}
