"""imapclient, opened with timeouts and verified TLS, and mended where it would trip us."""

from __future__ import annotations

import imaplib
import socket
import ssl
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.imapclient import _parse_untagged_response

from notworking.errors import UserError
from notworking.imap.server import Server
from notworking.imap.trouble import Peer, speaking

_KEEPALIVE_SECONDS = 60


class Client(IMAPClient):  # type: ignore[misc]  # imapclient carries no types
    """An `IMAPClient` whose IDLE loses no event; times are aware, debugging costs nothing."""

    def __init__(self, server: Server, context: ssl.SSLContext | None) -> None:
        timeout = SocketTimeout(server.connect_timeout_seconds, server.read_timeout_seconds)
        super().__init__(
            server.host,
            server.port,
            ssl=server.security == "tls",
            ssl_context=context if server.security == "tls" else None,
            timeout=timeout,
        )
        # imapclient asks imaplib for debugging text of every body and throws it away: 73 % of
        # the time of a fetch (measured, 20,000 mails), and the texts hold the mail.
        self._imap.debug = 0
        self.normalise_times = False

    def idle(self) -> None:
        """Enter IDLE (RFC 2177), taking news that comes before the "+" as what it is.

        imapclient raises on an untagged line there, though any command may bring one.
        Raises `imaplib.IMAP4.error` when the server says NO or BAD.
        """
        tag = self._imap._command("IDLE")
        self._idle_tag = tag
        while self._imap._get_response() is not None:
            if self._imap.tagged_commands[tag]:
                kind, data = self._imap.tagged_commands.pop(tag)
                self._checkok("idle", kind, data)

    def take_untagged(self, name: str) -> list[bytes]:
        """Return and forget the untagged answers `name` that imaplib has kept."""
        kept: list[bytes] = self._imap.untagged_responses.pop(name, None) or []
        return kept

    def idle_check(self, timeout: float | None = None) -> list[Any]:
        """Return what the server tells within `timeout` seconds while it idles, [] for nothing.

        imapclient reads without blocking here and breaks off at a line that has come in part
        only, as on a slow link: whatever has begun is waited for, up to the read timeout.
        """
        if hasattr(self._imap, "_readbuf"):  # Python 3.14 gathers parts of a line by itself
            found: list[Any] = super().idle_check(timeout)
            return found
        answers: list[Any] = []
        while self._has_come(0 if answers else timeout):
            answers.append(_parse_untagged_response(self._imap._get_line()))
        return answers

    def _has_come(self, timeout: float | None) -> bool:
        """Wait for news; False too at the end of the connection, which DONE will show."""
        sock = self.socket()
        sock.setblocking(False)
        try:
            return bool(self._poll_socket(sock, timeout)) and self._holds_unread()
        finally:
            sock.setblocking(True)
            self._set_read_timeout()

    def _poll_socket(self, sock: Any, timeout: float | None = None) -> Any:
        # A line that came in the same packet as "+ idling" lies in imaplib's buffer already:
        # the socket has nothing to tell, and the news would wait for the next one.
        if self._holds_unread():
            return [(sock.fileno(), 0)]
        return super()._poll_socket(sock, timeout)

    def _holds_unread(self) -> bool:
        own_buffer = getattr(self._imap, "_readbuf", None)  # imaplib of Python 3.14
        if own_buffer is not None:
            return bool(own_buffer)
        try:
            return bool(self._imap.file.peek(1))
        except OSError:  # the socket does not block here: nothing there yet
            return False


def tls_context(server: Server) -> ssl.SSLContext:
    """Return the TLS settings for a server: verified, unless the user said otherwise.

    Raises `UserError` when `ca_file` cannot be read.
    """
    context = ssl.create_default_context()
    if server.ca_file is not None:
        try:
            context.load_verify_locations(cafile=server.ca_file)
        except (OSError, ssl.SSLError):
            raise UserError(
                f"ca_file = {server.ca_file!r} cannot be read as a PEM file of certificates."
            ) from None
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def open_client(peer: Peer) -> Client:
    """Connect, with TLS as the server's settings say; not logged in yet.

    Raises `UserError` or `TemporaryError`, with the connection closed.
    """
    server = peer.server
    context = tls_context(server) if server.security != "plain" else None
    with speaking(peer, "connecting"):
        try:
            client = Client(server, context)
        except UnicodeError:
            raise UserError(f"{server.host!r} is no host name. Check `host`.") from None
        except imaplib.IMAP4.error as error:
            raise _of_the_greeting(error, peer) from None
    try:
        if server.security == "starttls":
            _start_tls(client, peer, context)
        _tune(client.socket())
    except BaseException:
        hang_up(client)
        raise
    return client


def hang_up(client: Client) -> None:
    """Close the connection without a word, never raising."""
    try:
        client.shutdown()
    except (OSError, ValueError, imaplib.IMAP4.error, AttributeError):
        return  # it was closed already, by either side


def _of_the_greeting(error: imaplib.IMAP4.error, peer: Peer) -> Exception:
    """A greeting that is none: BYE is for later, anything else is not IMAP."""
    if isinstance(error, imaplib.IMAP4.abort) and "unexpected response" in str(error):
        return UserError(f"{peer.server} answers, but not as an IMAP server. Check `port`.")
    return error


def _start_tls(client: Client, peer: Peer, context: ssl.SSLContext | None) -> None:
    with speaking(peer, "starting TLS"):
        if not client.has_capability("STARTTLS"):
            raise UserError(
                f"{peer.server} offers no STARTTLS, so the password would go in the clear. "
                'Use security = "tls" with port 993.'
            )
        client.starttls(context)


def _tune(sock: socket.socket) -> None:
    """Send at once, and let the kernel notice a link that died silently within two minutes.

    imapclient sends a SEARCH and its line end apart: with Nagle's delay the second waits
    for the other side's acknowledgement, up to 40 ms.
    """
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", _KEEPALIVE_SECONDS),
        ("TCP_KEEPINTVL", 15),
        ("TCP_KEEPCNT", 4),
    ):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
