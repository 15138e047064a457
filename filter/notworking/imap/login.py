"""Logging in: which mechanism, and what is asked once inside."""

from __future__ import annotations

import imaplib
from importlib import metadata

from notworking.errors import UserError
from notworking.imap.client import Client
from notworking.imap.server import Mechanism
from notworking.imap.trouble import FAULTS, Peer, is_fatal, translate_login

_UNFIT_FOR_LOGIN = frozenset('(){%*"\\ ]')


def log_in(client: Client, peer: Peer) -> frozenset[str]:
    """Log in and return the capabilities as they are afterwards, upper case.

    Microsoft 365 announces MOVE only after the login, so they are always asked again.
    Raises `UserError` for a wrong password, `TemporaryError` when the server is not able to.
    """
    before = _capabilities(client)
    _refuse_unsendable(peer)
    try:
        _present(client, peer, _mechanism(peer, before))
        client._cached_capabilities = client._do_capabilites()
    except FAULTS as error:
        raise translate_login(error, peer) from None
    return _capabilities(client)


def introduce(client: Client) -> None:
    """Tell the server our name and version (RFC 2971); Gmail asks for it, some insist."""
    try:
        client.id_({"name": "Notworking", "version": _version()})
    except (imaplib.IMAP4.error, ValueError, TypeError) as error:
        if is_fatal(error):
            raise


def _mechanism(peer: Peer, capabilities: frozenset[str]) -> Mechanism:
    """Return the mechanism to use; PLAIN before LOGIN, since it takes every character."""
    wanted = peer.credentials.mechanism
    if wanted != "auto":
        return wanted
    if "AUTH=PLAIN" in capabilities:
        return "plain"
    if "LOGINDISABLED" in capabilities:
        raise UserError(_no_password_sentence(peer, capabilities))
    return "login"


def _no_password_sentence(peer: Peer, capabilities: frozenset[str]) -> str:
    if peer.server.security == "plain":
        return (
            f"{peer.server} takes no password over a connection that is not encrypted: "
            'set security = "starttls" or "tls".'
        )
    offered = ", ".join(sorted(name[5:] for name in capabilities if name.startswith("AUTH=")))
    return (
        f"{peer.server} takes no password, only: {offered or 'nothing we know'}. "
        'With XOAUTH2 among them, set mechanism = "xoauth2".'
    )


def _present(client: Client, peer: Peer, mechanism: Mechanism) -> None:
    credentials = peer.credentials
    if mechanism == "xoauth2":
        client.oauth2_login(credentials.user, credentials.password)
    elif mechanism == "plain":
        client.plain_login(credentials.user, credentials.password)
    else:
        client.login(_as_argument(peer), credentials.password)


def _as_argument(peer: Peer) -> str:
    """Return the user name for LOGIN: imaplib quotes the password but not the name."""
    user = peer.credentials.user
    if not (user + peer.credentials.password).isascii():
        raise UserError(
            f"{peer.server} knows only LOGIN, which takes plain ASCII: "
            f"the name or password of {user} holds other characters."
        )
    if not _UNFIT_FOR_LOGIN.intersection(user):
        return user
    return '"' + user.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _refuse_unsendable(peer: Peer) -> None:
    """A line break or NUL in name or password would end the command halfway."""
    if not peer.credentials.user:
        raise UserError(f"{peer.server}: `user` is empty.")
    if not peer.credentials.password:
        raise UserError(f"{peer.server}: the password of {peer.credentials.user} is empty.")
    if set("\r\n\0").intersection(peer.credentials.user + peer.credentials.password):
        raise UserError(
            f"{peer.server}: the name or password of {peer.credentials.user!r} holds a line break. "
            "Is there one at the end of the password file?"
        )


def _capabilities(client: Client) -> frozenset[str]:
    return frozenset(name.decode("ascii", "replace").upper() for name in client.capabilities())


def _version() -> str:
    try:
        return metadata.version("notworking")
    except metadata.PackageNotFoundError:
        return "0"
