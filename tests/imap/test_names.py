"""Names and roles of mailboxes, in many languages and many servers' habits."""

from __future__ import annotations

import pytest

from imap.contract import Account
from imap.proxy import Meddling, between
from notworking.errors import UserError
from notworking.imap.listing import guess_prefix, join_name, nearest_name
from notworking.imap.port import MailboxInfo, Role
from notworking.imap.roles import with_roles
from notworking.imap.session import connect
from servers import RunningServer


def mailboxes(*names: str, delimiter: str = "/", **attributes: str) -> list[MailboxInfo]:
    """Return LIST's lines; `attributes` maps a name to one attribute."""
    return [
        MailboxInfo(name, delimiter, frozenset({attributes[name]} if name in attributes else ()))
        for name in names
    ]


def roles(found: list[MailboxInfo]) -> dict[Role, str]:
    """Return role → name."""
    return {mailbox.role: mailbox.name for mailbox in found if mailbox.role is not None}


@pytest.mark.parametrize(
    "name",
    [
        "Sent",
        "SENT ITEMS",
        "Gesendet",
        "Gesendete Elemente",
        "Envoyés",
        "Éléments envoyés",
        "Enviados",
        "Posta inviata",
        "Verzonden items",
        "Itens Enviados",
        "INBOX/Sent",
        "[Gmail]/Gesendet",
    ],
)
def test_sent_is_found_by_name_in_seven_languages(name: str) -> None:
    """Without Sent there is no history, and everybody is a stranger."""
    assert roles(with_roles(mailboxes("INBOX", "Archive/Sent", name)))[Role.SENT] == name


def test_a_declared_role_beats_every_name() -> None:
    """People keep a "Sent" folder of their own beside the real one."""
    found = with_roles(mailboxes("INBOX", "Sent", "Out", Out="\\sent"))
    assert roles(found)[Role.SENT] == "Out"


def test_a_role_is_given_once() -> None:
    """Two Sent folders by name: the commoner name wins, and the other is just a folder."""
    found = roles(with_roles(mailboxes("Gesendet", "Sent", "Trash", "Spam", "Junk")))
    assert found == {Role.SENT: "Sent", Role.TRASH: "Trash", Role.JUNK: "Junk"}


def test_a_deep_folder_is_never_special() -> None:
    """ "Customers/Sent" is about customers."""
    assert roles(with_roles(mailboxes("Customers/Sent", "a/b/Trash"))) == {}


def test_declared_roles_can_be_ignored() -> None:
    """`ignore_capabilities = ["SPECIAL-USE"]` is for servers that declare nonsense."""
    found = with_roles(mailboxes("Out", "Sent", Out="\\sent"), declared=False)
    assert roles(found)[Role.SENT] == "Sent"


@pytest.mark.parametrize(
    ("name", "delimiter", "prefix", "expected"),
    [
        ("Networking/Pitches", "/", "", "Networking/Pitches"),
        ("Networking/Pitches", ".", "INBOX.", "INBOX.Networking.Pitches"),
        ("INBOX.Networking.Pitches", ".", "INBOX.", "INBOX.Networking.Pitches"),
        ("INBOX/Networking", ".", "INBOX.", "INBOX.Networking"),
        ("INBOX", ".", "INBOX.", "INBOX"),
        ("/Networking//Pitches/", "/", "", "Networking/Pitches"),
        ("Networking/Pitches", "", "", "Networking-Pitches"),
        ("De\u0301marchage", "/", "", "Démarchage"),
    ],
)
def test_names_are_spelled_as_the_server_does(
    name: str, delimiter: str, prefix: str, expected: str
) -> None:
    """The rules file says "Networking/Pitches" whatever the server."""
    assert join_name(name, delimiter=delimiter, prefix=prefix) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["INBOX", "INBOX.Sent", "INBOX.Trash"], "INBOX."),
        (["INBOX", "INBOX.Sent", "Trash"], ""),
        (["INBOX"], ""),
        ([], ""),
    ],
)
def test_a_prefix_is_guessed_only_when_all_agree(names: list[str], expected: str) -> None:
    """A wrong guess would file mail where its owner does not look."""
    assert guess_prefix(mailboxes(*names, delimiter=".")) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("networking/pitches", "Networking/Pitches"),
        ("Pitches", "Networking/Pitches"),
        ("Networking/Pitchs", "Networking/Pitches"),
        ("Something else", None),
    ],
)
def test_the_nearest_name_is_offered(name: str, expected: str | None) -> None:
    """Case, level or a letter: what people get wrong."""
    assert nearest_name(name, ["INBOX", "Networking/Pitches", "Sent"]) == expected


@pytest.mark.dovecot
@pytest.mark.parametrize("without", [frozenset(), frozenset({"SPECIAL-USE"})])
def test_the_real_server_tells_its_roles(dovecot: RunningServer, without: frozenset[str]) -> None:
    """Declared or guessed, Sent and Junk are found."""
    account = Account(dovecot, dovecot.new_user(), without=without)
    with account.connect() as box:
        found = roles(list(box.mailboxes()))
    assert found == {Role.INBOX: "INBOX", Role.SENT: "Sent", Role.JUNK: "Junk"}


@pytest.mark.dovecot
def test_roles_are_asked_for_when_list_keeps_them_back(dovecot: RunningServer) -> None:
    """RFC 6154 lets a plain LIST leave them out: then LIST … RETURN (SPECIAL-USE)."""
    account = Account(dovecot, dovecot.new_user())
    asked: list[bytes] = [b""]

    def ask(line: bytes) -> bytes:
        asked.append(line)
        return line

    def hold_back(data: bytes) -> bytes:
        if b"RETURN" not in asked[-1]:
            data = data.replace(b" \\Sent", b"").replace(b" \\Junk", b"")
        return data.replace(b'"/" Sent', b'"/" Out')

    credentials = account.running.credentials(account.user)
    with (
        between(dovecot.server(), Meddling(asked=ask, answered=hold_back)) as server,
        connect(server, credentials) as box,
    ):
        found = roles(list(box.mailboxes()))
    assert found[Role.SENT] == "Out"


@pytest.mark.dovecot
def test_odd_names_are_listed_and_opened(dovecot: RunningServer) -> None:
    """Quotes, backslashes, ampersands, digits, percent signs and stars occur in real accounts."""
    account = Account(dovecot, dovecot.new_user())
    names = ['a "quoted" one', "R&D", "2024", "100%", "back\\slash", "日本語", "Δοκιμή"]
    with account.connect() as box:
        spelled = [box.ensure_mailbox(name) for name in names]
        listed = {mailbox.name for mailbox in box.mailboxes()}
        opened = [box.select(name, readonly=True).name for name in spelled]
    assert spelled == opened == names
    assert set(names) <= listed


@pytest.mark.dovecot
def test_a_name_that_cannot_be_decoded_hides_no_other(dovecot: RunningServer) -> None:
    """One name in broken modified UTF-7 must not make the whole account unusable."""
    account = Account(dovecot, dovecot.new_user())
    with account.client() as client:
        client.create_folder("Broken")
    credentials = account.running.credentials(account.user)
    meddling = Meddling(answered=lambda data: data.replace(b'"/" Broken', b'"/" "Bro&ken"'))
    with between(dovecot.server(), meddling) as server, connect(server, credentials) as box:
        assert {mailbox.name for mailbox in box.mailboxes()} == {"INBOX", "Junk", "Sent"}


@pytest.mark.dovecot
def test_a_level_that_is_no_mailbox_is_made_one(dovecot: RunningServer) -> None:
    """ "Networking" may exist only as the name above "Networking/Pitches"."""
    account = Account(dovecot, dovecot.new_user())
    with account.connect() as box:
        box.ensure_mailbox("Networking/Pitches")
        assert box.ensure_mailbox("Networking") == "Networking"
        assert box.select("Networking", readonly=False).exists == 0


@pytest.mark.dovecot
def test_created_folders_are_subscribed(dovecot: RunningServer) -> None:
    """Many clients show only what is subscribed: filed mail must not be invisible."""
    account = Account(dovecot, dovecot.new_user())
    with account.connect() as box:
        box.ensure_mailbox("Networking/Pitches")
    with account.client() as client:
        assert "Networking/Pitches" in {name for _, _, name in client.list_sub_folders()}


@pytest.mark.dovecot
def test_a_folder_the_server_will_not_make_is_the_users_matter(dovecot: RunningServer) -> None:
    """A name the server forbids stays forbidden: say which, and stop."""
    account = Account(dovecot, dovecot.new_user())
    meddling = Meddling(refuse={"CREATE": "NO Invalid mailbox name"})
    credentials = account.running.credentials(account.user)
    with (
        between(dovecot.server(), meddling) as server,
        connect(server, credentials) as box,
        pytest.raises(UserError, match="“Networking/Pitches”: Invalid mailbox name"),
    ):
        box.ensure_mailbox("Networking/Pitches")
