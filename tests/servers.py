"""Real IMAP servers for the tests: Dovecot and pymap, on free loopback ports, stopped by their starter."""

from __future__ import annotations

import base64
import contextlib
import grp
import hashlib
import hmac
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from imapclient import IMAPClient

from notworking.imap.server import Credentials, Server

PASSWORD = "secret"
EVERY_CAPABILITY = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT UNSELECT CHILDREN NAMESPACE UIDPLUS "
    "LIST-EXTENDED CONDSTORE QRESYNC ESEARCH WITHIN LIST-STATUS SPECIAL-USE LITERAL+ MOVE"
)
"""What Dovecot announces after the login; `DovecotOptions.hide` takes from it."""


def dovecot_path() -> str | None:
    """Return the path of the dovecot binary, or None."""
    places = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin:/usr/local/opt/dovecot/sbin"
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:{places}")


@dataclass(frozen=True, slots=True)
class DovecotOptions:
    """How a test's Dovecot differs from a plain one."""

    hide: frozenset[str] = frozenset()
    """Capabilities not announced after the login; Dovecot would still obey them."""
    separator: str = "/"
    prefix: str = ""
    """Namespace prefix, "INBOX." for a server like Courier."""
    quota_messages: int | None = None
    """Messages an account may hold, all mailboxes together."""
    users: tuple[str, ...] = ("alice", "bob")
    oauth_key: bytes | None = None
    """HMAC key with which access tokens are signed; with one, XOAUTH2 is offered too."""


@dataclass(slots=True)
class RunningServer:
    """A server that runs: where it listens, and how to put mail into it."""

    host: str
    port: int
    tls_port: int | None = None
    ca_file: str | None = None
    users: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    base: Path | None = None

    def server(self, *, security: str = "plain", **changes: object) -> Server:
        """Return the `Server` value to reach it by ("tls" goes to the TLS port, verified)."""
        values: dict[str, object] = {
            "host": "localhost" if security != "plain" else self.host,
            "port": self.tls_port if security == "tls" else self.port,
            "security": security,
            "ca_file": self.ca_file if security != "plain" else None,
            "connect_timeout_seconds": 5.0,
            "read_timeout_seconds": 20.0,
        }
        return Server(**{**values, **changes})  # type: ignore[arg-type]

    def credentials(self, user: str = "alice") -> Credentials:
        """Return what `user` logs in with."""
        return Credentials(user, self.users[user])

    def new_user(self, stem: str = "alice") -> str:
        """Return the name of a user nobody has used yet, with an empty account.

        Dovecot only: there whoever knows the password has an account.
        """
        if self.base is None:
            raise RuntimeError("only Dovecot takes new users while it runs")
        user = f"{stem}-{uuid.uuid4().hex[:8]}"
        self.users[user] = PASSWORD
        return user

    @contextlib.contextmanager
    def client(self, user: str = "alice") -> Iterator[IMAPClient]:
        """Lend a bare imapclient, logged in: the independent eye of a test."""
        client = IMAPClient(self.host, self.port, ssl=False, timeout=20)
        client.normalise_times = False
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            client.login(user, self.users[user])
            yield client
        finally:
            with contextlib.suppress(Exception):
                client.logout()

    def append(
        self,
        mailbox: str,
        raw: bytes,
        flags: Sequence[str] = (),
        date: datetime | None = None,
        *,
        user: str = "alice",
    ) -> None:
        """Put one message into a mailbox, which is created when it is missing."""
        with self.client(user) as client:
            append(client, mailbox, raw, flags, date)

    def stop(self) -> None:
        """End the server and everything it started (its own process group)."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
        if self.base is not None:
            shutil.rmtree(self.base, ignore_errors=True)


def append(
    client: IMAPClient,
    mailbox: str,
    raw: bytes,
    flags: Sequence[str] = (),
    date: datetime | None = None,
) -> None:
    """APPEND through an open client, creating the mailbox when it is missing."""
    if mailbox.upper() != "INBOX" and not client.folder_exists(mailbox):
        client.create_folder(mailbox)
    client.append(mailbox, raw, flags, date or datetime(2026, 3, 1, 12, 0, tzinfo=UTC))


def start_dovecot(options: DovecotOptions | None = None) -> RunningServer:
    """Start a Dovecot of its own on free ports; the caller must `stop` it."""
    options = options or DovecotOptions()
    binary = dovecot_path()
    if binary is None:
        raise RuntimeError("dovecot is not installed")
    base = Path(tempfile.mkdtemp(prefix="nw-dovecot-"))
    base.chmod(0o755)  # the mail user must be able to reach it
    users = dict.fromkeys(options.users, PASSWORD)
    running = RunningServer("127.0.0.1", free_port(), free_port(), users=users, base=base)
    try:
        running.ca_file = str(make_certificate(base))
        (base / "mail").mkdir()
        if os.geteuid() == 0:
            os.chown(base / "mail", pwd.getpwnam("nobody").pw_uid, -1)
        config = base / "dovecot.conf"
        config.write_text(dovecot_config(running, options), encoding="utf-8")
        running.process = subprocess.Popen(
            [binary, "-F", "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for_greeting(running, log=base / "dovecot.log")
    except BaseException:
        running.stop()
        raise
    return running


_PYMAP = """
import gc
gc.disable()  # from Python 3.13 on, its open connections are collected as garbage
from pysasl.hashing import BuiltinHash
BuiltinHash.__init__.__kwdefaults__["rounds"] = 1000  # half a million cost 0.1 s a login
from pymap.main import main
main()
"""


def start_pymap(user: str = "alice", password: str = PASSWORD) -> RunningServer:
    """Start pymap, in memory, with one user; the caller must `stop` it."""
    running = RunningServer("127.0.0.1", free_port(), users={user: password})
    command = [sys.executable, "-c", _PYMAP, "--host", running.host]
    command += ["--port", str(running.port), "--no-tls"]
    command += ["--no-service", "admin", "--no-service", "managesieve", "dict"]
    command += ["--demo-user", user, "--demo-password", password]
    running.process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for_greeting(running)
    except BaseException:
        running.stop()
        raise
    return running


def empty_account(client: IMAPClient) -> None:
    """Delete every mailbox and every message, for servers that have but one user."""
    names = [name for _, _, name in client.list_folders() if name.upper() != "INBOX"]
    for name in sorted(names, key=len, reverse=True):
        with contextlib.suppress(IMAPClient.Error):  # a level that was never a mailbox itself
            client.delete_folder(name)
    client.select_folder("INBOX")
    uids = client.search("ALL")
    if uids:
        client.delete_messages(uids, silent=True)
        client.expunge()


def free_port() -> int:
    """Return a loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_greeting(running: RunningServer, *, log: Path | None = None) -> None:
    """Wait until the server greets; raise with its log when it does not within 20 s."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError),
            socket.create_connection((running.host, running.port), timeout=2) as probe,
        ):
            if probe.recv(4) == b"* OK":
                return
        if running.process is not None and running.process.poll() is not None:
            break
        time.sleep(0.02)
    text = log.read_text(encoding="utf-8") if log is not None and log.exists() else ""
    raise RuntimeError(f"the test server did not greet\n{text}")


def make_certificate(base: Path, *, days: int = 2) -> Path:
    """Make a self-signed certificate for localhost (cert.pem, key.pem); return its path."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-keyout", str(base / "key.pem"), "-out", str(base / "cert.pem")]
    command += ["-days", str(days), "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    return base / "cert.pem"


def dovecot_config(running: RunningServer, options: DovecotOptions) -> str:
    """Return the configuration file for one test server."""
    base = running.base
    me = pwd.getpwuid(os.geteuid()).pw_name
    is_root = os.geteuid() == 0
    mail_user, mail_group = ("nobody", "nogroup") if is_root else (me, str(os.getegid()))
    words = [word for word in EVERY_CAPABILITY.split() if word not in options.hide]
    return f"""
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
first_valid_uid = 1
first_valid_gid = 1
{"" if is_root else _unprivileged(me)}
mail_location = maildir:{base}/mail/%u/Maildir
mail_home = {base}/mail/%u
disable_plaintext_auth = no
auth_failure_delay = 0
mail_fsync = never
mail_max_userip_connections = 100
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
{"imap_capability = " + " ".join(words) if options.hide else ""}
{_logins(running, options)}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={base}/mail/%u
}}
{_namespace(options)}
{_quota(options)}
{_services(running, is_root=is_root)}
"""


def _logins(running: RunningServer, options: DovecotOptions) -> str:
    """Whoever knows the password has an account; with `oauth_key` also whoever has a token."""
    static = f"passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}"
    if options.oauth_key is None or running.base is None:
        return f"auth_mechanisms = plain login\n{static}"
    keys = running.base / "keys" / "default" / "HS256"
    keys.mkdir(parents=True)
    (keys / "default").write_text(base64.b64encode(options.oauth_key).decode(), encoding="ascii")
    oauth = running.base / "oauth.conf"
    oauth.write_text(
        "introspection_mode = local\nusername_attribute = sub\n"
        f"local_validation_key_dict = fs:posix:prefix={running.base}/keys/\n",
        encoding="ascii",
    )
    return f"""
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {oauth}
}}
{static}
"""


def access_token(user: str, key: bytes, *, lives_seconds: int = 600) -> str:
    """Return a signed token (RFC 7519, HS256) for a Dovecot with that `oauth_key`."""

    def part(value: object) -> bytes:
        text = value if isinstance(value, bytes) else json.dumps(value).encode()
        return base64.urlsafe_b64encode(text).rstrip(b"=")

    now = int(time.time())
    header = part({"alg": "HS256", "typ": "JWT", "kid": "default"})
    claims = part({"sub": user, "iat": now - 60, "exp": now + lives_seconds})
    signature = hmac.new(key, header + b"." + claims, hashlib.sha256).digest()
    return b".".join([header, claims, part(signature)]).decode()


def _namespace(options: DovecotOptions) -> str:
    return f"""
namespace inbox {{
  inbox = yes
  separator = {options.separator}
  prefix = {options.prefix}
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
"""


def _services(running: RunningServer, *, is_root: bool) -> str:
    """Two listeners, and no penalty for wrong passwords: it would delay the next test."""
    jail = "" if is_root else "chroot ="
    return f"""
service imap-login {{
  {jail}
  inet_listener imap {{
    address = 127.0.0.1
    port = {running.port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {running.tls_port}
    ssl = yes
  }}
}}
service anvil {{
  {jail}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


def _unprivileged(me: str) -> str:
    group = grp.getgrgid(os.getegid()).gr_name
    names = ("default_internal_user", "default_login_user")
    return "\n".join([*(f"{name} = {me}" for name in names), f"default_internal_group = {group}"])


def _quota(options: DovecotOptions) -> str:
    if options.quota_messages is None:
        return ""
    return f"""
mail_plugins = $mail_plugins quota
plugin {{
  quota = maildir:User quota
  quota_rule = *:messages={options.quota_messages}
}}
"""
