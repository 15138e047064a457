"""Samples turned into what the judge reads: words and findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from notworking.judge.clues import findings
from notworking.judge.not_ours import not_ours
from notworking.judge.verdict import Finding
from notworking.judge.words import Words, from_message
from notworking.learn.corpora import Sample
from notworking.mail import language, links, zones
from notworking.mail.message import Message
from notworking.mail.reading import read

UNTAUGHT = frozenset(
    {
        "is_reply",
        "short_answer",
        "quotes_earlier_mail",
        "fake_reply_subject",
        "forwarded",
        "greets_other_name",
        "free_mail_sender",
        "secondary_domain",
        "link_elsewhere",
        "unsubscribe_header",
        "bulk_header",
        "list_mail",
        "no_links",
        "many_links",
        "postal_footer",
        "merge_field",
        "greets_by_name",
        "no_greeting",
        "subject_question",
        "ends_with_question",
        "few_words",
        "long_text",
        "signed_first_name",
    }
)
"""Findings that tell the corpus, not the mail: they carry no learned weight. Half of the corpora
have no headers and the other half are lists; some have lost their links, footers and subjects,
or the recipient's name; and templates are filled before training. None of them is a reason that
a reader would sign, either."""


@dataclass(frozen=True, slots=True)
class Material:
    """One sample as the judge sees it."""

    sample: Sample
    words: Words
    findings: tuple[Finding, ...]
    left_alone: bool = False
    """It is none of our business (`not_ours`), so that no score files it."""


def materials(samples: Iterable[Sample]) -> list[Material]:
    """Return the samples read, in order; those that cannot be read are left out."""
    made = []
    for sample in samples:
        read_as = words_of(sample)
        if read_as is not None:
            words, left_alone = read_as
            told = sample if sample.raw is None else replace(sample, lang=words.language)
            made.append(Material(told, words, taught(findings(words)), left_alone))
    return made


def taught(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that the corpora can teach something about."""
    return tuple(one for one in found if one.name not in UNTAUGHT)


def words_of(sample: Sample) -> tuple[Words, bool] | None:
    """Return a sample's words and whether it is left alone, None when its bytes are no message.

    Headers are left out of the words of all samples alike, so that none is known by them. But
    what they say of a list or a machine keeps a message from being filed, here as in a mailbox.
    """
    if sample.raw is not None:
        message = read(sample.raw)
        if not isinstance(message, Message):
            return None
        return _plain(from_message(message)), not_ours(message) is not None
    cut = zones.cut(sample.body)
    words = Words(
        subject=" ".join(sample.subject.split()),
        text=cut.new,
        footer=cut.footer,
        signature=cut.signature,
        quoted=cut.quoted,
        links=tuple(links.in_text(sample.body)),
        language=language.detect(cut.new),
        sender_name=sample.sender_name,
        is_reply=sample.is_reply,
    )
    return words, False


def _plain(words: Words) -> Words:
    return replace(words, headers=None, sender_email="", recipients=1, has_attachment=False)
