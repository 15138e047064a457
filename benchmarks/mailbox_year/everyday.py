"""The genuine part of a year: correspondence, strangers with good reason, machines and lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from benchmarks.mailbox_year import linkedin_mail, sentences
from benchmarks.mailbox_year.bodies import is_first_contact, is_not_ours, is_of_known
from benchmarks.mailbox_year.cast import Player, folded
from benchmarks.mailbox_year.desk import DAYS, START, Desk, Thread
from benchmarks.mailbox_year.heldout import SeedMessage
from benchmarks.mailbox_year.truth import Sort, Truth


def circle(desk: Desk) -> list[Player]:
    """Return the people the persona wrote with before the year: family, colleagues, customers."""
    persona, make = desk.persona, desk.casting.player
    people = [make(lang=desk.lang(), private=True) for _ in range(12)]
    people += [make(lang=desk.lang(), company=persona.employer) for _ in range(14)]
    people += [make(lang=desk.lang()) for _ in range(30)]
    for player in people:
        at = START - timedelta(days=desk.dice.randrange(20, 400), hours=desk.dice.randrange(12))
        thread = Thread(sentences.subject(desk.dice, player.lang))
        if desk.dice.random() < 0.5:
            _from(desk, player, at, thread)
        desk.send([player], at + timedelta(hours=5), thread, _mine(desk, player))
    return people


def correspondence(desk: Desk, people: list[Player]) -> None:
    """Threads with replies both ways, begun by either side, all through the year."""
    for _ in range(desk.persona.everyday):
        player = desk.dice.choice(people)
        thread = Thread(sentences.subject(desk.dice, player.lang))
        at = desk.moment()
        is_mine = desk.dice.random() < 0.35
        for _ in range(desk.dice.choice((1, 2, 2, 3, 3, 4, 6))):
            if is_mine:
                others = [one for one in (desk.dice.choice(people),) if one is not player]
                copied = others if desk.dice.random() < 0.15 else []
                desk.send([player], at, thread, _mine(desk, player), copied)
            else:
                _from(desk, player, at, thread)
            is_mine = not is_mine
            at += timedelta(
                hours=desk.dice.choice((1, 3, 20, 26, 50)), minutes=desk.dice.randrange(60)
            )


def _from(desk: Desk, player: Player, at: datetime, thread: Thread) -> None:
    """A known person's mail: a body of the corpus now and then, else a few sentences."""
    truth = Truth(Sort.CORRESPONDENCE, player.name)
    body = desk.bodies.take(is_of_known, player, player.lang) if desk.dice.random() < 0.3 else None
    if body is None:
        text = sentences.everyday(desk.dice, player.lang, you=desk.persona.first, me=player.first)
    else:
        text, truth = body.body, replace(truth, body=body.id)
        thread = thread if thread.ids else Thread(body.subject)
    if desk.dice.random() < 0.3:
        text += f"\n\n-- \n{player.name}\n{player.headline}\nlinkedin.com/in/{player.slug}"
    desk.receive(player, at, thread, text, truth)


def _mine(desk: Desk, player: Player) -> str:
    return sentences.everyday(desk.dice, player.lang, you=player.first, me=desk.persona.first)


def first_contacts(desk: Desk, many: int) -> None:
    """Strangers with good reason; the persona answers a third, who become known and go on."""
    for _ in range(many):
        lang = desk.lang()
        player = desk.casting.player(lang=lang, private=desk.dice.random() < 0.4)
        body = desk.bodies.take(is_first_contact, player, lang)
        if body is None:
            continue
        thread, at = Thread(body.subject), desk.moment(last_day=DAYS - 40)
        desk.receive(
            player, at, thread, body.body, Truth(Sort.GENUINE_STRANGER, player.name, body=body.id)
        )
        if desk.dice.random() < 0.35:
            at += timedelta(hours=desk.dice.randrange(2, 60))
            desk.send([player], at, thread, _mine(desk, player))
            for _ in range(desk.dice.randrange(1, 4)):
                at += timedelta(days=desk.dice.randrange(1, 12))
                again = thread if desk.dice.random() < 0.6 else Thread("one more thing")
                _from(desk, player, at, again)


def newly_written_to(desk: Desk) -> list[Player]:
    """People the persona writes to first, in some months only: they become known by that."""
    found = []
    for month in (1, 4, 5, 8, 10):
        for _ in range(4):
            player = desk.casting.player(lang=desk.lang())
            at = desk.moment(month * 30, month * 30 + 28)
            thread = Thread(sentences.subject(desk.dice, player.lang))
            desk.send([player], at, thread, _mine(desk, player))
            for _ in range(desk.dice.randrange(1, 5)):
                at += timedelta(days=desk.dice.randrange(1, 30))
                _from(desk, player, at, thread)
            found.append(player)
    return found


def asks_of_known(
    desk: Desk, people: list[Player], wanted: Callable[[SeedMessage], bool], many: int
) -> None:
    """Known people who ask, sell or invite in a pitch's words: recruiters answered, customers, vendors.

    The hardest mail for a filter of texts: only the relationship tells it from the pitch.
    """
    for _ in range(many):
        player = desk.dice.choice(people)
        body = desk.bodies.take(wanted, player, player.lang)
        if body is None:
            continue
        at = desk.moment(first_day=5)
        truth = Truth(Sort.CORRESPONDENCE, player.name, body=body.id)
        desk.receive(player, at, Thread(body.subject or "a question"), body.body, truth)


def introductions(desk: Desk, people: list[Player], many: int) -> None:
    """Known people introduce somebody, who writes directly afterwards, in the thread or anew."""
    for _ in range(many):
        by, new = desk.dice.choice(people), desk.casting.player()
        at = desk.moment(last_day=DAYS - 20)
        thread = Thread(f"{desk.persona.first} / {new.first}")
        text = sentences.introduction(
            desk.dice, you=desk.persona.first, other=new.name, me=by.first
        )
        truth = Truth(Sort.INTRODUCTION, by.name)
        desk.receive(by, at, thread, text, truth, cc=[(new.name, new.email)])
        desk.vouched_since.setdefault(new.email, at)
        for number in range(desk.dice.randrange(1, 4)):
            at += timedelta(days=desk.dice.randrange(1, 6), hours=2)
            text = sentences.introduced(
                desk.dice, you=desk.persona.first, by=by.first, me=new.first
            )
            truth = Truth(Sort.VOUCHED, new.name, step=number + 1)
            is_new = number > 0 and desk.dice.random() < 0.5
            desk.receive(new, at, thread, text, truth, is_new_thread=is_new)


def not_ours(desk: Desk, many: int) -> None:
    """Newsletters, receipts, lists, machines, calendar replies and ordinary spam."""
    kinds = (_newsletter, _receipt, _list_mail, _machine, _calendar_reply, _from_corpus)
    for number in range(many):
        kinds[number % len(kinds)](desk)


def _robot(desk: Desk, local: str, name: str, domain: str) -> Player:
    return Player(name, name, f"{local}@{domain}", folded(name), "", desk.lang())


def _newsletter(desk: Desk) -> None:
    firm = f"{desk.casting.company()} Weekly"
    robot = _robot(desk, "newsletter", firm, f"{folded(firm)}.example")
    number = desk.dice.randrange(10, 400)
    stories = desk.dice.sample(sentences.THINGS["en"], 3)
    text = (
        f"In this issue no. {number}\n\n1. {stories[0].capitalize()}: what changed\n"
        f"2. {stories[1].capitalize()}, explained\n3. Readers on {stories[2]}\n\n"
        "View this email in your browser\nManage your preferences | Unsubscribe"
    )
    extra = [
        ("List-Id", f"<news.{robot.domain}>"),
        ("List-Unsubscribe", f"<https://{robot.domain}/u>"),
    ]
    thread = Thread(f"Issue {number}: {stories[0]}")
    desk.receive(robot, desk.moment(), thread, text, Truth(Sort.NOT_OURS), extra=extra)


def _receipt(desk: Desk) -> None:
    firm = desk.casting.company()
    robot = _robot(
        desk, desk.dice.choice(("billing", "orders", "no-reply")), firm, f"{folded(firm)}.example"
    )
    number = desk.dice.randrange(10**5, 10**6)
    subject = desk.dice.choice(
        (f"Your order {number} has shipped", f"Invoice {number}", f"Receipt for order #{number}")
    )
    text = f"Thank you. Your order {number} of {desk.dice.randrange(9, 300)}.00 EUR is on its way.\n\nTracking number: {number}77"
    desk.receive(robot, desk.moment(), Thread(subject), text, Truth(Sort.NOT_OURS))


def _list_mail(desk: Desk) -> None:
    name = desk.dice.choice(("hydro-users", "letterpress", "old-bikes", "river-rowers"))
    player = desk.casting.player(lang="en")
    host = "lists.rowing.example"
    text = sentences.everyday(desk.dice, "en", you="all", me=player.first)
    extra = [
        ("List-Id", f"<{name}.{host}>"),
        ("List-Post", f"<mailto:{name}@{host}>"),
        ("Precedence", "list"),
    ]
    thread = Thread(f"[{name}] {sentences.subject(desk.dice, 'en')}")
    to = [("", f"{name}@{host}")]
    truth = Truth(Sort.NOT_OURS)
    desk.receive(player, desk.moment(), thread, text, truth, to=to, extra=extra)


def _machine(desk: Desk) -> None:
    robot = _robot(
        desk, desk.dice.choice(("builds", "alerts", "noreply")), "Build Robot", "ci.example"
    )
    number = desk.dice.randrange(1000, 9999)
    subject = desk.dice.choice((f"Build {number} failed", f"Build {number} passed", "Disk at 81 %"))
    text = f"{subject}\n\nhost: runner-{number % 7}\nlog: https://ci.example/{number}"
    extra = [("Auto-Submitted", "auto-generated")]
    desk.receive(robot, desk.moment(), Thread(subject), text, Truth(Sort.NOT_OURS), extra=extra)


def _calendar_reply(desk: Desk) -> None:
    player = desk.casting.player(lang="en")
    subject = f"{desk.dice.choice(('Accepted', 'Declined'))}: {sentences.subject(desk.dice, 'en')}"
    truth = Truth(Sort.CALENDAR, player.name)
    text = f"{player.name} has answered."
    desk.receive(player, desk.moment(), Thread(subject), text, truth, calendar="REPLY")


def _from_corpus(desk: Desk) -> None:
    firm = desk.casting.company()
    robot = _robot(desk, "hello", firm, f"{folded(firm)}.example")
    body = desk.bodies.take(is_not_ours, desk.casting.player(), desk.lang())
    if body is None:
        return
    extra = [("List-Unsubscribe", f"<https://{robot.domain}/u>"), ("Precedence", "bulk")]
    truth = Truth(Sort.NOT_OURS, body=body.id)
    desk.receive(robot, desk.moment(), Thread(body.subject), body.body, truth, extra=extra)


def on_the_network(desk: Desk, people: list[Player], many: int) -> None:
    """Known people's invitations and messages on LinkedIn."""
    for number in range(many):
        player = desk.dice.choice(people)
        who = Truth(Sort.INVITATION_KNOWN, player.name, player.slug)
        if number % 2:
            notice = linkedin_mail.invitation(player, desk.persona, desk.dice)
        else:
            words = sentences.everyday(desk.dice, "en", you=desk.persona.first, me=player.first)
            notice = linkedin_mail.message(player, words, desk.dice)
            who = replace(who, sort=Sort.MESSAGE_KNOWN)
        desk.notify(notice, desk.moment(first_day=30), who)
