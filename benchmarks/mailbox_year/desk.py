"""The desk on which a persona's year is written: letters, threads, and who was written to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.mailbox_year import linkedin_mail
from benchmarks.mailbox_year.bodies import Bodies
from benchmarks.mailbox_year.cast import Casting, Persona, Player
from benchmarks.mailbox_year.truth import INBOX, SENT, Letter, Sort, Truth, Year
from benchmarks.mailbox_year.wire import Draft, Pairs, Passed, trace, written

START = datetime(2025, 10, 1, tzinfo=UTC)
DAYS = 365
FEW = 10
Person = tuple[str, str]


@dataclass(slots=True)
class Thread:
    """A conversation: its subject and the Message-IDs so far."""

    subject: str
    ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Desk:
    """Writes letters for one persona; everything random comes from `dice`."""

    persona: Persona
    dice: Random
    casting: Casting
    bodies: Bodies
    letters: list[Letter] = field(default_factory=list)
    vouched_since: dict[str, datetime] = field(default_factory=dict)

    def moment(self, first_day: float = 0, last_day: float = DAYS - 1) -> datetime:
        """Return a moment between 07:00 and 20:00 on a day of the year."""
        day = self.dice.randrange(int(first_day), max(int(first_day) + 1, int(last_day)))
        return START + timedelta(days=day, seconds=self.dice.randrange(7 * 3600, 20 * 3600))

    def lang(self) -> str:
        """Return a language the persona gets mail in."""
        return self.dice.choice(self.persona.languages)

    def new_id(self, domain: str) -> str:
        """Return a fresh Message-ID."""
        return f"{self.dice.randrange(16**16):016x}@{domain}"

    @property
    def me(self) -> Person:
        """The persona as a name and address."""
        return self.persona.name, self.persona.email

    def receive(
        self,
        player: Player,
        at: datetime,
        thread: Thread,
        text: str,
        truth: Truth,
        *,
        cc: Sequence[Person] = (),
        to: Sequence[Person] = (),
        passed: Passed | None = None,
        extra: Pairs = (),
        calendar: str = "",
        is_new_thread: bool = False,
    ) -> Letter:
        """Have a player write to the persona; the letter joins `thread`."""
        references = [] if is_new_thread else list(thread.ids)
        again = references and not thread.subject.lower().startswith("re:")
        draft = Draft(
            id=self.new_id(player.domain),
            at=at,
            sender=(player.name, player.email),
            to=to or [self.me],
            cc=cc,
            subject=f"Re: {thread.subject}" if again else thread.subject,
            text=text,
            references=references,
            calendar=calendar,
            extra=extra,
        )
        thread.ids.append(draft.id)
        top = trace(self.persona, passed or Passed(player.domain), at)
        return self._keep(draft, INBOX, written(draft, top), truth)

    def send(
        self,
        to: Sequence[Player],
        at: datetime,
        thread: Thread,
        text: str,
        cc: Sequence[Player] = (),
    ) -> Letter:
        """Have the persona write."""
        draft = Draft(
            id=self.new_id(self.persona.email.partition("@")[2]),
            at=at,
            sender=self.me,
            to=[(one.name, one.email) for one in to],
            cc=[(one.name, one.email) for one in cc],
            subject=f"Re: {thread.subject}" if thread.ids else thread.subject,
            text=text,
            references=list(thread.ids),
        )
        thread.ids.append(draft.id)
        return self._keep(draft, SENT, written(draft), Truth(Sort.MINE))

    def notify(
        self,
        notice: linkedin_mail.Notice,
        at: datetime,
        truth: Truth,
        passed: Passed = linkedin_mail.LINKEDIN,
        below: Pairs = (),
    ) -> Letter:
        """Have LinkedIn (or somebody who says so) write; `below` are fields the sender made up."""
        draft = linkedin_mail.draft_of(notice, self.persona, at, self.dice)
        top = [*trace(self.persona, passed, at), *below]
        return self._keep(draft, INBOX, written(draft, top), truth)

    def _keep(self, draft: Draft, mailbox: str, raw: bytes, truth: Truth) -> Letter:
        letter = Letter(
            at=draft.at.replace(microsecond=0),
            mailbox=mailbox,
            id=draft.id,
            raw=raw,
            truth=truth,
            sender=draft.sender[1].lower(),
            recipients=tuple(email.lower() for _, email in (*draft.to, *draft.cc)),
        )
        self.letters.append(letter)
        return letter

    def year(self) -> Year:
        """Return all letters in order of arrival, and who was known when."""
        end = START + timedelta(days=DAYS)
        letters = tuple(
            sorted((one for one in self.letters if one.at < end), key=lambda one: (one.at, one.id))
        )
        known: dict[str, datetime] = {}
        for letter in letters:
            if letter.mailbox == SENT and len(letter.recipients) <= FEW:
                for address in letter.recipients:
                    known.setdefault(address, letter.at)
        vouched = {who: at for who, at in self.vouched_since.items() if at < end}
        return Year(letters, known, vouched)
