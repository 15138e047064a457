"""The three kinds of trouble, named by what the reader should do about each."""

from __future__ import annotations


class UserError(Exception):
    """Show the sentence and stop (exit code 2): only the user can mend it."""


class TemporaryError(Exception):
    """Wait and try again (exit code 75 for one-shot commands)."""


class MessageError(Exception):
    """Skip this one message, count it, leave it in the inbox, go on."""
