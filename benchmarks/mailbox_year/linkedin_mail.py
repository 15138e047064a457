"""LinkedIn's mail as it comes (FACTS section 1): headers, subjects, bodies, footers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from benchmarks.mailbox_year.cast import Persona, Player
from benchmarks.mailbox_year.wire import Draft, Passed

RULE = "-" * 40
LINKEDIN = Passed("linkedin.com", spf_domain="bounce.linkedin.com")
_WEB = "https://www.linkedin.com/comm"


@dataclass(frozen=True, slots=True)
class Notice:
    """One LinkedIn mail before it is bytes: the frame is filled in by `draft_of`."""

    address: str
    shown: str
    """The From name."""
    subject: str
    text: str
    footer: str
    template: str = ""
    """X-LinkedIn-Template; "" when the mail carries none (the batch's name is not known)."""
    kind: str = "EMAIL-DEFAULT"
    html: str = ""
    reply_to: str = ""


def draft_of(notice: Notice, persona: Persona, at: datetime, dice: Random) -> Draft:
    """Return the whole mail: LinkedIn's headers, the text, and the footer it always has."""
    number = dice.randrange(10**9)
    extra = [("X-LinkedIn-Class", notice.kind)] if notice.template else []
    if notice.template:
        extra.append(("X-LinkedIn-Template", notice.template))
    extra.append(("X-LinkedIn-fbl", f"m2-{dice.randrange(16**20):020x}"))
    extra.append(("List-Unsubscribe", f"<{_WEB}/psettings/email-unsubscribe?x={number}>"))
    if notice.reply_to:
        uuid = f"{dice.randrange(16**8):08x}-0000-4000-8000-{dice.randrange(16**12):012x}"
        extra.append(("Reply-To", f"{notice.reply_to} <{uuid}@reply.linkedin.com>"))
    text = (
        f"{notice.text.strip()}\n\n{RULE}\n\n"
        f"This email was intended for {persona.name} ({persona.headline})\n"
        f"Learn why we included this: {_WEB}/help?midToken=AQE{number}\n"
        f"You are receiving {notice.footer} emails.\n\n"
        f"Unsubscribe: {_WEB}/psettings/email-unsubscribe?lipi=x&otpToken=T{number}\n"
        f"© {at.year} LinkedIn Corporation, 1000 West Example Avenue\n"
    )
    return Draft(
        id=f"{number}.{dice.randrange(10**7)}.{int(at.timestamp() * 1000)}@ltx1-app{number % 99}.prod.linkedin.com",
        at=at,
        sender=(notice.shown, notice.address),
        to=[(persona.name, persona.email)],
        subject=notice.subject,
        text=text,
        html=notice.html,
        extra=extra,
    )


def invitation(player: Player, persona: Persona, dice: Random, note: str = "") -> Notice:
    """An invitation to connect, with a personal note or the network's own sentence."""
    opening = note or f"{persona.first}, respond to {player.first}'s invite now."
    common = dice.choice(("", f"{dice.randrange(2, 40)} connections in common\n"))
    text = (
        f"{opening}\n\n{player.name}\n{player.headline}\nGreater Northport Area\n{common}\n"
        f"Accept: {_WEB}/mynetwork/invite-accept/invitationId/{dice.randrange(10**9)}/sharedKey/k/\n"
        f"View profile: {profile(player)}\n\nMore people you may know\nOttilie Grandis\n"
        f"View profile: {_WEB}/in/ottilie-grandis?midToken=x"
    )
    subject = dice.choice(
        (
            "I want to connect",
            "I want to connect",
            f"{persona.first}, please add me to your LinkedIn network",
            f"{player.name} wants to connect",
        )
    )
    return Notice(
        "invitations@linkedin.com", _shown(player, dice), subject, text, "Invitation",
        "email_m2m_invite_single_01",
    )  # fmt: skip


def reminder(player: Player, dice: Random) -> Notice:
    """The network's reminder of an invitation still open."""
    text = f"{player.name}\n{player.headline}\n\nAccept: {_WEB}/x\nView profile: {profile(player)}"
    subject = dice.choice(
        (
            f"Reminder: {player.first}'s invitation is waiting",
            f"{player.first}'s invitation is waiting for your response",
        )
    )
    return Notice(
        "invitations@linkedin.com", player.name, subject, text, "Invitation",
        "email_m2m_invite_reminder_02",
    )  # fmt: skip


def invitation_digest(players: Sequence[Player]) -> Notice:
    """Several invitations in one mail."""
    text = f"You have {len(players)} pending invitations\n\n" + _cards(players)
    return Notice(
        "invitations@linkedin.com", "LinkedIn Invitations",
        f"You have {len(players)} pending invitations", text, "Invitation",
        "email_m2m_invite_digest_02",
    )  # fmt: skip


def accepted(player: Player, persona: Persona, dice: Random, suggested: Player) -> Notice:
    """Somebody accepted the persona's invitation; the profile is linked in the HTML part only."""
    is_old = dice.random() < 0.35
    if is_old:
        subject = f"{persona.first}, start a conversation with your new connection, {player.first}"
        head = (
            f"See {player.first}'s connections, experience, and more\n{player.name} has accepted "
            "your invitation. Let's start a conversation."
        )
    else:
        subject = f"{player.first} accepted your invitation, explore their network"
        head = f"{player.first} has accepted your invitation"
    text = (
        f"{head}\n\n{player.name}\n{player.headline}\nMessage: {_WEB}/messaging/compose?x=1\n\n"
        f"Suggestions from {player.first}'s network\n\n{suggested.name}\n{suggested.headline}"
    )
    mine = f"{_WEB}/in/{persona.first.lower()}-me?trk=eml-x-header-0-profile_glimmer&amp;midToken=S"
    html = (
        f'<html><body><a href="{mine}">Me</a><p>{head}</p>'
        f'<a href="{_WEB}/in/{player.slug}?trk=eml-hero-3-prof~cta&amp;otpToken=S">{player.name}</a>'
        f"<p>{player.headline}</p><p>Suggestions from {player.first}'s network</p>"
        f'<a href="{_WEB}/in/{suggested.slug}?x=1">{suggested.name}</a></body></html>'
    )
    return Notice(
        "invitations@linkedin.com", player.name, subject, text, "Accepted Invitation",
        "email_accept_invite_single_01", html=html,
    )  # fmt: skip


def accepted_batch(players: Sequence[Player], dice: Random) -> Notice:
    """Several acceptances in one mail: at most eight are listed, and there is no known template."""
    total = len(players) + (dice.randrange(1, 5) if len(players) == 8 else 0)
    text = f"You have {total} new connections\n\n" + _cards(players)
    subject = f"See {players[0].first}'s and other people's connections, experience, and more"
    return Notice("invitations@linkedin.com", "LinkedIn", subject, text, "Accepted Invitation")


def message(player: Player, words: str, dice: Random) -> Notice:
    """A connected member's message, with its text."""
    text = (
        f"{player.first} just messaged you\n\n{player.name} ({player.headline})\n\n{words}\n\n"
        f"View message: {_WEB}/messaging/thread/2-{dice.randrange(16**8):08x}==/?midToken=x"
    )
    subject = dice.choice(
        (f"{player.first} just messaged you", f"{player.name} sent you a message")
    )
    return Notice(
        "messaging-digest-noreply@linkedin.com", _shown(player, dice), subject, text,
        "Messages digest", "email_member_message_v2",
    )  # fmt: skip


def inmail(player: Player, subject: str, words: str, dice: Random, *, recruiter: bool) -> Notice:
    """An InMail: words of somebody one is not connected with."""
    text = (
        f"{subject}\n\n{player.name}\n\nReply\n"
        f"https://www.linkedin.com/messaging/thread/2-{dice.randrange(16**8):08x}==/?otpToken=x\n\n"
        f"{words}"
    )
    template = "email_hire_inmail_initial_single_01" if recruiter else "email_lss_inmail_initial_01"
    return Notice(
        "inmail-hit-reply@linkedin.com", player.name, subject, text, "InMail notification",
        template, kind="INMAIL", reply_to=player.name,
    )  # fmt: skip


def suggestion(player: Player, persona: Persona) -> Notice:
    """Somebody whom the network suggests: no connection."""
    text = f"{player.name}\n{player.headline}\n{profile(player)}\nConnect"
    subject = f"{persona.first}, add {player.name} - {player.headline}"
    return Notice(
        "messages-noreply@linkedin.com", "LinkedIn", subject, text, "Network", "email_pymk_02"
    )


def noise(player: Player, dice: Random) -> Notice:
    """The network's chatter: views, anniversaries, posts, searches."""
    count = dice.randrange(2, 30)
    subject, text = dice.choice(
        (
            (f"You appeared in {count} searches this week", "See who is looking for you"),
            (f"{player.name} shared a post: what nobody tells you", "See the post and 41 comments"),
            (f"Congratulate {player.name} for 5 years at {player.company}", "Say congrats"),
            (f"{player.first} and {count} others viewed your profile", "See all views"),
        )
    )
    text = f"{subject}\n\n{player.name}\n{player.headline}\n\n{text}: {_WEB}/feed/?midToken=x"
    return Notice(
        "notifications-noreply@linkedin.com", "LinkedIn", subject, text, "Notification",
        "email_network_conversations_01",
    )  # fmt: skip


def profile(player: Player) -> str:
    """Return the link to a profile as mails carry it, with its tokens."""
    return f"{_WEB}/in/{player.slug}?midToken=AQE7&midSig=0x&trk=eml-x"


def _cards(players: Sequence[Player]) -> str:
    return "\n\n".join(
        f"{player.name}\n{player.headline}\nView profile: {profile(player)}" for player in players
    )


def _shown(player: Player, dice: Random) -> str:
    return player.name + dice.choice(("", "", " via LinkedIn"))
