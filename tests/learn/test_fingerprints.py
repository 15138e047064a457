"""Fingerprints of training texts: the same letters are the same text, and few letters are none."""

from __future__ import annotations

from notworking.judge.wording import fingerprint

LETTER = "Dear Ms Weiß,\n\nwould you be open to a 15 minute call on Tuesday?"


def test_how_a_mail_program_wraps_or_shouts_does_not_matter() -> None:
    """The same mail arrives as a file, as JSON, and quoted."""
    wrapped = LETTER.upper().replace("\n", "\r\n").replace(" to a ", "  to\n a ")

    assert fingerprint(wrapped) == fingerprint(LETTER)


def test_another_word_is_another_text() -> None:
    """A follow-up that changes the day has not been trained on."""
    assert fingerprint(LETTER.replace("Tuesday", "Thursday")) != fingerprint(LETTER)


def test_what_everybody_writes_has_no_fingerprint() -> None:
    """ "Thanks, see you then!" in two corpora is no sign of a copy."""
    assert fingerprint("Thanks, see you!") == 0
    assert fingerprint("") == 0
