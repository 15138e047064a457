"""Findings of content and shape: each named, each with the words that show it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from notworking.judge import phrases
from notworking.judge.catalogue import CATALOGUE
from notworking.judge.claims import CheckedClaim, Claim, ClaimKind, ClaimStatus
from notworking.judge.clues import findings
from notworking.judge.relationship_clues import CAP, TRUST_CAP, relationship_clues
from notworking.judge.verdict import Clue, ClueGroup
from notworking.judge.words import Words, from_message, from_notice
from notworking.mail.message import Address, Headers, Link, Message, Zones
from notworking.people.event import Direction
from notworking.people.networks.notice import NetworkPerson, Notice, NoticeKind
from notworking.people.relationship import STRANGER, Connection, Relationship

NOW = datetime(2024, 5, 10, 9, tzinfo=UTC)

PITCH = """Hi there,

I hope this email finds you well. I came across your profile and was impressed by your work.
We help companies like Acme and Globex increase their revenue by 40%.
Would you be open to a quick 15 minute call next week?

If you'd rather not hear from me, just reply "stop".

Bob Miller
Business Development Manager"""

GENUINE = """Hi Ada,

thanks for your mail. As you asked, I have attached the minutes of Tuesday's meeting.
The train leaves at 14:05 from platform 3. Mum is out of hospital, by the way.

Tom"""


def names(text: str = "", **facts: object) -> set[str]:
    words = Words(text=text, language="en", **facts)  # type: ignore[arg-type]
    return {one.name for one in findings(words)}


def test_a_pitch_shows_what_pitches_are_made_of() -> None:
    """One message, most of the signs a reader would name."""
    found = names(PITCH)
    assert {
        "greets_nobody",
        "empty_opener",
        "found_you",
        "flattery",
        "describes_offering",
        "social_proof",
        "metric_boast",
        "asks_meeting",
        "asks_for_minutes",
        "opt_out_sentence",
        "sales_title",
    } <= found


def test_a_genuine_mail_shows_what_speaks_for_it() -> None:
    """The other half counts as much: without it every mail looks like a pitch."""
    found = names(GENUINE, is_reply=True, my_names=("Ada Byron",), quoted="> could you?")
    assert {
        "greets_by_name",
        "refers_to_your_mail",
        "answers_you",
        "delivers_something",
        "clock_time",
        "personal_matter",
        "is_reply",
        "short_answer",
        "signed_first_name",
        "quotes_earlier_mail",
        "asks_nothing",
    } <= found
    assert not found & {"asks_for_minutes", "describes_offering", "flattery", "greets_nobody"}


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        ("Hi there,", "greets_nobody"),
        ("Dear Sir or Madam,", "greets_nobody"),
        ("Sehr geehrte Damen und Herren,", "greets_nobody"),
        ("Bonjour,", "greets_nobody"),
        ("Hi Ada,", "greets_by_name"),
        ("Sehr geehrte Frau Byron,", "greets_by_name"),
        ("Chère Ada,", "greets_by_name"),
        ("Dear Marcus,", "greets_other_name"),
        ("The build is broken again.", "no_greeting"),
    ],
)
def test_the_greeting_says_whom_it_is_for(greeting: str, expected: str) -> None:
    """ "The other person's name is missing" is what people notice first."""
    assert expected in names(f"{greeting}\n\nsome text follows here.", my_names=("Ada Byron",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi {{first_name}}, a word?", "merge_field"),
        ("Hi [First Name], a word?", "merge_field"),
        ("Hello %FIRSTNAME%, a word?", "merge_field"),
        ("Hi , a word?", "merge_field"),
        ("{Hi|Hello|Hey} friend", "spintax"),
        ("Hi JOHN,\n\nhow are you?", "shouted_name"),
    ],
)
def test_what_a_mail_merge_forgot_is_seen(text: str, expected: str) -> None:
    """No person leaves a placeholder in a letter."""
    assert expected in names(text)


def test_links_are_told_by_where_they_lead() -> None:
    """The tool behind a link is worth more than its text."""
    links = (
        Link("calendly.com", "/bob/15min"),
        Link("t.sidekickopen07.com", "/x"),
        Link("docs.google.com", "/presentation/d/1"),
        Link("bit.ly", "/abc"),
    )
    found = names("see", links=links, sender_email="bob@getacme.example.com")
    assert {"scheduling_link", "tracking_link", "deck_link", "shortened_link"} <= found


def test_a_second_domain_bought_for_cold_mail_is_seen() -> None:
    """Sellers keep their own domain clean by writing from getacme.com."""
    assert "secondary_domain" in names("x", sender_email="bob@tryglobex.com")
    assert "secondary_domain" not in names("x", sender_email="bob@globex.com")
    assert "secondary_domain" not in names("x", sender_email="bob@hotmail.com")


def test_a_re_that_answers_something_is_no_fake() -> None:
    """Only a Re: without a thread is worth a reason."""
    assert "fake_reply_subject" in names("x", subject="Re: our call")
    assert "fake_reply_subject" not in names("x", subject="Re: our call", is_reply=True)


def test_who_the_text_is_about_is_counted() -> None:
    """ "They talk about themselves.\""""
    assert "self_centred" in names("We are big. We are old. Our tool is new. I sell it. I am Bob.")
    assert "about_you" in names("Your cat is fine. You left it. You said so. Your key is here.")


def test_every_finding_has_a_sentence_and_its_phrase_is_in_the_mail() -> None:
    """A reason without words of the mail is hard to believe, a wrong quotation worse."""
    whole = re.sub(r"\s+", " ", PITCH)
    for one in findings(Words(text=PITCH, language="en")):
        assert one.sentence
        assert not one.sentence.endswith(".")
        if one.group is ClueGroup.CONTENT and not one.name.startswith(("self", "about", "many")):
            assert one.phrase in whole


def test_every_phrase_list_speaks_of_findings_in_the_catalogue() -> None:
    """A name misspelt in a list would be searched for and never told."""
    renamed = {"mentions_calendar_link", "forward_subject"}
    for one in phrases.shipped_lists():
        assert {name for name, _ in one.patterns} <= set(CATALOGUE) | renamed, one.language


def test_every_language_knows_the_main_findings() -> None:
    """A language that lacks one would be judged by a blunter measure."""
    core = {name for name in CATALOGUE if name.startswith(("asks_for_m", "claims_", "offers_"))}
    core |= {"asks_meeting", "asks_to_recruit", "asks_to_buy", "follow_up_bump", "flattery"}
    core |= {"empty_opener", "gives_thanks", "answers_you", "personal_matter", "support_question"}
    core -= {"offers_job_lead"}
    for one in phrases.shipped_lists():
        if one.language not in phrases.LANGUAGES:
            continue
        assert core <= {name for name, _ in one.patterns}, one.language


def test_words_leave_the_networks_frame_out() -> None:
    """An InMail is judged as the person's words; LinkedIn's own headers and links are not theirs."""
    message = Message(
        digest="0" * 32,
        sender=Address("inmail-hit-reply@linkedin.com", "Bob via LinkedIn"),
        subject="A question",
        headers=Headers((("List-Unsubscribe", "<https://example.com>"),)),
        zones=Zones(new="frame and all"),
        links=(Link("www.linkedin.com", "/comm/in/bob"), Link("calendly.com", "/bob")),
    )
    notice = Notice(
        "linkedin", NoticeKind.INMAIL, (NetworkPerson("Bob Miller"),), "Book me: calendly.com/bob"
    )
    words = from_notice(message, notice, ("Ada",))
    assert (words.headers, words.sender_name) == (None, "Bob Miller")
    assert [link.host for link in words.links] == ["calendly.com"]
    assert from_message(message, ("Ada",)).text == "frame and all"


def clue(name: str, found: tuple[Clue, ...]) -> Clue | None:
    return next((one for one in found if one.name == name), None)


def connected(days: int) -> Connection:
    return Connection("linkedin", NOW - timedelta(days=days), Direction.THEIRS)


def test_without_a_ledger_a_stranger_is_neutral() -> None:
    """`check` on a file knows no one; unknown must not mean guilty."""
    assert relationship_clues(STRANGER, now=NOW, ledger_known=False, history_complete=True) == ()
    assert relationship_clues(STRANGER, now=NOW) == ()


def test_the_first_mail_after_connecting_counts_the_days() -> None:
    """ "As soon as I accepted, he started to spam me.\""""
    early = clue(
        "first_mail_after_connecting",
        relationship_clues(Relationship(connections=(connected(2),)), now=NOW),
    )
    late = clue(
        "first_mail_after_connecting",
        relationship_clues(Relationship(connections=(connected(20),)), now=NOW),
    )
    assert early is not None
    assert late is not None
    assert early.weight > late.weight > 0
    assert early.sentence == "Their first mail came 2 days after you connected, at their request"
    never = relationship_clues(Relationship(connections=(connected(400),)), now=NOW)
    assert clue("first_mail_after_connecting", never) is None


def test_whoever_mails_after_an_invitation_is_as_one_who_mails_after_connecting() -> None:
    """A network does not tell the invited that they accepted; the mail that follows tells enough."""
    invited = Relationship(invited_at=NOW - timedelta(days=2), invited_on="linkedin")

    letter = clue("first_mail_after_connecting", relationship_clues(invited, now=NOW, asks=1))
    reminder = relationship_clues(invited, now=NOW, is_letter=False)

    assert letter is not None
    assert letter.weight > 1
    assert letter.sentence == (
        "Their first mail came 2 days after they asked to connect, and asks something of you"
    )
    assert clue("first_mail_after_connecting", reminder) is None


@pytest.mark.parametrize(
    ("score", "asks", "weight"), [(0.8, 1, 0.83), (0.99, 1, 1.2), (0.5, 1, None), (0.8, 0, None)]
)
def test_two_mails_close_to_the_line_are_more_than_one(
    score: float, asks: int, weight: float | None
) -> None:
    """A sequence whose every mail is just unsure shows its sender, unless nothing is asked."""
    found = relationship_clues(Relationship(), now=NOW, asks=asks, unsure_before=score)

    assert [round(one.weight, 2) for one in found] == ([] if weight is None else [weight])


def test_the_third_unanswered_mail_weighs_more_than_the_second() -> None:
    """A sequence shows itself by going on."""
    second = relationship_clues(Relationship(they_wrote=1, their_mail_since_mine=1), now=NOW)
    third = relationship_clues(Relationship(they_wrote=2, their_mail_since_mine=2), now=NOW)
    one, two = clue("unanswered_follow_up", second), clue("unanswered_follow_up", third)
    assert one is not None
    assert two is not None
    assert two.weight > one.weight
    assert two.sentence == "This is their third mail, and you never answered"


def test_asking_someone_to_stop_does_not_make_them_known() -> None:
    """My "please stop" is a mail to them; read as trust it would open the door for good."""
    asked = Relationship(i_wrote=1, i_replied=1, they_wrote=3, opted_out_at=NOW - timedelta(days=9))
    found = relationship_clues(asked, now=NOW)
    assert sum(one.weight for one in found) > 0
    stop = clue("asked_to_stop", found)
    assert stop is not None
    assert "1 May 2024" in stop.sentence


def test_my_answers_vouchers_and_address_book_speak_for_them() -> None:
    """What I did is what counts."""
    friend = Relationship(
        i_wrote=9,
        i_replied=5,
        they_wrote=8,
        two_voice_threads=4,
        first_at=NOW - timedelta(days=900),
        vouched_by="Mary Shelley",
        known_by="address book",
        their_offers=2,
        strength=0.9,
    )
    found = relationship_clues(friend, now=NOW)
    assert {"you_answered_them", "you_wrote_to_them", "vouched_for", "said_known"} <= {
        c.name for c in found
    }
    assert all(one.weight < 0 for one in found)
    assert sum(one.weight for one in found) == pytest.approx(-TRUST_CAP, abs=0.01)


def test_the_case_against_is_capped() -> None:
    """Many hints of one story must not add up to certainty."""
    claims = [
        CheckedClaim(Claim(kind, "s", "p"), ClaimStatus.CONTRADICTED, "no such mail")
        for kind in (ClaimKind.REPLY, ClaimKind.AS_DISCUSSED)
    ]
    taker = Relationship(
        they_wrote=4,
        their_mail_since_mine=4,
        their_asks=9,
        invitations=3,
        connections=(connected(1),),
        opted_out_at=NOW - timedelta(days=3),
    )
    found = relationship_clues(taker, checked_claims=claims, now=NOW, history_complete=True)
    assert sum(one.weight for one in found) == pytest.approx(CAP, abs=0.01)
    assert {one.group for one in found} == {ClueGroup.RELATIONSHIP}


def test_a_pitch_does_not_vouch_for_its_own_follow_up() -> None:
    """ "They wrote before" is true of every sequence; it earns nothing."""
    claim = Claim(ClaimKind.FOLLOWING_UP, "s", "p")
    held = CheckedClaim(claim, ClaimStatus.BORNE_OUT, "They did write before")
    found = relationship_clues(Relationship(they_wrote=2), checked_claims=[held], now=NOW)
    assert all(one.weight > 0 for one in found)


@pytest.mark.parametrize("piece", ["\n", " ", "a ", "- ", "{", "1 2-3 ", "can you ", "? ", "É"])
def test_a_hostile_text_is_searched_in_no_time(piece: str) -> None:
    """A quarter of a million line breaks once took minutes; a pass must not hang on one mail."""
    words = Words(subject=piece * 50, text=piece * 250_000, footer=piece * 250_000)
    assert {one.name for one in findings(words)} <= set(CATALOGUE)
