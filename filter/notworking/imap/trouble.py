"""What goes wrong between us and a server, turned into a sentence and what to do about it."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from imapclient.exceptions import ProtocolError

from notworking.errors import TemporaryError, UserError
from notworking.imap.server import Credentials, Server

PARSER_FAULTS = (ValueError, LookupError, TypeError, AttributeError)
"""What imapclient raises on an answer it cannot take apart (its issues 27, 28, 347, 448),
and what imaplib raises on a socket that was closed under it."""

FAULTS = (OSError, imaplib.IMAP4.error, *PARSER_FAULTS)

_CODE = re.compile(r"\[([A-Z][A-Z-]+)(?: [^\]]*)?\]")
_NOISE = re.compile(r"^\w+ (?:failed|command error|=>):? *(?:BAD|NO)? *", re.IGNORECASE)

_TEMPORARY_CODES = frozenset(
    {"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "THROTTLED", "EXPUNGEISSUED"}
)
_USER_CODES = frozenset(
    {
        "AUTHENTICATIONFAILED",
        "AUTHORIZATIONFAILED",
        "EXPIRED",
        "PRIVACYREQUIRED",
        "CONTACTADMIN",
        "NOPERM",
        "CANNOT",
        "OVERQUOTA",
        "QUOTA",
        "READ-ONLY",
    }
)
_TEMPORARY_WORDS = re.compile(
    r"temporar|try again|too many|not available|unavailable|throttl|timed? ?out|internal|server busy"
    r"|system error|shutting down",
    re.IGNORECASE,
)

_LOGIN_HINTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("gmail.com", "googlemail.com", "google.com"),
        "Gmail takes no account password here: make an app password at "
        "myaccount.google.com/apppasswords, or use OAuth.",
    ),
    (
        ("yahoo.com", "yahoo.co.jp", "aol.com"),
        "Yahoo and AOL want an app password: make one under Account security.",
    ),
    (
        ("icloud.com", "me.com", "mac.com"),
        "iCloud wants an app-specific password: make one at account.apple.com.",
    ),
    (
        ("outlook.com", "hotmail.com", "live.com", "office365.com", "office.com"),
        'Outlook and Microsoft 365 accept OAuth only: set mechanism = "xoauth2"; '
        "no password of any kind will do.",
    ),
    (
        ("fastmail.com", "messagingengine.com"),
        "Fastmail wants an app password: make one under Privacy & Security.",
    ),
)

_CERTIFICATE_FAULTS = {
    10: "it has expired",
    9: "it is not valid yet",
    18: "it is self-signed",
    19: "its authority is self-signed and not one this machine knows",
    20: "its authority is not one this machine knows",
    21: "its chain is incomplete",
    62: "it is made out to another name",
    64: "it is made out to another address",
}


@dataclass(frozen=True, slots=True)
class Peer:
    """Who we talk with and as whom: all that an error's sentence may name."""

    server: Server
    credentials: Credentials

    def scrub(self, text: str) -> str:
        """Return `text` without the password, should a server have echoed it."""
        secret = self.credentials.password
        return text.replace(secret, "***") if secret else text


def response_codes(text: str) -> frozenset[str]:
    """Return the response codes (RFC 5530) anywhere in a server's text.

    >>> sorted(response_codes("copy failed: [TRYCREATE] No such mailbox [THROTTLED]"))
    ['THROTTLED', 'TRYCREATE']
    """
    return frozenset(_CODE.findall(text))


def is_fatal(error: BaseException) -> bool:
    """True when the connection is of no more use: only a new one helps."""
    if isinstance(error, imaplib.IMAP4.readonly):
        return False
    if isinstance(error, OSError | imaplib.IMAP4.abort):
        return True
    if isinstance(error, imaplib.IMAP4.error):
        return "got more than" in str(error)  # imaplib stopped reading in the middle of a line
    return isinstance(error, ValueError) and "closed" in str(error)


def is_refusal(error: BaseException) -> bool:
    """True for an orderly NO or BAD: the connection lives, the command did not."""
    return (
        isinstance(error, imaplib.IMAP4.error)
        and not is_fatal(error)
        and not isinstance(error, ProtocolError)
    )


@contextmanager
def speaking(peer: Peer, doing: str) -> Iterator[None]:
    """Run a conversation; whatever goes wrong leaves as one of our errors.

    `doing` completes "while …" in the sentence: "opening “INBOX”".
    """
    try:
        yield
    except FAULTS as error:
        raise translate(error, peer, doing) from None


def translate(error: Exception, peer: Peer, doing: str) -> UserError | TemporaryError:
    """Given what a library raised, return the error to show, naming host and next step."""
    if isinstance(error, imaplib.IMAP4.readonly):
        return UserError(
            f"{peer.server}: the mailbox is read-only for {peer.credentials.user} (while {doing}). "
            'Ask for the right to change it, or keep this account in mode = "shadow".'
        )
    if isinstance(error, OSError):
        return _of_the_network(error, peer, doing)
    if is_refusal(error):
        return _of_a_refusal(error, peer, doing)
    if is_fatal(error):
        return TemporaryError(
            f"{peer.server} ended the connection while {doing}: {plain_text(error, peer)}"
        )
    return TemporaryError(
        f"{peer.server} gave an answer that cannot be read while {doing} ({type(error).__name__})"
    )


def plain_text(error: Exception, peer: Peer) -> str:
    """Return the server's own words out of an exception, scrubbed and without imaplib's wrapping."""
    text = _NOISE.sub("", str(error)).strip()
    if text.startswith(("[b'", '[b"')) and text.endswith("]"):
        text = text[3:-2]
    return peer.scrub(text).rstrip(". ") or type(error).__name__


def translate_login(error: Exception, peer: Peer) -> UserError | TemporaryError:
    """As `translate`, for the login: an unexplained NO there means the password is wrong."""
    if not is_refusal(error):
        return translate(error, peer, "logging in")
    said = plain_text(error, peer)
    codes = response_codes(str(error))
    soft = codes & _TEMPORARY_CODES or _TEMPORARY_WORDS.search(said)
    if soft and not codes & _USER_CODES:
        return TemporaryError(f"{peer.server} cannot log anyone in just now: {said}")
    return UserError(
        f"{peer.server} did not accept {_secret_name(peer)} of {peer.credentials.user}: {said}. "
        + login_hint(peer)
    )


def login_hint(peer: Peer) -> str:
    """Return the next step after a refused login, known per provider."""
    if peer.credentials.mechanism == "xoauth2":
        return "Sign in again to get a new token, with the IMAP permission granted."
    host = peer.server.host.lower()
    for domains, hint in _LOGIN_HINTS:
        if any(host == domain or host.endswith("." + domain) for domain in domains):
            return hint
    return "Check the user name and the password; many providers want an app password for IMAP."


def _secret_name(peer: Peer) -> str:
    return "the access token" if peer.credentials.mechanism == "xoauth2" else "the password"


def _of_a_refusal(error: Exception, peer: Peer, doing: str) -> UserError | TemporaryError:
    said = plain_text(error, peer)
    codes = response_codes(str(error))
    sentence = f"{peer.server} refused, while {doing}: {said}"
    if "authenticated but not connected" in said:
        return UserError(
            f"{peer.server} knows {peer.credentials.user} but opens no mailbox ({said}). The token "
            "is for another mailbox or lacks IMAP permission, or IMAP is switched off for it."
        )
    if codes & {"OVERQUOTA", "QUOTA"}:
        return UserError(f"{sentence}. The account is full: delete something, then start again.")
    if codes & _USER_CODES:
        return UserError(sentence)
    return TemporaryError(sentence)


def _of_the_network(error: OSError, peer: Peer, doing: str) -> UserError | TemporaryError:
    server = peer.server
    if isinstance(error, ssl.SSLError):
        return _of_tls(error, server)
    if isinstance(error, socket.gaierror):
        return _of_the_name(error, server)
    if isinstance(error, TimeoutError):
        return TemporaryError(
            f"{server} did not answer in time while {doing}.{_silence_hint(server)}"
        )
    if isinstance(error, ConnectionRefusedError):
        return TemporaryError(
            f"{server} refuses connections: is the port right, and is the server running?"
        )
    reason = error.strerror or str(error) or type(error).__name__
    return TemporaryError(f"{server} cannot be reached while {doing}: {reason}")


def _silence_hint(server: Server) -> str:
    if server.security != "tls" and server.port == 993:
        return ' Port 993 waits for TLS: set security = "tls".'
    return ""


def _of_the_name(error: socket.gaierror, server: Server) -> UserError | TemporaryError:
    if error.errno in (socket.EAI_AGAIN, socket.EAI_FAIL):
        return TemporaryError(
            f"{server.host}: the name cannot be looked up just now; is this machine online?"
        )
    return UserError(f"{server.host}: there is no such host. Check `host` for a typing error.")


def _of_tls(error: ssl.SSLError, server: Server) -> UserError | TemporaryError:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _CERTIFICATE_FAULTS.get(error.verify_code, error.verify_message)
        return UserError(
            f"{server}: the certificate cannot be trusted: {why}. {_certificate_hint(error)}"
        )
    reason = (getattr(error, "reason", None) or "").upper()
    if reason in ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST"):
        return UserError(
            f'{server} does not speak TLS at once: set security = "starttls", or use port 993.'
        )
    if "PROTOCOL" in reason or "CIPHER" in reason or "HANDSHAKE" in reason:
        return UserError(f"{server} speaks no TLS this machine accepts ({reason.lower()}).")
    return TemporaryError(f"{server}: the TLS connection broke ({reason.lower() or 'no reason'}).")


def _certificate_hint(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in (62, 64):
        return "Use as `host` the name the certificate was made for."
    if error.verify_code in (9, 10):
        return "Check this machine's clock, or tell the server's administrator."
    return "If the server is your own, put the path of its authority's PEM file into `ca_file`."
