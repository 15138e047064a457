"""Imports: every quirk of the exports, with invented people."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

import pytest

from notworking.errors import UserError
from notworking.people.event import Direction, EventKind, LinkStrength
from notworking.people.exports import Import, parse_export
from notworking.people.relationship import relate
from people.samples import ME, NOW

NOTES = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses '
    'are missing. You will only see those allowed, see ""settings""."\n\n'
)
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ROWS = (
    "Ada,Lovelace,https://www.linkedin.com/in/ada-lovelace-1815,ada@engines.example.com,Engines Ltd,Analyst,08 Feb 2026\n"
    '"Alan","Turing, PhD 🚀",https://www.linkedin.com/in/alan%2Dturing,,"Bletchley, Ltd",Logician,07 Jun 2025\n'
    ",,,,,,07 Jun 2024"
)
INVITATIONS = (
    "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    'Ada Lovelace,Grace Hopper,"2/7/26, 3:15 PM",,INCOMING,https://www.linkedin.com/in/ada-lovelace-1815,https://www.linkedin.com/in/grace\n'
    'Grace Hopper,Alan Turing,"6/1/25, 9:05 AM",Hello,OUTGOING,https://www.linkedin.com/in/grace,https://www.linkedin.com/in/alan-turing\n'
)
MESSAGES_HEADER = (
    '"CONVERSATION ID","CONVERSATION TITLE","FROM","SENDER PROFILE URL","TO","RECIPIENT PROFILE URLS",'
    '"DATE","SUBJECT","CONTENT","FOLDER","ATTACHMENTS","IS MESSAGE DRAFT"\n'
)
ADA_URL, GRACE_URL = (
    "https://www.linkedin.com/in/ada-lovelace-1815",
    "https://www.linkedin.com/in/grace",
)
MESSAGES = MESSAGES_HEADER + (
    f'"2-a","","Ada Lovelace","{ADA_URL}","Grace Hopper","{GRACE_URL}","2026-02-09 10:00:00 UTC","","Hello,\n\nbuy ""engines""?","INBOX","","No"\n'
    f'"2-a","","Grace Hopper","{GRACE_URL}","Ada Lovelace","{ADA_URL}","2026-02-09 11:00:00 UTC","","No, thank you","INBOX","","No"\n'
    f'"2-a","","Grace Hopper","{GRACE_URL}","Ada Lovelace","{ADA_URL}","2026-02-09 12:00:00 UTC","","unsent","INBOX","","Yes"\n'
    f'"2-b","","Some Vendor","","Grace Hopper","{GRACE_URL}","2026-03-01 08:00:00 UTC","","<p class=""spinmail-quill-editor__spin-break"">Hi %FIRSTNAME%</p>","INBOX","","No"\n'
)


def _import(text: str | bytes, name: str = "Connections.csv") -> Import:
    return parse_export(name, text.encode() if isinstance(text, str) else text, me=ME)


def _connected(told: Import) -> list[tuple[str, str]]:
    return [(event.who.value, event.at.date().isoformat()) for event in told.events]


EXPECTED = [("linkedin:ada-lovelace-1815", "2026-02-08"), ("linkedin:alan-turing", "2025-06-07")]


@pytest.mark.parametrize(
    "text",
    [
        NOTES + HEADER + ROWS,
        HEADER + ROWS,
        NOTES.replace("\n\n", "\n\n\n\n") + HEADER + ROWS,
        "\ufeff" + NOTES + HEADER + ROWS,
        (NOTES + HEADER + ROWS).replace("\n", "\r\n"),
        NOTES + HEADER.replace("First Name", " FIRST  name ").upper() + ROWS,
        HEADER + ROWS.replace("08 Feb 2026", "2026-02-08").replace("07 Jun 2025", "06/07/2025"),
    ],
)  # fmt: skip
def test_connections_are_read_in_all_known_shapes(text: str) -> None:
    """Exports of 2020 to 2026 differ in preamble, line ends, case and dates."""
    told = _import(text)

    assert _connected(told) == EXPECTED
    assert (told.rows_read, told.rows_hidden, told.problems) == (2, 1, ())


def test_connections_with_semicolons_and_other_columns_are_read() -> None:
    """European spreadsheets save with semicolons, and people delete columns."""
    text = "Last Name;First Name;Extra;Connected On;URL\nLovelace;Ada;x;08 Feb 2026;https://www.linkedin.com/in/ada-lovelace-1815\n"

    assert _connected(_import(text)) == EXPECTED[:1]


def test_connections_before_2023_have_names_only() -> None:
    """Without URL the name inside the network is all there is."""
    text = "First Name,Last Name,Email Address,Company,Position,Connected On\nAda,Lovelace,,Engines,Analyst,08 Feb 2020\n"

    assert _connected(_import(text)) == [("linkedin:ada lovelace", "2020-02-08")]


def test_a_connection_gives_the_address_exactly_and_not_who_asked() -> None:
    """The export knows the address and does not tell who had asked."""
    told = _import(HEADER + ROWS)

    exact = [link.second.value for link in told.links if link.strength is LinkStrength.EXACT]
    assert exact == ["ada@engines.example.com"]
    assert relate(told.events[:1], now=NOW).connections[0].asked_by is None
    assert told.events[1].label == "Alan Turing, PhD"


def test_broken_rows_are_named_by_line_and_the_rest_is_imported() -> None:
    """One bad row among thirty thousand must not cost the others."""
    bad = (
        "Bad,Date,https://www.linkedin.com/in/bad,,,,yesterday\n"
        + 'Torn,"Quote,,,,,01 Jan 2026\n'
        + "A,B,C,D,E,F,G,H\n"
    )
    told = _import(NOTES + HEADER + bad + ROWS)

    assert _connected(told) == EXPECTED
    assert [problem.line for problem in told.problems] == [5, 6, 7]
    assert "yesterday" in told.problems[0].what


def test_invitations_tell_who_asked() -> None:
    """Incoming is theirs, outgoing mine; together with a connection it says who began."""
    told = _import(INVITATIONS, "Invitations.csv")

    assert [(one.kind, one.direction, one.who.value) for one in told.events] == [
        (EventKind.INVITED, Direction.THEIRS, "linkedin:ada-lovelace-1815"),
        (EventKind.INVITED, Direction.MINE, "linkedin:alan-turing"),
    ]
    assert told.events[0].at.isoformat() == "2026-02-07T15:15:00+00:00"


def test_invitations_before_2023_have_no_links() -> None:
    """The URL columns came late in 2023."""
    text = (
        'From,To,Sent At,Message,Direction\nAda Lovelace,Grace Hopper,"2/7/22, 3:15 PM",,INCOMING\n'
    )

    assert _import(text).events[0].who.value == "linkedin:ada lovelace"


def test_messages_are_relayed_when_theirs_and_written_when_mine() -> None:
    """What I wrote on the network is my doing; drafts and campaigns are nobody's words to me."""
    told = _import(MESSAGES, "messages.csv")

    assert [(one.kind, one.direction) for one in told.events] == [
        (EventKind.RELAYED, Direction.THEIRS),
        (EventKind.WROTE, Direction.MINE),
    ]
    assert len({one.thread for one in told.events}) == 1
    assert (told.rows_hidden, told.problems) == (1, ())


def test_messages_of_nine_columns_are_read() -> None:
    """Before 2023 the recipients' profiles were missing; names may contain ", "."""
    text = (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
        f"2-a,,Ada Lovelace,{ADA_URL},Grace Hopper,2021-02-09 10:00:00 UTC,,Hello,INBOX\n"
    )

    assert _import(text).events[0].who.value == "linkedin:ada-lovelace-1815"


def test_the_owner_of_the_export_is_found_by_being_in_every_conversation() -> None:
    """The name on LinkedIn may not be the one in the configuration."""
    rows = "".join(
        f'"2-{slug}","","Amazing G","{GRACE_URL}","{slug}","https://www.linkedin.com/in/{slug}","2026-02-09 11:00:00 UTC","","Hi","INBOX","","No"\n'
        for slug in ("ada", "alan", "edsger")
    )

    told = _import(MESSAGES_HEADER + rows, "messages.csv")

    assert {event.direction for event in told.events} == {Direction.MINE}
    assert len({event.who for event in told.events}) == 3


def _archive(**files: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return buffer.getvalue()


def test_a_whole_export_is_read_and_problems_name_their_file() -> None:
    """People have the zip, not its files; names inside vary in case and suffix."""
    content = _archive(
        connections__csv=HEADER + "Bad,Row,,,,,never\n" + ROWS,
        Invitations__csv=INVITATIONS,
        messages__csv=MESSAGES,
        Profile__csv="First Name\nGrace\n",
    )

    told = _import(content, "Complete_LinkedInDataExport_05-04-2026.zip")

    assert told.rows_read == 2 + 2 + 3
    assert [(problem.file, problem.line) for problem in told.problems] == [("connections.csv", 2)]


def test_importing_again_changes_nothing() -> None:
    """Keys follow from the content, not from the run."""
    content = _archive(
        Connections__csv=NOTES + HEADER + ROWS, Invitations__csv=INVITATIONS, messages__csv=MESSAGES
    )
    first, again = _import(content), _import(content)

    assert first == again
    assert relate(first.events + again.events, now=NOW) == relate(first.events, now=NOW)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04broken", b"\xff\xfe\x00", b"a,b\n1,2\n"]
)
def test_other_files_are_refused_in_one_sentence(content: bytes) -> None:
    """A wrong file is a user's slip, not a crash."""
    with pytest.raises(UserError, match=r"photo\.jpg"):
        parse_export("photo.jpg", content, me=ME)


def test_an_archive_without_the_files_is_refused() -> None:
    """Somebody else's zip has nothing to import."""
    with pytest.raises(UserError, match="no Connections"):
        _import(_archive(notes__txt="x"))


CARDS = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=\r\n=B6rg\r\n"
    "EMAIL;INTERNET;WORK:joerg@example.com\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Lovelace\r\nitem1.EMAIL;TYPE=INTERNET,pref:ada@engines.exa\r\n mple.com\r\n"
    "EMAIL;TYPE=HOME:ada@home.example.org\r\nURL:https://www.xing.com/profile/Ada_Lovelace?x=1\r\nEND:VCARD\r\n"
    'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Alan\\, Turing\r\nEMAIL;PID="1:1":mailto:alan@example.com\r\nEND:VCARD\r\n'
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Phone Only\r\nTEL:+1\r\nEND:VCARD\r\n"
)


def test_vcards_of_all_versions_make_people_known() -> None:
    """Address books come in three versions, with folds, groups and quoted-printable."""
    told = _import(CARDS, "contacts.vcf")

    assert [(one.who.value, one.label) for one in told.events] == [
        ("joerg@example.com", "Jörg Müller"),
        ("ada@engines.example.com", "Ada Lovelace"),
        ("ada@home.example.org", "Ada Lovelace"),
        ("xing:ada_lovelace", "Ada Lovelace"),
        ("alan@example.com", "Alan, Turing"),
    ]
    assert [problem.line for problem in told.problems] == [20]
    assert relate(told.events[:1], now=NOW).known_by == "address book"


def test_the_addresses_of_one_card_are_one_person() -> None:
    """A XING card joins the profile to the address exactly."""
    links = _import(CARDS, "contacts.vcf").links

    assert [(one.second.value, one.strength) for one in links] == [
        ("ada@home.example.org", LinkStrength.EXACT),
        ("xing:ada_lovelace", LinkStrength.EXACT),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value\n"
        "Ada,Lovelace,Engines,* myContacts,* Work,ada@engines.example.com ::: ada2@example.com,Home,ada3@example.com\n"
        "Phone,Only,,,,,,\n",
        "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value\n"
        "Ada Lovelace,Ada,Lovelace,* myContacts,* Work,ada@engines.example.com ::: ada2@example.com,Home,ada3@example.com\n"
        "Phone Only,Phone,Only,,,,,\n",
    ],
)
def test_google_contacts_are_read_in_both_layouts(text: str) -> None:
    """Google changed all headings once; several values may share one cell."""
    told = _import(text, "contacts.csv")

    assert [one.who.value for one in told.events] == [
        "ada@engines.example.com",
        "ada2@example.com",
        "ada3@example.com",
    ]
    assert {one.label for one in told.events} == {"Ada Lovelace"}
    assert len(told.links) == 2


def test_a_wrong_address_in_a_contact_is_named_by_line() -> None:
    """The card is imported with what is right in it."""
    text = "First Name,Last Name,E-mail 1 - Value,E-mail 2 - Value\nAda,Lovelace,ada at example,ada@example.com\n"
    told = _import(text, "contacts.csv")

    assert [one.who.value for one in told.events] == ["ada@example.com"]
    assert [(problem.line, "ada at example" in problem.what) for problem in told.problems] == [
        (2, True)
    ]


def test_a_message_longer_than_csv_allows_is_named_and_the_rest_read() -> None:
    """Somebody once pasted a book: Python's csv refuses fields of more than 128 KiB."""
    row = f'"2-c","","Ada Lovelace","{ADA_URL}","Grace Hopper","{GRACE_URL}","2026-02-09 09:00:00 UTC","","{"x" * 140_000}","INBOX","","No"\n'

    told = _import(MESSAGES_HEADER + row + MESSAGES.removeprefix(MESSAGES_HEADER), "messages.csv")

    assert [problem.line for problem in told.problems] == [2]
    assert len(told.events) == 2


def test_a_damaged_archive_is_refused() -> None:
    """Downloads break: whatever byte is wrong, the answer is a sentence or the import."""
    content = _archive(Connections__csv=HEADER + ROWS)
    for position in range(0, len(content), 7):
        damaged = content[:position] + bytes([content[position] ^ 0xFF]) + content[position + 1 :]
        with suppress(UserError):
            assert isinstance(_import(damaged), Import)


def test_thirty_thousand_connections_with_torn_rows_are_read() -> None:
    """The largest exports hold thirty thousand people; a torn row must not cost the rest."""
    rows = [f"A{n},B{n},https://www.linkedin.com/in/a{n},,,,08 Feb 2026\n" for n in range(30_000)]
    rows[15_000] = 'Torn,"Quote,,,,,01 Jan 2026\n'

    told = _import(HEADER + "".join(rows))

    assert (told.rows_read, [problem.line for problem in told.problems]) == (29_999, [15_002])
