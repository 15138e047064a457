"""What is judged: the sender's own words, and the few facts of the envelope around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from notworking.mail.message import Headers, Link, Message
from notworking.people.networks.notice import Notice

_MOST_CHARACTERS = 8_000
"""Text beyond this is cut out of the middle: openers stand first, asks stand last."""

_TAIL_CHARACTERS = 2_500

_SHORT_LINE = 45
"""A line shorter than this was ended by its writer, not wrapped by a program."""

_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[”’」』）]*|(?<=\n)[ \t]*\n")
_BULLET = re.compile(r"\s*(?:[-*•–—>→✓✅]|\d{1,2}[.)])\s")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|nr|vs|etc|ca|bzw|ggf|inkl|inc|ltd|co|corp|approx|sr|sra|"
    r"srta|dott|avv|ing|dhr|mevr|mme|mlle|tel|abs|art|cf|fig|ext|dept|est|usw|evtl|bijv)|"
    r"\b[a-zà-ÿ])$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b\d{1,2}$")
_AFTER_ORDINAL = re.compile(
    r"\s+(?:jan|feb|m[äa]r|maerz|apr|mai|jun|jul|aug|sep|okt|oct|nov|dez|dec|stock|etage|og|kw|"
    r"klasse|jahrhundert|geburtstag|runde|semester|auflage|quartal|halbjahr|stelle|platz)",
    re.IGNORECASE,
)
"""What a number with a period counts, in German: "am 12. März", "im 3. Stock"."""


@dataclass(frozen=True, slots=True)
class Words:
    """One message as the judge reads it. Quotes, signature and footer are kept apart."""

    subject: str = ""
    text: str = ""
    """The sender's own new text, nothing quoted, no signature, no footer."""
    footer: str = ""
    signature: str = ""
    quoted: str = ""
    links: tuple[Link, ...] = ()
    language: str = "und"
    sender_name: str = ""
    sender_email: str = ""
    headers: Headers | None = None
    """None for relayed text: a network's headers say nothing about the person."""
    is_reply: bool = False
    recipients: int = 1
    has_attachment: bool = False
    my_names: tuple[str, ...] = ()

    sentences: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The sentences of the text, in order, each on one line."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentences", split_sentences(self.text))


def from_message(message: Message, my_names: tuple[str, ...] = ()) -> Words:
    """Given a direct message, return its sender's words."""
    return Words(
        subject=message.subject,
        text=message.zones.new,
        footer=message.zones.footer,
        signature=message.zones.signature,
        quoted=message.zones.quoted,
        links=message.links,
        language=message.language,
        sender_name=message.sender.name if message.sender else "",
        sender_email=message.sender.email if message.sender else "",
        headers=message.headers,
        is_reply=message.is_reply,
        recipients=len(message.to) + len(message.cc),
        has_attachment=message.has_attachment,
        my_names=my_names,
    )


def from_notice(message: Message, notice: Notice, my_names: tuple[str, ...] = ()) -> Words:
    """Given a relayed message, return the person's words without the network's frame.

    Headers, links and attachments of the frame are the network's, not the person's; of the
    links only those whose host the person wrote out are kept.
    """
    person = notice.people[0] if notice.people else None
    text = notice.text.lower()
    return Words(
        subject=message.subject,
        text=notice.text,
        links=tuple(link for link in message.links if link.host.lower() in text),
        language=message.language,
        sender_name=person.name if person else "",
        sender_email=person.addresses[0] if person and person.addresses else "",
        my_names=my_names,
    )


def split_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, in order, each stripped and on one line.

    "Hi Ada,\\nis Tue. ok? Bye" → ("Hi Ada,", "is Tue. ok?", "Bye"). A sentence ends at . ! ?
    before a space, unless after an abbreviation or before a small letter; at an empty line;
    after a short line; before a bullet. A full-width stop needs no space. Wrapped lines are
    joined. Linear in the text.
    """
    found: list[str] = []
    for paragraph in _paragraphs(shortened(text)):
        found.extend(_cut(paragraph))
    return tuple(found)


def shortened(text: str) -> str:
    """Return the text without its middle when it is longer than 8,000 characters."""
    if len(text) <= _MOST_CHARACTERS:
        return text
    return text[: _MOST_CHARACTERS - _TAIL_CHARACTERS] + "\n\n" + text[-_TAIL_CHARACTERS:]


def _paragraphs(text: str) -> list[str]:
    """Join wrapped lines; give back runs of text that a writer ended with a line break."""
    runs: list[str] = []
    open_lines: list[str] = []
    for line in text.split("\n"):
        stripped = line.strip()
        if open_lines and (not stripped or _BULLET.match(line)):
            runs.append(" ".join(open_lines))
            open_lines = []
        if not stripped:
            continue
        open_lines.append(stripped)
        if len(stripped) < _SHORT_LINE:
            runs.append(" ".join(open_lines))
            open_lines = []
    if open_lines:
        runs.append(" ".join(open_lines))
    return runs


def _cut(paragraph: str) -> list[str]:
    """Cut one run of text into sentences."""
    sentences: list[str] = []
    start = 0
    for stop in _STOP.finditer(paragraph):
        rest = paragraph[stop.end() : stop.end() + 2].lstrip()
        if rest and (rest[0].islower() or _is_abbreviation(paragraph, stop)):
            continue
        sentence = paragraph[start : stop.end()].strip()
        if sentence:
            sentences.append(sentence)
        start = stop.end()
    last = paragraph[start:].strip()
    if last:
        sentences.append(last)
    return sentences


def _is_abbreviation(paragraph: str, stop: re.Match[str]) -> bool:
    """True when the stop is the single period of "Dr.", of an initial, or of "12. März"."""
    if stop.group() != ".":
        return False
    begin = max(0, stop.start() - 6)
    if _ORDINAL.search(paragraph, begin, stop.start()):
        return bool(_AFTER_ORDINAL.match(paragraph, stop.end()))
    return bool(_ABBREVIATION.search(paragraph, begin, stop.start()))
