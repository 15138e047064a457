"""Where the mailbox lives and who may open it: the two values a connection begins with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Security = Literal["tls", "starttls", "plain"]
Mechanism = Literal["auto", "login", "plain", "xoauth2"]


@dataclass(frozen=True, slots=True)
class Server:
    """One IMAP server, and how to speak with it."""

    host: str
    port: int = 993
    security: Security = "tls"
    """"tls" from the first byte (RFC 8314), "starttls" after the greeting, or "plain"."""
    ca_file: str | None = None
    """A PEM file with further authorities to believe, beside the system's own."""
    verify: bool = True
    """False believes any certificate: only for a server on this very machine."""
    connect_timeout_seconds: float = 15.0
    """For the connection, the TLS handshake and the greeting."""
    read_timeout_seconds: float = 60.0
    """The longest silence within one answer."""
    send_id: bool = True
    """Tell name and version (RFC 2971) when the server asks for it; some insist."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in. With "xoauth2" the password is the access token."""

    user: str
    password: str = field(repr=False)
    mechanism: Mechanism = "auto"
    """"auto" takes AUTHENTICATE PLAIN where it is announced, else LOGIN."""
