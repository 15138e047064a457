"""Mail left alone: real lists, machines, bounces; but never a pitch in their clothes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notworking.judge.not_ours import not_ours
from notworking.mail.message import Address, Headers, Message, Zones
from notworking.people.networks.notice import Notice, NoticeKind

PLAIN = Message(
    digest="0" * 32,
    sender=Address("bob@example.com", "Bob Miller"),
    subject="Quick question",
    zones=Zones(new="Hi Ada, would you be open to a call? I can show you how it works."),
)


def with_headers(*pairs: tuple[str, str], **changes: object) -> Message:
    return replace(PLAIN, headers=Headers(pairs), **changes)  # type: ignore[arg-type]


def test_a_strangers_plain_mail_is_judged() -> None:
    """This is the mail the product is for."""
    assert not_ours(PLAIN) is None


def test_my_own_mail_is_left_alone() -> None:
    """Copies to oneself lie in the inbox of many."""
    assert not_ours(PLAIN, {"bob@example.com"}) == "You wrote it"


@pytest.mark.parametrize("method", ["REPLY", "CANCEL", "COUNTER"])
def test_calendar_answers_are_left_alone(method: str) -> None:
    """They answer a meeting that exists."""
    assert not_ours(replace(PLAIN, calendar_method=method)) is not None


def test_a_calendar_request_is_judged() -> None:
    """Sellers send meetings into strangers' calendars; a colleague's is saved by the score."""
    assert not_ours(replace(PLAIN, calendar_method="REQUEST")) is None


@pytest.mark.parametrize(
    "pairs",
    [
        (("Content-Type", "multipart/report; report-type=delivery-status"),),
        (("Auto-Submitted", "auto-replied"),),
        (("X-Autoreply", "yes"),),
        (("List-Post", "<mailto:dev@lists.example.org>"), ("List-Id", "<dev.lists.example.org>")),
        (("X-Mailman-Version", "2.1"),),
    ],
)
def test_reports_automatic_replies_and_lists_are_left_alone(
    pairs: tuple[tuple[str, str], ...],
) -> None:
    """Machines' answers and people talking on lists are other filters' work."""
    assert not_ours(with_headers(*pairs)) is not None


@pytest.mark.parametrize(
    "pairs",
    [
        (("Auto-Submitted", "no"),),
        (("List-Unsubscribe", "<https://example.com/u>"),),
        (("List-Unsubscribe", "<https://example.com/u>"), ("List-Id", "<abc.list-id.example.com>")),
        (("Precedence", "bulk"), ("X-SG-EID", "abc")),
        (("List-Post", "NO"),),
        (("Feedback-ID", "1:2:3:AmazonSES"), ("List-Unsubscribe", "<https://example.com/u>")),
    ],
)
def test_a_pitch_in_a_mass_mailers_clothes_is_judged(pairs: tuple[tuple[str, str], ...]) -> None:
    """Cold mail carries unsubscribe headers; taking them for a newsletter would let it through."""
    assert not_ours(with_headers(*pairs)) is None


def test_a_newsletter_nobody_signed_is_left_alone() -> None:
    """It was subscribed to, or it is ordinary spam: not ours either way."""
    message = with_headers(
        ("List-Unsubscribe", "<https://example.com/u>"),
        sender=Address("news@example.com", "Example News"),
        subject="The May issue",
        zones=Zones(new="In this issue: looms, engines, cards. View this email in your browser."),
    )
    assert not_ours(message) == "It is a newsletter"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Your order has shipped", "Tracking number 123"),
        ("Your verification code", "Use 123456."),
        ("Ihre Rechnung", "Anbei Ihre Rechnung Nr. 7."),
    ],
)
def test_a_machines_receipts_and_codes_are_left_alone(subject: str, text: str) -> None:
    """A receipt in the pitches' folder would cost the user's trust at once."""
    message = replace(
        PLAIN,
        sender=Address("noreply@shop.example.com", "Shop"),
        subject=subject,
        zones=Zones(new=text),
    )
    assert not_ours(message) is not None


def test_a_machines_address_alone_excuses_nothing() -> None:
    """Webinar mail comes from noreply@ too."""
    message = replace(PLAIN, sender=Address("noreply@example.com", "Bob"))
    assert not_ours(message) is None


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        (NoticeKind.SECURITY, True),
        (NoticeKind.WORK, True),
        (NoticeKind.NOISE, False),
        (NoticeKind.INVITATION_REMINDER, False),
        (NoticeKind.INMAIL, False),
        (NoticeKind.UNKNOWN, False),
    ],
)
def test_a_networks_noise_is_ours_its_security_mail_is_not(kind: NoticeKind, left: bool) -> None:
    """People ask for the noise to be gone, and must never miss a password notice."""
    message = with_headers(("Auto-Submitted", "auto-generated"), sender=Address("x@linkedin.com"))
    assert (not_ours(message, (), Notice("linkedin", kind)) is not None) is left
