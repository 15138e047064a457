"""What the user's own moves say about a message: what is pinned, and where they put such mail."""

from __future__ import annotations

from notworking.assess.preparing import Prepared
from notworking.assess.recall import Remembered, Word
from notworking.judge.hosts import shipped_hosts
from notworking.judge.judgement import Taught
from notworking.people.address import names_a_person
from notworking.people.facts import Facts, day
from notworking.people.relationship import Relationship
from notworking.store.hashes import name_key


def sender_keys(one: Prepared) -> tuple[str, str]:
    """Return the hashes of the speaker's address and domain; "" for offices and free mail.

    A network's own notice about nobody has no speaker: its address says nothing about anybody.
    """
    if one.sender is None or not one.sender.domain or (one.notice and not one.notice.people):
        return "", ""
    is_free = shipped_hosts().is_free_mail(one.sender.domain)
    sender = name_key(one.sender.email) if names_a_person(one.sender.email) else ""
    return sender, "" if is_free else name_key(one.sender.domain)


def is_forged(one: Prepared) -> bool:
    """Return True when the receiving server says that this is not whom it claims to be from."""
    if one.notice is not None:
        return one.notice.is_forged
    domain = one.message.sender.domain if one.message.sender else ""
    return one.authenticity.denies(domain)


def pinned(one: Prepared, remembered: Remembered) -> str | None:
    """Say why the user's own move keeps this message, or None."""
    if one.message.digest in remembered.pinned_digests:
        return "You put this message back once, so it stays"
    if one.thread in remembered.pinned_threads:
        return "You put a message of this thread back once, so it stays"
    if one.sender is None:
        return None
    if one.sender.email in remembered.pinned_senders:
        return "You put a message of this sender back once, so theirs stay"
    if one.sender.domain in remembered.pinned_domains:
        return f"You put mail of several people at {one.sender.domain} back, so theirs stays"
    return None


def taught(
    one: Prepared, remembered: Remembered, relationship: Relationship, told: Facts
) -> Taught | None:
    """Say where the user put earlier mail of this sender, thread or domain, or None.

    A thread carries the word only to the sender's own colleagues: whoever else writes in it is
    another participant, and has done nothing. Having written to somebody since takes the word
    back, unless it was to ask them to stop; of people I know, only mail that looks like it follows.
    """
    sender, domain = sender_keys(one)
    word, whose = _word(one, remembered, sender, domain, is_stranger=not told.is_known)
    if word is None:
        return None
    answered = relationship.last_mine_at
    if answered is not None and answered > word.at and told.opted_out_at is None:
        return None
    because = f"You filed mail of {whose} as {word.label} on {day(word.at)}"
    return Taught(word.label, word.folder, because, is_firm=not told.is_known)


def _word(
    one: Prepared, remembered: Remembered, sender: str, domain: str, *, is_stranger: bool
) -> tuple[Word | None, str]:
    """Return the nearest word that holds for the message, and for whom it was given."""
    email = one.sender.email if one.sender is not None else ""
    if sender and email in remembered.taught_senders:
        return remembered.taught_senders[email], "this sender"
    in_thread = remembered.taught_threads.get(one.thread)
    if in_thread is not None and domain and in_thread.domain == domain:
        return in_thread, "this thread"
    site = one.sender.domain if one.sender is not None else ""
    if is_stranger and domain and site in remembered.taught_domains:
        return remembered.taught_domains[site], f"several people at {site}"
    return None, ""
