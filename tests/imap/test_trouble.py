"""Every exception of the libraries becomes one of ours, with a sentence that helps."""

from __future__ import annotations

import imaplib
import socket
import ssl

import pytest
from imapclient.exceptions import ProtocolError

from notworking.errors import TemporaryError, UserError
from notworking.imap.server import Credentials, Server
from notworking.imap.trouble import (
    Peer,
    is_fatal,
    is_refusal,
    response_codes,
    translate,
    translate_login,
)

PEER = Peer(Server("imap.example.com"), Credentials("alice@example.com", "hunter2"))


def peer(host: str, mechanism: str = "auto") -> Peer:
    """Return Alice's account with a provider."""
    return Peer(Server(host), Credentials("alice", "hunter2", mechanism))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), UserError, "no such host"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), TemporaryError, "online"),
        (ConnectionRefusedError(111, "refused"), TemporaryError, "port"),
        (ConnectionResetError(104, "Connection reset by peer"), TemporaryError, "reset"),
        (OSError(113, "No route to host"), TemporaryError, "No route"),
        (TimeoutError("timed out"), TemporaryError, "in time"),
        (ssl.SSLEOFError(8, "EOF occurred"), TemporaryError, "TLS connection broke"),
        (imaplib.IMAP4.abort("socket error: EOF"), TemporaryError, "ended the connection"),
        (imaplib.IMAP4.readonly("INBOX is not writable"), UserError, "read-only"),
        (imaplib.IMAP4.error("copy failed: [OVERQUOTA] no room"), UserError, "full"),
        (imaplib.IMAP4.error("copy failed: [LIMIT] too much"), TemporaryError, "too much"),
        (imaplib.IMAP4.error("copy failed: Wait. [THROTTLED]"), TemporaryError, "Wait"),
        (imaplib.IMAP4.error("select failed: [NOPERM] no"), UserError, "refused"),
        (imaplib.IMAP4.error("store failed: who knows"), TemporaryError, "who knows"),
        (
            imaplib.IMAP4.error(
                "SELECT command error: BAD [b'User is authenticated but not connected.']"
            ),
            UserError,
            "opens no mailbox",
        ),
        (ProtocolError("uneven number of response items"), TemporaryError, "cannot be read"),
        (ValueError("I/O operation on closed file"), TemporaryError, "ended the connection"),
        (IndexError("tuple index out of range"), TemporaryError, "cannot be read"),
    ],
)
def test_each_fault_is_typed_by_what_the_reader_should_do(
    error: Exception, kind: type[Exception], words: str
) -> None:
    """Waiting for a wrong host name, or stopping for a hiccup, would both be wrong."""
    translated = translate(error, PEER, "copying")
    assert type(translated) is kind
    assert words in str(translated)
    assert "imap.example.com" in str(translated)


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("imap.gmail.com", "app password"),
        ("imap.mail.yahoo.com", "app password"),
        ("imap.mail.me.com", "app-specific password"),
        ("outlook.office365.com", "OAuth only"),
        ("imap-mail.outlook.com", "OAuth only"),
        ("imap.fastmail.com", "app password"),
        ("notgmail.com", "Check the user name"),
        ("imap.example.com", "Check the user name"),
    ],
)
def test_a_refused_login_knows_the_provider(host: str, words: str) -> None:
    """The right password is wrong at most big providers: the sentence must say so."""
    error = imaplib.IMAP4.error("[AUTHENTICATIONFAILED] Invalid credentials")
    translated = translate_login(error, peer(host))
    assert type(translated) is UserError
    assert words in str(translated)
    assert host in str(translated)


def test_a_refused_token_is_called_a_token() -> None:
    """With OAuth there is no password to check."""
    error = imaplib.IMAP4.error("[AUTHENTICATIONFAILED] Invalid credentials (Failure)")
    translated = translate_login(error, peer("imap.gmail.com", "xoauth2"))
    assert "access token" in str(translated)
    assert "Sign in again" in str(translated)


def test_a_secret_echoed_by_the_server_is_struck_out() -> None:
    """Errors end in logs."""
    error = imaplib.IMAP4.error("LOGIN command error: BAD [b'what is hunter2?']")
    assert "hunter2" not in str(translate_login(error, PEER))
    assert "hunter2" not in str(translate(error, PEER, "logging in"))


def test_codes_are_found_anywhere_and_names_are_no_codes() -> None:
    """Gmail puts [THROTTLED] at the end; "[Gmail]" is a mailbox."""
    assert response_codes("NO [ALERT] slow [THROTTLED]") == {"ALERT", "THROTTLED"}
    assert response_codes("no mailbox [Gmail]/All Mail") == frozenset()
    assert response_codes("[COPYUID 1 2 3] done") == {"COPYUID"}


def test_a_read_only_mailbox_does_not_end_the_connection() -> None:
    """imaplib makes `readonly` a kind of `abort`, though the line is fine."""
    assert not is_fatal(imaplib.IMAP4.readonly("x"))
    assert is_fatal(imaplib.IMAP4.abort("x"))
    assert is_fatal(imaplib.IMAP4.error("got more than 1000000 bytes"))
    assert is_refusal(imaplib.IMAP4.error("NO"))
    assert not is_refusal(ProtocolError("x"))
