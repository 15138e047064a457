"""Where an account's password comes from, without ever showing it."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from notworking.config.options import Account, Config
from notworking.errors import UserError

_COMMAND_SECONDS = 30
_MOST_ERROR_LETTERS = 300
_LOCAL = ("localhost", "127.", "::1")


@dataclass(frozen=True, slots=True)
class Secret:
    """A password. Prints as nothing; only `reveal` gives it away."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """Return the password itself: for the login, and nothing else."""
        return self._value

    def __str__(self) -> str:
        return "(hidden)"


def resolve(account: Account, env: Mapping[str, str] | None = None) -> Secret:
    """Return an account's password from its file, variable, command or the option itself.

    Raises UserError, which never holds the password or a command's output.
    """
    if account.password_file is not None:
        return _from_file(account, account.password_file)
    if account.password_env is not None:
        return _from_variable(account, account.password_env, os.environ if env is None else env)
    if account.password_command is not None:
        return _from_command(account, account.password_command)
    if account.password is not None:
        return Secret(account.password.get_secret_value())
    raise UserError(
        f'Account "{account.name}" has no password; add password_command or password_file'
    )


def _trouble(account: Account, option: str, what: str) -> UserError:
    return UserError(f'Account "{account.name}", {option}: {what}')


def _from_file(account: Account, path: Path) -> Secret:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise _trouble(
            account, "password_file", f"{path} cannot be read: {error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise _trouble(account, "password_file", f"{path} is not UTF-8 text") from error
    if not lines or not lines[0]:
        raise _trouble(
            account, "password_file", f"the first line of {path} is empty; write the password there"
        )
    return Secret(lines[0])


def _from_variable(account: Account, name: str, env: Mapping[str, str]) -> Secret:
    if not env.get(name):
        raise _trouble(
            account,
            "password_env",
            f"the variable {name} is not set; set it, or choose password_command",
        )
    return Secret(env[name])


def _from_command(account: Account, command: str) -> Secret:
    """Run the command without a shell; `~/` at the start of a word is the home directory."""
    option = "password_command"
    try:
        words = [
            str(Path(word).expanduser()) if word.startswith("~/") else word
            for word in shlex.split(command)
        ]
    except ValueError as error:
        raise _trouble(account, option, f"cannot be read: {error}; check its quotes") from error
    if not words:
        raise _trouble(account, option, 'is empty; write a command such as "pass show mail/home"')
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # From None: the exception carries the command's output.
        what = f"{words[0]} gave no answer in {_COMMAND_SECONDS} seconds; does it wait for a passphrase?"
        raise _trouble(account, option, what) from None
    except OSError as error:
        raise _trouble(account, option, f"{words[0]} cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:_MOST_ERROR_LETTERS]
        raise _trouble(
            account, option, f"{words[0]} ended with code {done.returncode}: {said or 'no message'}"
        )
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if not lines or not lines[0]:
        raise _trouble(account, option, f"{words[0]} wrote no password on its first line")
    return Secret(lines[0])


def warnings_about(config: Config, holder: Path | None) -> tuple[str, ...]:
    """Return what works but should be mended: readable secrets, unencrypted logins.

    `holder` is the configuration file when a password stands in it.
    """
    warnings = []
    if holder:
        warnings.append(
            f"{holder} holds a password; password_command or password_file keep it out."
        )
        if _is_readable_by_others(holder):
            warnings.append(f"Others can read {holder}; run: {_chmod(holder)}")
    for account in config.accounts:
        place = f'Account "{account.name}"'
        if account.password_file and _is_readable_by_others(account.password_file):
            path = account.password_file
            warnings.append(f"{place}: others can read {path}; run: {_chmod(path)}")
        if account.security == "plain" and not account.host.startswith(_LOCAL):
            warnings.append(
                f'{place}: security = "plain" sends the password readable over the network; '
                'use "tls" or "starttls".'
            )
    return tuple(warnings)


def _chmod(path: Path) -> str:
    return f"chmod 600 {shlex.quote(str(path))}"


def _is_readable_by_others(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return bool(mode & (stat.S_IRGRP | stat.S_IROTH))
