"""Getting in, or a sentence that says why not and what to do."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from imap.proxy import Meddling, between
from notworking.errors import TemporaryError, UserError
from notworking.imap.server import Credentials, Server
from notworking.imap.session import connect
from servers import (
    PASSWORD,
    DovecotOptions,
    RunningServer,
    access_token,
    free_port,
    make_certificate,
    start_dovecot,
)

ALICE = Credentials("alice", PASSWORD)


@contextlib.contextmanager
def speaks(greeting: bytes) -> Iterator[int]:
    """Run something that says `greeting` to whoever comes, then nothing; yield its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = [listener]

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                kept.append(client)
                client.sendall(greeting)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        for each in kept:
            each.close()


def plain(port: int, host: str = "127.0.0.1") -> Server:
    """Return a server value with short time-outs."""
    return Server(
        host, port, "plain", connect_timeout_seconds=0.5, read_timeout_seconds=0.5, send_id=False
    )


@pytest.mark.dovecot
@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
def test_every_kind_of_security_gets_in(dovecot: RunningServer, security: str) -> None:
    """TLS at once, TLS after the greeting, and none for a server on this machine."""
    with connect(dovecot.server(security=security), ALICE) as session:
        assert session.select("INBOX", readonly=True).uidvalidity > 0


@pytest.mark.dovecot
@pytest.mark.parametrize("mechanism", ["auto", "login", "plain"])
def test_every_mechanism_gets_in(dovecot: RunningServer, mechanism: str) -> None:
    """Some servers announce PLAIN and mean LOGIN: the user may choose."""
    credentials = replace(ALICE, mechanism=mechanism)
    with connect(dovecot.server(), credentials) as session:
        assert "IMAP4REV1" in session.capabilities()


@pytest.mark.dovecot
def test_an_access_token_gets_in_and_an_expired_one_is_told() -> None:
    """Gmail and Microsoft take tokens only, which die within the hour."""
    key = b"a key of thirty-two bytes or more"
    running = start_dovecot(DovecotOptions(oauth_key=key))
    try:
        good = Credentials("alice", access_token("alice", key), "xoauth2")
        with connect(running.server(), good) as session:
            assert session.select("INBOX", readonly=True).exists == 0
        for bad in (
            access_token("alice", key, lives_seconds=-30),
            access_token("alice", b"x" * 32),
        ):
            with pytest.raises(UserError, match="access token of alice") as caught:
                connect(running.server(), Credentials("alice", bad, "xoauth2"))
            assert bad not in str(caught.value)
    finally:
        running.stop()


@pytest.mark.dovecot
def test_a_self_signed_certificate_is_refused_with_the_way_out(dovecot: RunningServer) -> None:
    """Accepting any certificate would hand the password to whoever stands in between."""
    server = dovecot.server(security="tls", ca_file=None)
    with pytest.raises(UserError, match=r"self-signed.*ca_file"):
        connect(server, ALICE)
    with connect(replace(server, verify=False), ALICE) as session:
        assert session.capabilities()


@pytest.mark.dovecot
def test_a_certificate_for_another_name_is_refused(dovecot: RunningServer) -> None:
    """The name is half of what a certificate proves."""
    server = dovecot.server(security="starttls", host="127.0.0.1")
    with pytest.raises(UserError, match=r"made out to another.*`host`"):
        connect(server, ALICE)


@pytest.mark.dovecot
def test_another_authority_is_refused(dovecot: RunningServer, tmp_path: Path) -> None:
    """A CA file widens trust by exactly what it holds."""
    server = dovecot.server(security="tls", ca_file=str(make_certificate(tmp_path)))
    with pytest.raises(UserError, match="cannot be trusted"):
        connect(server, ALICE)


def test_a_missing_ca_file_is_named() -> None:
    """A path with a typing error must not silently mean "no further authority"."""
    with pytest.raises(UserError, match="no-such-file"):
        connect(Server("localhost", 993, ca_file="/no-such-file.pem"), ALICE)


@pytest.mark.dovecot
def test_tls_to_a_plain_port_names_the_setting(dovecot: RunningServer) -> None:
    """Port 143 with security = "tls" is the second commonest mistake."""
    with pytest.raises(UserError, match="starttls"):
        connect(dovecot.server(security="tls", port=dovecot.port), ALICE)


@pytest.mark.dovecot
def test_plain_to_a_tls_port_ends_in_time(dovecot: RunningServer) -> None:
    """Both sides wait for the other to begin: only the time-out ends it."""
    assert dovecot.tls_port is not None
    with pytest.raises(TemporaryError, match="did not answer in time"):
        connect(plain(dovecot.tls_port), ALICE)


def test_a_refused_port_is_tried_again() -> None:
    """A server that restarts refuses for a while: the daemon must survive that."""
    port = free_port()
    with pytest.raises(TemporaryError, match=f"127.0.0.1:{port} refuses"):
        connect(plain(port), ALICE)


def test_a_name_that_cannot_be_is_the_users_matter() -> None:
    """A label longer than 63 bytes is no host name (RFC 1035), and no time will mend it."""
    with pytest.raises(UserError, match="no host name"):
        connect(plain(993, "x" * 64 + ".example.com"), ALICE)


def test_an_unknown_host_is_named() -> None:
    """Whether looked up in vain or not at all, the sentence says which name."""
    with pytest.raises((UserError, TemporaryError), match=r"nowhere\.invalid"):
        connect(plain(993, "nowhere.invalid"), ALICE)


def test_a_silent_server_ends_in_time() -> None:
    """A socket that accepts and says nothing once hung a daemon for a night."""
    with speaks(b"") as port, pytest.raises(TemporaryError, match="in time while connecting"):
        connect(plain(port), ALICE)


def test_something_else_than_imap_is_recognised() -> None:
    """The SSH or SMTP port answers too."""
    with (
        speaks(b"220 mail.example.com ESMTP\r\n") as port,
        pytest.raises(UserError, match="not as an IMAP server"),
    ):
        connect(plain(port), ALICE)


def test_a_server_that_says_bye_is_tried_again() -> None:
    """Gmail greets the sixteenth connection with BYE."""
    with (
        speaks(b"* BYE Too many simultaneous connections\r\n") as port,
        pytest.raises(TemporaryError, match="Too many simultaneous"),
    ):
        connect(plain(port), ALICE)


@pytest.mark.dovecot
@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        ("NO [AUTHENTICATIONFAILED] Invalid credentials", UserError, "password of alice"),
        ("NO Login failed", UserError, "password of alice"),
        ("NO [UNAVAILABLE] Temporary authentication failure", TemporaryError, "just now"),
        ("NO [ALERT] Too many simultaneous connections", TemporaryError, "Too many"),
        ("NO [CONTACTADMIN] Account locked", UserError, "locked"),
    ],
)
def test_a_refused_login_is_judged_by_its_words(
    dovecot: RunningServer, answer: str, error: type[Exception], sentence: str
) -> None:
    """A server in trouble must not send the user looking for a wrong password, nor the reverse."""
    with (
        between(dovecot.server(), Meddling(refuse={"AUTHENTICATE": answer})) as server,
        pytest.raises(error, match=sentence),
    ):
        connect(server, ALICE)


@pytest.mark.dovecot
def test_a_server_that_echoes_the_command_does_not_leak_the_password(
    dovecot: RunningServer,
) -> None:
    """Some servers quote the line they refuse, and the sentence goes into a log."""
    echo = Meddling(refuse={"LOGIN": f'BAD cannot parse LOGIN alice "{PASSWORD}"'})
    with between(dovecot.server(), echo) as server, pytest.raises(UserError) as caught:
        connect(server, replace(ALICE, mechanism="login"))
    assert PASSWORD not in str(caught.value)


@pytest.mark.dovecot
def test_a_name_with_a_space_is_one_argument(dovecot: RunningServer) -> None:
    """imaplib sends the user name of LOGIN unquoted: a space would end it."""
    meddling = Meddling(refuse={"LOGIN": "NO none such"})
    credentials = Credentials('alice "a" smith', PASSWORD, "login")
    with between(dovecot.server(), meddling) as server, pytest.raises(UserError):
        connect(server, credentials)
    (line,) = [line for line in meddling.lines if b"LOGIN" in line]
    assert line.endswith(b' LOGIN "alice \\"a\\" smith" "secret"\r\n')


@pytest.mark.dovecot
def test_a_password_in_any_script_gets_through(dovecot: RunningServer) -> None:
    """LOGIN takes ASCII only and would raise with the password in hand; PLAIN takes UTF-8."""
    with pytest.raises(UserError, match="password of alice"):
        connect(dovecot.server(), Credentials("alice", "pässwörd"))
    with pytest.raises(UserError, match="plain ASCII") as caught:
        connect(dovecot.server(), Credentials("alice", "pässwörd", "login"))
    assert "pässwörd" not in str(caught.value)


@pytest.mark.parametrize("password", ["secret\n", "sec\x00ret"])
def test_a_line_break_in_the_password_is_found_before_it_is_sent(password: str) -> None:
    """The commonest fault of a password file ends commands halfway."""
    greeting = b"* OK [CAPABILITY IMAP4rev1] hi\r\n"
    with between_capabilities(greeting) as port, pytest.raises(UserError, match="line break"):
        connect(plain(port), Credentials("alice", password))


@contextlib.contextmanager
def between_capabilities(greeting: bytes) -> Iterator[int]:
    """Run a server that greets and answers CAPABILITY, whatever its tag, and nothing else."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            client, _ = listener.accept()
            with client, client.makefile("rwb") as stream:
                stream.write(greeting)
                stream.flush()
                tag = stream.readline().split()[0]
                stream.write(b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n" + tag + b" OK done\r\n")
                stream.flush()
                stream.readline()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def test_a_server_without_passwords_says_what_it_takes() -> None:
    """LOGINDISABLED over an open line means: use TLS."""
    greeting = b"* OK hi\r\n"
    with between_capabilities(greeting) as port, pytest.raises(UserError, match="not encrypted"):
        connect(plain(port), ALICE)


def test_starttls_is_never_skipped() -> None:
    """A man in the middle strips STARTTLS from the list: then no password may follow."""
    with between_capabilities(b"* OK hi\r\n") as port, pytest.raises(UserError, match="STARTTLS"):
        connect(replace(plain(port), security="starttls"), ALICE)


def test_the_password_is_never_shown() -> None:
    """A value that prints itself ends in a log sooner or later."""
    assert PASSWORD not in repr(Credentials("alice", PASSWORD))
    assert PASSWORD not in str(Credentials("alice", PASSWORD))
