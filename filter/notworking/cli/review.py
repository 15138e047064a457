"""`review`: the unsure and the most informative messages, one after the other, one key each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

from notworking import app
from notworking.account import AccountWorker
from notworking.budget.watching import may_move
from notworking.cli import show
from notworking.cli.budget import suspensions
from notworking.cli.journal import since_when
from notworking.cli.keys import ENDS, Keys, is_interactive, reading_keys
from notworking.cli.logs import set_up
from notworking.config.options import Account
from notworking.corrections.bench import Bench
from notworking.errors import TemporaryError, UserError
from notworking.house import House, open_house
from notworking.judge.verdict import Category
from notworking.planning import Mode
from notworking.reviewing.answering import Answered, answer, take_back
from notworking.reviewing.choosing import Question, questions
from notworking.reviewing.finding import Found, find
from notworking.settle import settle
from notworking.store.examples import Examples
from notworking.store.lock import AccountBusyError
from notworking.store.review import Review
from notworking.store.values import Judged

KEYS = {
    "g": Category.GENUINE,
    "p": Category.PITCH,
    "r": Category.RECRUITING,
    "a": Category.ASK,
    "c": Category.SCHEME,
    "i": Category.INVITATION,
    "e": Category.EVENT,
}
SKIP, BACK, REASONS = "s", "u", "w"
_LOOKED_THROUGH = 5_000
"""Judgements, the newest, among which the questions are chosen."""
_LINES = 10
"""How much of a message is shown."""


def review(
    config: Path | None, *, account: str | None, most: int, since: str, as_json: bool
) -> None:
    """Ask about messages where a person is looking; elsewhere list what would be asked."""
    house = open_house(config)
    chosen = [house.account(account)] if account else house.config.accounts
    since_at = since_when(since)
    for one in chosen:
        asked = _questions(house, one, most, since_at)
        if as_json:
            for question in asked:
                show.print_json(_as_object(question))
        elif not asked:
            show.console.print(f"{one.name}: nothing to ask about.", markup=False)
        elif not is_interactive():
            _list(asked)
        else:
            _sit_down(house, one, asked)
    house.close()


def _questions(house: House, account: Account, most: int, since: datetime | None) -> list[Question]:
    """Return what to ask about in an account."""
    rows = Review(house.database).recent(_LOOKED_THROUGH, account=account.name, since=since)
    digests = {row.digest for row in rows}
    taught = Examples(house.database).by_digest(account.name, digests)
    return questions(rows, app.policy_of(house.config), taught=taught.keys(), most=most)


def _list(asked: Sequence[Question]) -> None:
    """Print what there is to ask about, for whoever cannot answer here."""
    rows = [
        (one.judged.short_id, _sender(one.judged), one.judged.subject, one.told) for one in asked
    ]
    short = {"from": 24, "subject": 40}
    show.console.print(show.table(("id", "from", "subject", "why"), rows, short=short))


def _sit_down(house: House, account: Account, asked: Sequence[Question]) -> None:
    """Ask one question after the other, until all are answered or the user has had enough."""
    set_up("critical", house.config.log.format)
    worker = app.worker_of(house, account)
    sitting = Sitting(worker, {one.name: one.folder for one in house.config.categories})
    try:
        with worker.at_bench(), reading_keys() as keys:
            show.console.print(_greeting(account, len(asked)), markup=False, highlight=False)
            sitting.ask_all(asked, keys)
        is_within = account.mode != "move" or may_move(worker.budget, app.utc_now())
    except AccountBusyError:
        _list(asked)
        show.console.print(
            "\nThe daemon is at work on this account, so nothing can be answered here. Move the "
            "messages in your mail program: it learns from that. Or stop it, and come back."
        )
        return
    finally:
        worker.close()
    show.console.print(sitting.summary(), markup=False, highlight=False)
    for sentence in () if is_within else suspensions(house, [account]):
        show.console.print(sentence, style="red", markup=False, highlight=False)


def _greeting(account: Account, number: int) -> str:
    done = {
        Mode.MOVE: "what you answer is learned, and the message moved",
        Mode.FLAG: "what you answer is learned, and the message marked",
        Mode.SHADOW: "what you answer is learned; nothing is moved in mode “shadow”",
    }
    return f"{account.name}: {show.count(number, 'message')}; {done[Mode(account.mode)]}."


@dataclass(slots=True)
class Sitting:
    """One walk through the questions: what was answered, so that it can be taken back."""

    worker: AccountWorker
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Name → folder of the user's own categories."""
    answered: list[tuple[int, Answered]] = field(default_factory=list)
    """(Number of the question, what its answer changed), oldest first."""
    skipped: int = 0
    gone: int = 0

    @property
    def labels(self) -> dict[str, str]:
        """Key → label: the categories' letters, then the user's own by number."""
        named: dict[str, str] = {key: category.value for key, category in KEYS.items()}
        return named | {str(number): name for number, name in enumerate([*self.kinds][:9], 1)}

    def ask_all(self, asked: Sequence[Question], keys: Keys) -> None:
        """Ask until the end, or until the user quits; u goes back to the last answered one."""
        number = 0
        while number < len(asked) or self._wants_back(keys):
            if number >= len(asked):
                number = self._back(number)
                continue
            found = self._find(asked[number])
            if found is None:
                self.gone += 1
                number += 1
                continue
            keys.forget()
            _show(asked[number], found, number, len(asked), self.legend())
            pressed = self._key(keys, found)
            if pressed in ENDS:
                return
            if pressed == BACK:
                number = self._back(number)
            elif pressed == SKIP:
                self.skipped += 1
                number += 1
            else:
                self._answer(number, found, self.labels[pressed])
                number += 1

    def summary(self) -> str:
        """Return what the sitting came to, in one sentence."""
        told = [f"{len(self.answered)} taught"]
        told += [f"{self.skipped} skipped"] if self.skipped else []
        told += [f"{self.gone} no longer where we left them"] if self.gone else []
        return f"{', '.join(told)}."

    def legend(self) -> str:
        """Return the keys and what they mean, as one paragraph."""
        shown = [f"[{key}] {label}" for key, label in self.labels.items()]
        return "  ".join(
            [*shown, f"[{SKIP}] skip", f"[{BACK}] undo last", f"[{REASONS}] why", "[q] quit"]
        )

    def _wants_back(self, keys: Keys) -> bool:
        """Ask, at the end, whether the last answer stands."""
        if not self.answered:
            return False
        keys.forget()
        show.console.print(
            f"\nThat was all.  [{BACK}] undo last  [any other key] end",
            markup=False,
            highlight=False,
        )
        return keys.wait() == BACK

    def _key(self, keys: Keys, found: Found) -> str:
        """Wait for a key that means something; the reasons are told without going on."""
        while True:
            pressed = keys.wait()
            if pressed == REASONS:
                _tell_reasons(found)
            elif pressed in ENDS or pressed in self.labels or pressed in (SKIP, BACK):
                return pressed

    def _find(self, question: Question) -> Found | None:
        """Return the message; servers hang up on people who think, so it is tried twice."""
        for _ in range(2):
            try:
                with self.worker.at_bench() as bench:
                    return find(bench, question.judged)
            except TemporaryError as exc:
                trouble = exc
        raise trouble

    def _answer(self, number: int, found: Found, label: str) -> None:
        """Teach the answer, and say where the message is now."""

        try:
            done = self._carry_out(found, label)
        except UserError as exc:
            show.console.print(f"  {exc}", style="red", markup=False, highlight=False)
            return
        self.answered.append((number, done))
        where = f", now in {done.place}" if done.place != found.ref.mailbox else ""
        show.console.print(f"  {label}{where}", style="green", markup=False, highlight=False)

    def _back(self, number: int) -> int:
        """Take the last answer back; return the number of the question to ask next."""
        if not self.answered:
            show.console.print("  Nothing was answered yet.")
            return number
        before, last = self.answered.pop()

        with self._settled() as bench:
            take_back(bench, last)
        show.console.print(
            f"  Taken back: {last.label}", style="yellow", markup=False, highlight=False
        )
        return before

    def _carry_out(self, found: Found, label: str) -> Answered:
        """Teach and move, once more when the connection breaks: what was begun is finished first."""
        try:
            with self.worker.at_bench() as bench:
                return answer(bench, self.worker.wishes, found, label)
        except TemporaryError:
            with self._settled() as bench:
                lying = find(bench, found.judged)
                if lying is None:
                    raise
                return answer(bench, self.worker.wishes, lying, label)

    @contextmanager
    def _settled(self) -> Iterator[Bench]:
        """Lend the bench with nothing half done on it."""
        try:
            with self.worker.at_bench() as bench:
                bench.mailbox.select(bench.inboxes[0], readonly=True)
        except TemporaryError:
            pass  # the next use connects anew
        with self.worker.at_bench() as bench:
            if self.worker.wishes.mode is not Mode.SHADOW:
                settle(bench.hands, bench.account)
            yield bench


def _show(question: Question, found: Found, number: int, total: int, legend: str) -> None:
    """Print what one has to know to answer, the first lines of the message among it."""
    say = show.console.print
    one = question.judged
    width = max(40, min(show.console.width, 100) - 2)
    say(f"\n{number + 1} of {total}  {question.told}", style="cyan", markup=False, highlight=False)
    say(f"From     {_plain(_sender(one))}", markup=False, highlight=False)
    say(f"Subject  {_plain(one.subject)}", style="bold", markup=False, highlight=False)
    say(
        f"Lies in  {found.ref.mailbox}, {show.when(one.internaldate)}",
        markup=False,
        highlight=False,
    )
    for line in _first_lines(found.message.zones.new, width):
        say(f"  {line}", markup=False, highlight=False, style="dim")
    for clue in show.reasons(one.clues)[:3]:
        say(f"  {_plain(show.reason_line(clue))}", markup=False, highlight=False)
    say(legend, markup=False, highlight=False)


def _first_lines(text: str, width: int) -> list[str]:
    """Return the first lines of a message, wrapped, without anything a terminal would obey."""
    lines = [
        line for part in text.splitlines() if part.strip() for line in wrap(_plain(part), width)
    ]
    return [*lines[:_LINES], *(["…"] if len(lines) > _LINES else [])]


def _plain(text: str) -> str:
    """Return text without control characters: mail must not write on the reader's terminal.

    Those that turn the direction of writing go too; they can make one name look like another.
    """
    kept = (" " if letter.isspace() else letter for letter in text)
    return "".join(one for one in kept if one == " " or unicodedata.category(one)[0] != "C")


def _tell_reasons(found: Found) -> None:
    """Print all reasons for the verdict."""
    one = found.judged
    say = show.console.print
    say(f"  {one.decision}: {_plain(one.because)}", markup=False, highlight=False)
    for clue in show.reasons(one.clues, all_of_them=True):
        say(f"  {_plain(show.reason_line(clue))}", markup=False, highlight=False)


def _sender(one: Judged) -> str:
    """Return who wrote it, with the address."""
    name = one.person or one.sender_name
    return f"{name} <{one.sender}>" if name and name != one.sender else one.sender


def _as_object(question: Question) -> dict[str, Any]:
    """Return a question as the JSON object that --json prints."""
    one = question.judged
    return {
        "id": one.short_id,
        "account": one.ref.account,
        "why": question.why.name.lower(),
        "told": question.told,
        "from": one.sender,
        "name": one.person or one.sender_name,
        "subject": one.subject,
        "category": str(one.category),
        "score": round(one.score, 4),
        "decision": str(one.decision),
        "message_id": one.message_id,
    }
