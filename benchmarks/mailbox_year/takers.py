"""The notworking part of a year: invitations, acceptances, pitch sequences, recruiters, forgeries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from benchmarks.mailbox_year import linkedin_mail, sentences
from benchmarks.mailbox_year.bodies import is_first_contact, is_pitch
from benchmarks.mailbox_year.cast import Persona, Player, Provider
from benchmarks.mailbox_year.desk import DAYS, START, Desk, Thread
from benchmarks.mailbox_year.heldout import SeedMessage
from benchmarks.mailbox_year.truth import Sort, Truth
from benchmarks.mailbox_year.wire import Pairs, Passed

SINGLES_A_DAY = 6
"""So many invitations a day come one by one; the rest in digests of up to eight."""
DIGEST = 8
_STEPS = (0, 3, 7, 14)


def invitations(desk: Desk) -> None:
    """The daily flood: single invitations, digests of several, reminders."""
    for day in range(DAYS):
        wanted = desk.persona.invitations_a_day
        players = [desk.casting.player() for _ in range(wanted)]
        singles, rest = players[:SINGLES_A_DAY], players[SINGLES_A_DAY:]
        for player in singles:
            at = desk.moment(day, day + 1)
            _invite(desk, player, at)
            if desk.dice.random() < 0.08:
                truth = Truth(Sort.REMINDER, player.name, player.slug, "invitation")
                notice = linkedin_mail.reminder(player, desk.dice)
                desk.notify(notice, at + timedelta(days=7), truth)
        for start in range(0, len(rest), DIGEST):
            truth = Truth(Sort.REMINDER, category="invitation")
            notice = linkedin_mail.invitation_digest(rest[start : start + DIGEST])
            desk.notify(notice, desk.moment(day, day + 1), truth)


def _invite(desk: Desk, player: Player, at: datetime, note: str | None = None) -> None:
    body = None
    if note is None and desk.dice.random() < 0.15:
        body = desk.bodies.take(_is_note, player, "en")
    notice = linkedin_mail.invitation(
        player, desk.persona, desk.dice, note or (body.body if body else "")
    )
    truth = Truth(
        Sort.INVITATION, player.name, player.slug, "invitation", body=body.id if body else ""
    )
    desk.notify(notice, at, truth)


def _is_note(message: SeedMessage) -> bool:
    return message.category == "invitation" and message.channel == "invitation"


def pitchers(desk: Desk) -> None:
    """People who connect, by either side's invitation, and pitch on day 0, 3, 7 and 14."""
    waiting: list[tuple[Player, datetime]] = []
    for _ in range(desk.persona.pitchers):
        player = desk.casting.player(lang=desk.lang(), private=desk.dice.random() < 0.1)
        at = desk.moment(last_day=DAYS - 20)
        if desk.dice.random() < 0.4:
            _invite(desk, player, at - timedelta(days=desk.dice.randrange(1, 4)))
        elif desk.dice.random() < 0.35:
            waiting.append((player, at))
            continue
        else:
            _accept(desk, player, at)
        _sequence(desk, player, at + timedelta(hours=desk.dice.randrange(1, 6)))
    for start in range(0, len(waiting), 4):
        _accept_batch(desk, waiting[start : start + 4])


def quiet_connections(desk: Desk, many: int) -> None:
    """People who accept and never pitch: singles, and batches of up to eight."""
    for _ in range(many):
        _accept(desk, desk.casting.player(), desk.moment())
    for _ in range(many // 8):
        at = desk.moment()
        players = [desk.casting.player() for _ in range(desk.dice.choice((3, 5, 8, 8)))]
        _batch(desk, players, at)


def welcome_connections(desk: Desk, many: int) -> None:
    """People who connect and then write for a good reason: the pitchers' genuine twins."""
    for _ in range(many):
        player, at = desk.casting.player(lang=desk.lang()), desk.moment(last_day=DAYS - 25)
        body = desk.bodies.take(is_first_contact, player, player.lang)
        if body is None:
            continue
        _accept(desk, player, at)
        days = desk.dice.choice((0, 1, 3, 8, 20))
        text = body.body
        if body.lang == "en" and desk.dice.random() < 0.5:
            text = f"{sentences.just_connected(desk.dice, desk.persona.first)}\n\n{text}"
        truth = Truth(Sort.GENUINE_CONNECTED, player.name, days_connected=days, body=body.id)
        later = at + timedelta(days=days, hours=2)
        desk.receive(player, later, Thread(body.subject), text, truth)


def _accept(desk: Desk, player: Player, at: datetime) -> None:
    other = desk.casting.player()
    truth = Truth(
        Sort.ACCEPTED,
        player.name,
        player.slug,
        connects=((player.name, player.slug),),
        false_people=((other.name, other.slug),),
    )
    desk.notify(linkedin_mail.accepted(player, desk.persona, desk.dice, other), at, truth)


def _accept_batch(desk: Desk, waiting: list[tuple[Player, datetime]]) -> None:
    """Several who pitch later, told in one mail on the day of the last."""
    at = max(at for _, at in waiting)
    _batch(desk, [player for player, _ in waiting], at)
    for player, _ in waiting:
        _sequence(desk, player, at + timedelta(hours=desk.dice.randrange(1, 6)))


def _batch(desk: Desk, players: list[Player], at: datetime) -> None:
    truth = Truth(Sort.ACCEPTED, connects=tuple((one.name, one.slug) for one in players))
    desk.notify(linkedin_mail.accepted_batch(players, desk.dice), at, truth)


def _sequence(desk: Desk, player: Player, connected: datetime) -> None:
    """Day 0 on the network or by mail, then by mail: bumps in the thread, and new threads."""
    thread: Thread | None = None
    for number, day in enumerate(_STEPS, 1):
        if number > 2 and desk.dice.random() < 0.15:
            return
        at = connected + timedelta(days=day, minutes=desk.dice.randrange(240))
        truth = Truth(Sort.PITCH_CONNECTED, player.name, step=number, days_connected=day)
        if day == 0 and desk.dice.random() < 0.55:
            _relayed(desk, player, at, replace(truth, sort=Sort.PITCH_RELAYED, slug=player.slug))
        elif thread is None or desk.dice.random() < 0.3:
            thread = _pitch(desk, player, at, truth)
        else:
            _follow_up(desk, player, at, thread, truth)


def _relayed(desk: Desk, player: Player, at: datetime, truth: Truth) -> None:
    def wanted(message: SeedMessage) -> bool:
        return is_pitch(message, channel="linkedin_message")

    body = desk.bodies.take(wanted, player, player.lang) or _some(desk, player)
    text = body.body
    if body.channel != "linkedin_message":
        text = f"{sentences.just_connected(desk.dice, desk.persona.first)}\n\n{text}"
    if desk.dice.random() < 0.4:
        text += f"\n\n{player.name}\n{player.email}"
    truth = replace(truth, category=body.category, body=body.id)
    desk.notify(linkedin_mail.message(player, text, desk.dice), at, truth)


def _some(desk: Desk, player: Player, *, late: bool = False) -> SeedMessage:
    """A pitch in the player's language, else in English, of those least used."""
    for lang in (player.lang, "en"):
        body = desk.bodies.take(lambda one: is_pitch(one, late=late), player, lang)
        if body is not None:
            return body
    desk.bodies.uses.clear()
    return _some(desk, player, late=late)


def _pitch(desk: Desk, player: Player, at: datetime, truth: Truth) -> Thread:
    body = _some(desk, player)
    text = body.body
    if desk.dice.random() < 0.35 and body.lang == "en":
        text = f"{sentences.just_connected(desk.dice, desk.persona.first)}\n\n{text}"
    if desk.dice.random() < 0.25:
        text += f"\n\n-- \n{player.name}\n{player.headline}\nlinkedin.com/in/{player.slug}"
    thread = Thread(body.subject or f"{desk.persona.first}, quick question")
    truth = replace(truth, category=body.category, body=body.id)
    desk.receive(player, at, thread, text, truth)
    return thread


def _follow_up(desk: Desk, player: Player, at: datetime, thread: Thread, truth: Truth) -> None:
    """A bump in the same thread, in a new one under "Re:", or with a follow-up of the corpus."""
    is_new = desk.dice.random() < 0.35
    truth = replace(truth, in_thread=not is_new, category="pitch")
    if desk.dice.random() < 0.35:
        body = _some(desk, player, late=True)
        text, truth = body.body, replace(truth, category=body.category, body=body.id)
    else:
        text = sentences.bump(
            desk.dice, player.lang, you=desk.persona.first, me=player.first, slug=player.slug
        )
    if is_new:
        fake = (
            thread.subject if thread.subject.lower().startswith("re:") else f"Re: {thread.subject}"
        )
        thread = Thread(fake)
    desk.receive(player, at, thread, text, truth)


def strangers(desk: Desk, many: int) -> None:
    """Cold pitches without any connection: mails, InMails, recruiters, false alumni."""
    for number in range(many):
        player, at = desk.casting.player(lang=desk.lang()), desk.moment(last_day=DAYS - 12)
        if number % 4 == 0:
            _inmail(desk, player, at)
        elif number % 4 == 1:
            _false_alumni(desk, player, at)
        else:
            _cold(desk, player, at, recruiter=number % 4 == 2)


def _inmail(desk: Desk, player: Player, at: datetime) -> None:
    body = desk.bodies.take(lambda one: is_pitch(one, channel="inmail"), player, player.lang)
    body = body or _some(desk, player)
    text = body.body + (f"\n\n{player.name}\n{player.email}" if desk.dice.random() < 0.4 else "")
    subject = body.subject or "An opportunity for you"
    is_recruiter = body.category == "recruiting"
    notice = linkedin_mail.inmail(player, subject, text, desk.dice, recruiter=is_recruiter)
    truth = Truth(Sort.INMAIL, player.name, player.slug, body.category, body=body.id)
    desk.notify(notice, at, truth)


def _false_alumni(desk: Desk, player: Player, at: datetime) -> None:
    body = _some(desk, player)
    text = f"{sentences.alumni(desk.dice, desk.persona.school)}\n\n{body.body}"
    truth = Truth(Sort.ALUMNI_FALSE, player.name, category=body.category, body=body.id)
    desk.receive(player, at, Thread(body.subject or "fellow alumni"), text, truth)


def _cold(desk: Desk, player: Player, at: datetime, *, recruiter: bool) -> None:
    def wanted(message: SeedMessage) -> bool:
        return is_pitch(message) and (message.category == "recruiting") == recruiter

    body = desk.bodies.take(wanted, player, player.lang) or _some(desk, player)
    sort = Sort.RECRUITER if body.category == "recruiting" else Sort.PITCH_COLD
    thread = Thread(body.subject or "hello")
    truth = Truth(sort, player.name, category=body.category, body=body.id)
    desk.receive(player, at, thread, body.body, truth)
    if desk.dice.random() < 0.4:
        later = at + timedelta(days=desk.dice.randrange(3, 9))
        _follow_up(desk, player, later, thread, Truth(sort, player.name, step=2))


def asked_to_stop(desk: Desk, many: int) -> None:
    """Pitchers whom the persona asked to stop, and who went on."""
    for _ in range(many):
        player, at = desk.casting.player(lang=desk.lang()), desk.moment(last_day=DAYS - 40)
        thread = _pitch(desk, player, at, Truth(Sort.PITCH_COLD, player.name))
        text = sentences.stop(desk.dice, player.lang, me=desk.persona.first)
        desk.send([player], at + timedelta(hours=3), thread, text)
        for number in (2, 3):
            at += timedelta(days=desk.dice.randrange(4, 15))
            truth = Truth(Sort.OPTED_OUT, player.name, step=number)
            if number == 2:
                _follow_up(desk, player, at, thread, truth)
            else:
                _pitch(desk, player, at, truth)


def chatter(desk: Desk, many: int) -> None:
    """Suggestions, which are no connections, and the network's noise."""
    for number in range(many):
        player, at = desk.casting.player(), desk.moment()
        if number % 2:
            truth = Truth(Sort.NOISE, category="invitation")
            desk.notify(linkedin_mail.noise(player, desk.dice), at, truth)
            continue
        false = ((player.name, player.slug),)
        truth = Truth(Sort.SUGGESTION, category="invitation", false_people=false)
        desk.notify(linkedin_mail.suggestion(player, desk.persona), at, truth)


def forgeries(desk: Desk, friends: list[Player], many: int) -> None:
    """Acceptances and messages that LinkedIn never sent, and pitches in a friend's name."""
    for number in range(many):
        player, at = desk.casting.player(), desk.moment(first_day=3)
        if number % 4 == 3:
            _forged_friend(desk, desk.dice.choice(friends), at)
            continue
        false = ((player.name, player.slug),)
        truth = Truth(Sort.FORGED, player.name, player.slug, false_people=false)
        notice = linkedin_mail.accepted(player, desk.persona, desk.dice, desk.casting.player())
        passed, below = _forged(desk.persona, number)
        if number % 4 == 2:
            notice = replace(notice, address="invitations@linkedin.com.accounts.example")
        desk.notify(notice, at, truth, passed, below)


def _forged(persona: Persona, number: int) -> tuple[Passed, Pairs]:
    """No signature; a typed-in result below the server's own; a look-alike's own good signature."""
    if number % 4 == 2:
        return Passed("linkedin.com.accounts.example"), ()
    passed = Passed("linkedin.com", dkim="fail", spf_domain="bulk.example", dmarc="fail")
    if number % 4 == 0:
        return replace(passed, dkim="none"), ()
    named = "" if persona.provider is Provider.MICROSOFT else f"{persona.authserv_ids[0]}; "
    claim = f"{named}dkim=pass header.d=linkedin.com; dmarc=pass header.from=linkedin.com"
    return passed, [("Authentication-Results", claim)]


def _forged_friend(desk: Desk, friend: Player, at: datetime) -> None:
    body = _some(desk, friend)
    passed = Passed(friend.domain, dkim="none", spf_domain="bulk.example", dmarc="fail")
    truth = Truth(Sort.FORGED_FRIEND, friend.name, category=body.category, body=body.id)
    desk.receive(friend, at, Thread(body.subject or "hello"), body.body, truth, passed=passed)


def day_of(at: datetime) -> int:
    """Return the day of the year's mail, 0 … 364; negative before it begins."""
    return (at - START).days
