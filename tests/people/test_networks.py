"""The other networks: kinds, people, and what a user can add."""

from __future__ import annotations

import pytest

from notworking.errors import UserError
from notworking.mail.authenticity import Authenticity
from notworking.mail.message import Address, Message, Zones
from notworking.people.networks.data import Networks, bundled, parse_network
from notworking.people.networks.notice import NoticeKind
from notworking.people.networks.recognise import READERS, recognise
from people.samples import ME, linkedin, mail, notice_of

EXPECTED = {
    "xing_contact_request": ("xing", NoticeKind.INVITATION, ["xing:ada_lovelace"]),
    "xing_now_connected": ("xing", NoticeKind.ACCEPTED, ["xing:ada_lovelace"]),
    "xing_message": ("xing", NoticeKind.MESSAGE, [""]),
    "xing_noise": ("xing", NoticeKind.NOISE, []),
    "facebook_friend_request": ("facebook", NoticeKind.INVITATION, ["facebook:ada.lovelace.1815"]),
    "facebook_page_notice": ("facebook", NoticeKind.NOISE, []),
    "instagram_suggestions": ("instagram", NoticeKind.SUGGESTION, []),
    "twitter_direct_message": ("twitter", NoticeKind.MESSAGE, ["twitter:ada_l"]),
    "twitter_follow": ("twitter", NoticeKind.NOISE, []),
    "meetup_message": ("meetup", NoticeKind.MESSAGE, [""]),
    "meetup_group": ("meetup", NoticeKind.GROUP_DIGEST, []),
    "meetup_reminder": ("meetup", NoticeKind.WORK, []),
    "wellfound_introduction": ("wellfound", NoticeKind.JOBS, []),
    "researchgate_jobs": ("researchgate", NoticeKind.JOBS, []),
    "academia_pdf_by_author": ("academia", NoticeKind.NOISE, []),
    "slack_invitation": ("slack", NoticeKind.INVITATION, [""]),
    "discord_mention": ("discord", NoticeKind.NOISE, []),
    "github_comment_with_a_name": ("github", NoticeKind.WORK, []),
    "calendly_they_booked": ("calendly", NoticeKind.BOOKING, [""]),
    "calendly_i_booked": ("calendly", NoticeKind.BOOKING, [""]),
    "calendly_cancelled": ("calendly", NoticeKind.WORK, []),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_networks_mail_is_told(name: str) -> None:
    """One sample per network and kind; people are named only where a person is behind it."""
    notice = notice_of(name)

    found = (notice.network, notice.kind, [person.profile for person in notice.people])
    assert found == EXPECTED[name]
    assert all(person.name == "Ada Lovelace" for person in notice.people)
    assert notice.is_authentic


def test_a_xing_message_is_the_persons_words() -> None:
    """The frame says "… hat dir eine Nachricht geschickt": only what follows was written by Ada."""
    notice = notice_of("xing_message")

    assert notice.text.startswith("Hallo Grace")
    assert "Abmelden" not in notice.text


def test_now_connected_on_xing_does_not_tell_who_asked() -> None:
    """XING tells both sides the same; guessing would put words into somebody's mouth."""
    assert notice_of("xing_now_connected").asked_by_me is None


def test_a_booking_on_my_calendar_is_theirs() -> None:
    """Whoever picks a slot acts: a salesperson who books my calendar has done it, not I."""
    notice = notice_of("calendly_they_booked")

    assert notice.asked_by_me is False
    assert notice.people[0].addresses == ("ada@engines.example.com",)


def test_a_booking_with_my_address_as_invitee_is_mine() -> None:
    """I chose to meet the host: the host is the other side."""
    notice = notice_of("calendly_i_booked")

    assert notice.asked_by_me is True
    assert notice.people[0].addresses == ("ada@engines.example.com",)


def test_direct_mail_is_no_notice() -> None:
    """Only networks' domains are looked at."""
    assert recognise(mail(), Authenticity()) is None
    assert recognise(Message(digest="d"), Authenticity()) is None


@pytest.mark.parametrize("network", sorted(READERS))
def test_every_reader_has_its_data(network: str) -> None:
    """A module without a data file would never be called."""
    assert bundled().get(network) is not None


def test_a_user_can_add_a_network() -> None:
    """Networks come and go faster than releases."""
    text = """
        network = "guild"
        domains = ["guild.example"]
        subjects = [{ kind = "message", pattern = '^(?P<name>.+?) wrote to you on Guild' }]
    """
    mine = bundled().extended_by([parse_network(text, where="guild.toml")])
    sender = Address("hello@mail.guild.example", "Guild")
    message = Message(
        "d", sender=sender, subject="Ada Lovelace wrote to you on Guild", zones=Zones(new="Buy.")
    )

    notice = recognise(message, Authenticity(), templates=mine, me=ME)

    assert notice is not None
    assert (notice.network, notice.kind, notice.people[0].name) == (
        "guild",
        NoticeKind.MESSAGE,
        "Ada Lovelace",
    )
    assert notice.text == "Buy."


def test_a_users_template_comes_before_the_bundled_ones() -> None:
    """When LinkedIn changes a template the user mends it in a file, without waiting."""
    text = """
        network = "linkedin"
        domains = []
        templates = [{ prefix = "email_something_new", kind = "suggestion" }]
    """
    mine = bundled().extended_by([parse_network(text, where="mine.toml")])

    notice = recognise(
        linkedin("x", template="email_something_new_01"), Authenticity(), templates=mine
    )

    assert notice is not None
    assert notice.kind is NoticeKind.SUGGESTION


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        'network = "x"',
        'network = "x"\ndomains = []\nframes = ["("]',
        'network = "x"\ndomains = []\ntemplates = [{ prefix = "a", kind = "no such kind" }]',
    ],
)
def test_a_wrong_network_file_is_named(text: str) -> None:
    """The user who wrote it must learn which file to mend."""
    with pytest.raises(UserError, match=r"mine\.toml"):
        parse_network(text, where="mine.toml")


def test_a_hostile_subject_is_read_in_linear_time() -> None:
    """Patterns run on other people's text: RE2 has no catastrophic backtracking to trigger."""
    message = linkedin("a " * 50_000 + "!", "b, " * 100_000)

    notice = recognise(message, Authenticity(), me=ME)

    assert notice is not None
    assert notice.kind is NoticeKind.UNKNOWN


def test_no_networks_recognise_nothing() -> None:
    """The set of networks is an argument, not a global."""
    assert recognise(linkedin("x"), Authenticity(), templates=Networks()) is None


@pytest.mark.parametrize("network", sorted(READERS))
def test_mail_of_a_network_that_no_phrase_knows_is_left_alone(network: str) -> None:
    """Noise is filed: whatever is not known to be noise must stay unknown, toward the inbox."""
    data = bundled().get(network)
    assert data is not None
    message = linkedin("Ihr Beleg Nr. 17", "Danke.", sender=f"billing@{data.domains[0]}")

    notice = recognise(message, Authenticity(), me=ME)

    assert notice is not None
    assert notice.kind is NoticeKind.UNKNOWN
