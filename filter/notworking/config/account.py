"""The options of one mailbox: where it is, how to log in, what to do there."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, SecretStr

from notworking.config.kinds import (
    AccountName,
    FilePath,
    HostName,
    Keyword,
    Texts,
    UnsureLane,
    option,
)

Mode = Literal["shadow", "flag", "move"]
Security = Literal["tls", "starttls", "plain"]

PASSWORD_WAYS = ("password_file", "password_env", "password_command", "password")


class Section(BaseModel):
    """What all tables share: unknown keys are errors, nothing is coerced, nothing changes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Account(Section):
    """One mailbox to watch. Write one [[account]] for each."""

    name: AccountName = option(
        ...,
        says="A short name of your choice, used in logs and commands.",
        example="home",
        also=("id", "label"),
    )
    host: HostName = option(
        ...,
        says="The IMAP server.",
        example="imap.example.com",
        also=("server", "hostname", "imap_host"),
    )
    user: str = option(
        ...,
        says="The login name, often your mail address.",
        example="ada@example.com",
        also=("username", "login", "email"),
        min_length=1,
    )
    password_file: FilePath | None = option(
        None,
        says="A file whose first line is the password; only you should be able to read it.",
        example="~/.config/notworking/home.password",
        also=("secret_file", "passfile"),
    )
    password_env: str | None = option(
        None,
        says="The environment variable that holds the password.",
        example="HOME_MAIL_PASSWORD",
        also=("env",),
    )
    password_command: str | None = option(
        None,
        says="A command whose first line of output is the password. Run without a shell, for 30 seconds at most.",
        example="pass show mail/home",
        also=("pass_cmd", "passcmd", "passwordeval", "password_cmd"),
    )
    password: SecretStr | None = option(
        None,
        says="The password itself. Works, but the other three ways keep it out of this file.",
        example="correct horse",
        also=("pass", "secret", "pwd"),
    )
    mode: Mode = option(
        "shadow",
        says='"shadow" only shows what would be done, "flag" sets a keyword, "move" files into folders.',
        example="shadow",
        also=("dry_run", "action"),
    )
    security: Security = option(
        "tls",
        says='"tls" from the first byte, "starttls", or "plain" (no encryption: for servers on this machine).',
        example="tls",
        also=("ssl", "tls", "encryption", "starttls", "use_ssl"),
    )
    port: int | None = option(
        None,
        says="The server's port. Left out: 993 with tls, 143 otherwise.",
        example=993,
        ge=1,
        le=65_535,
    )
    ca_file: FilePath | None = option(
        None,
        says="Certificates to trust in place of the system's, for a server with a certificate of its own.",
        example="/etc/ssl/private-ca.pem",
        also=("cafile", "ca", "cert", "certificate"),
    )
    inbox: Texts = option(
        ("INBOX",),
        says="The mailbox, or mailboxes, in which new mail arrives.",
        example=("INBOX", "Work"),
        also=("mailbox", "mailboxes", "folders", "folder"),
    )
    sent: str = option(
        "",
        says="The Sent mailbox. Left out: the server tells, or the usual names are tried.",
        example="Sent Items",
        also=("sent_folder", "sent_mailbox"),
    )
    keyword: Keyword = option(
        "$Networking",
        says='The keyword set in mode "flag".',
        example="$Networking",
        also=("flag", "label", "tag"),
    )
    unsure: UnsureLane = option(
        "leave",
        says='What becomes of mail that may be networking mail: "leave" does nothing, a keyword '
        'such as "$NetworkingUnsure" marks it, a folder such as "Networking/Unsure" takes it '
        'out of the inbox (in mode "flag", where nothing is moved, it is marked '
        "$NetworkingUnsure instead). `notworking review` goes through it.",
        example="Networking/Unsure",
        also=("unsure_folder", "unsure_keyword", "maybe"),
    )
    unsure_follows: bool = option(
        True,
        says="When later mail of the same person is filed, file with it what was unsure of theirs "
        "in the last 30 days, if you have neither read, answered nor marked it. Off, it stays.",
        example=True,
        also=("with_follow_up", "take_along"),
    )
    false_positive_budget: float = option(
        0.001,
        says="How much genuine mail may be filed wrongly, as a rate: 0.001 is 1 in 1,000. When "
        'what you put back exceeds it by more than bad luck, mode "move" drops to "flag" until '
        "you say `notworking resume`. 1 switches that off.",
        example=0.001,
        also=("budget", "false_positives", "fp_budget"),
        ge=0.0,
        le=1.0,
    )
    authserv_ids: Texts = option(
        (),
        says="Names under which your own server writes Authentication-Results (RFC 8601). "
        "Left out: learned from the topmost ones.",
        example=("mx.example.com",),
        also=("authserv_id",),
    )
    ignore_capabilities: Texts = option(
        (),
        says="Capabilities that the server announces but does badly.",
        example=("MOVE", "IDLE"),
        also=("ignore_capability", "disable_capabilities"),
    )
    connect_timeout_seconds: int = option(
        30,
        says="How long to wait for a connection.",
        example=30,
        also=("connect_timeout", "timeout"),
        ge=1,
        le=600,
    )
    read_timeout_seconds: int = option(
        60,
        says="How long to wait for an answer.",
        example=60,
        also=("read_timeout",),
        ge=1,
        le=3_600,
    )

    @property
    def port_number(self) -> int:
        """The port to connect to."""
        return self.port or (993 if self.security == "tls" else 143)
