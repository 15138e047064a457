"""One story per need of the people who suffer: mail goes in, and the ledger ends as a reader expects."""

from __future__ import annotations

import logging

import pytest

from stories.telling import Story

pytestmark = pytest.mark.dovecot

THIRTY = [
    f"{first} {last}"
    for last in ("Alder", "Birch", "Cedar", "Dogwood", "Elder")
    for first in ("Anna", "Boris", "Clara", "David", "Elena", "Felix")
]


def test_as_soon_as_i_accepted_came_opening_after_opening(story: Story) -> None:
    """ "As soon as I accepted, he started to spam me with email after email about openings." I asked
    him to stop: days and volume since connecting, the opt-out, and that he went on."""
    story.day_by_day(
        "openings_1_invitation", "openings_2_thanks_for_connecting", "openings_3_another"
    )
    story.i_send("openings_4_i_ask_him_to_stop")
    story.day_by_day("openings_5_he_goes_on")

    first = story.reasons("openings_2_thanks_for_connecting")
    last = story.reasons("openings_5_he_goes_on")
    told = story.people("show", "Rick Vane")

    assert any(
        one.startswith("Their first mail came 2 days after you connected, at their request")
        for one in first
    )
    assert "You asked them to stop on 13 May 2025, and they went on" in last
    assert story.place("openings_5_he_goes_on") == ["Networking/Recruiting"]
    assert "Connected on LinkedIn on 5 May 2025, they asked. 3 mails since" in told
    assert "no offers." in told
    assert "You asked them to stop on 13 May 2025; they went on." in told


def test_what_they_say_about_the_past_is_checked(story: Story) -> None:
    """ "We met at a conference", "we went to high school together": each claim is held against mail,
    schools and employers; what cannot be known is not held against them."""
    story.day_by_day(
        "claims_1_a_friends_note",
        "claims_2_we_met_at_a_conference",
        "claims_3_we_went_to_school_together",
        "claims_4_as_discussed",
    )

    conference = story.reasons("claims_2_we_met_at_a_conference")
    school = story.reasons("claims_3_we_went_to_school_together")
    discussed = story.reasons("claims_4_as_discussed")

    assert "They say that you met; nothing shows it" in conference
    assert "They say that you share a school, but you never went to Eastbrook College" in school
    assert "They say that you talked, but you never wrote to them" in discussed
    assert "The subject says Re:, but you never wrote to them" in discussed
    assert "You never wrote to them; they wrote once." in story.people("show", "Gina Roy")


def test_a_clear_weather_connection_calls_when_it_needs_something(story: Story) -> None:
    """ "If you call because you need something once, it goes unnoticed; every time …": asks over five
    years, never a gift; who helps is told apart."""
    asks = [f"clear_weather_{number}_asks" for number in range(2, 7)]
    story.day_by_day("clear_weather_1_accepted", *asks, "clear_weather_7_someone_who_gives")

    last = story.reasons(asks[-1])
    dana, ines = story.people("show", "Dana Frost"), story.people("show", "Ines Duarte")

    assert "This is their fifth mail, and you never answered" in last
    assert any("times and never offered anything" in one for one in last)
    assert "Connected on LinkedIn on 6 January 2020, you asked. 5 mails since" in dana
    assert "no offers." in dana
    assert "gave nothing" not in ines
    assert "Ines Duarte" not in story.people("takers")


def test_about_whom_the_text_is_and_to_whom(story: Story) -> None:
    """ "They talk about themselves"; "the other person's name is missing": both are reasons, and a
    friend's questions about me are not."""
    story.day_by_day("themselves_1_we_our_us", "themselves_2_about_me")

    pitch = {clue.name for clue in story.verdict("themselves_1_we_our_us").clues}
    friend = {clue.name for clue in story.verdict("themselves_2_about_me").clues}

    assert {"self_centred", "greets_nobody"} <= pitch
    assert not {"self_centred", "greets_nobody"} & friend
    assert (
        story.verdict("themselves_1_we_our_us").score > story.verdict("themselves_2_about_me").score
    )


def test_thirty_invitations_a_day_are_thirty_strangers(story: Story) -> None:
    """ "30 to 50 invitations a day; 99 % never looked at my profile": filed, counted, and nobody's
    standing grows by them."""
    for number, name in enumerate(THIRTY):
        slug = name.lower().replace(" ", "-")
        names = {"name": name, "slug": slug, "headline": "Consultant", "minute": f"{number:02}"}
        story.arrives("invitations_1_of_thirty", **names)
    story.daemon_looks()

    places = [place for places in story.home.where().values() for place in places]

    assert places == ["Networking/Invitations"] * 30
    assert "They sent you 1 invitation to connect." in story.people("show", "Clara Cedar")
    assert story.people("list", "--json", "-n", "100").count('"known": false') == 30


def test_my_thank_you_stays_unanswered_and_my_address_was_harvested(story: Story) -> None:
    """ "80 % never answer my thank-you note; 90 % harvested my address": an address that first writes
    the day after connecting, and a note to which nothing came."""
    story.i_send("invitations_2_my_thank_you")
    story.day_by_day(
        "invitations_3_accepted", "invitations_4_harvested_address", "invitations_5_he_follows_up"
    )

    first = story.reasons("invitations_4_harvested_address")
    second = story.reasons("invitations_5_he_follows_up")

    assert any(one.startswith("Their first mail came a day after you connected") for one in first)
    assert "They write only since you connected on 13 June 2025" in second
    assert "The subject says Re:, but you never wrote to them" in second
    assert "You wrote to them once, they never wrote to you." in story.people("show", "Paula Wren")
    assert "Connected on LinkedIn on 13 June 2025, you asked. 2 mails since" in story.people(
        "show", "hugo@lindgrowth.example"
    )


def test_a_shared_employer_is_a_claim_and_no_relationship(story: Story) -> None:
    """ "I get invitations from alumni of the same company whom I never met": the claim is borne out,
    and makes nobody known."""
    story.day_by_day("alumni_1_of_my_employer", "alumni_2_invitation")

    mail = story.reasons("alumni_1_of_my_employer")

    assert "You worked at Lumen Tiles" in mail
    assert story.verdict("alumni_1_of_my_employer").decided_by == "score"
    assert story.place("alumni_2_invitation") == ["Networking/Invitations"]
    assert '"known": true' not in story.people("list", "--json")


def test_someone_i_know_vouches_for_a_stranger(story: Story) -> None:
    """ "I'd add you if someone I know vouched for you": Bob's introduction keeps Ada's answer in the
    inbox, pitch or not; a stranger's introduction counts for nothing."""
    story.i_send("voucher_1_i_wrote_to_bob")
    story.day_by_day(
        "voucher_2_bob_introduces_ada",
        "voucher_3_ada_answers",
        "voucher_4_a_stranger_introduces",
        "voucher_5_the_stranger_pitches",
    )

    ada = story.verdict("voucher_3_ada_answers")
    zoe = story.verdict("voucher_5_the_stranger_pitches")

    assert (ada.decided_by, ada.because) == ("guard", "Bob Tanaka introduced them to you")
    assert story.place("voucher_3_ada_answers") == ["INBOX"]
    assert "The subject says Re:, but you never wrote to them" not in story.reasons(
        "voucher_3_ada_answers"
    )
    assert zoe.decided_by != "guard"
    assert not any(
        "introduced them" in one for one in story.reasons("voucher_5_the_stranger_pitches")
    )
    assert "Bob Tanaka introduced them to you." in story.people("show", "Ada Lindqvist")
    assert "introduced them" not in story.people("show", "Zoe Hart")


def test_invitations_of_people_i_worked_with_stay(story: Story) -> None:
    """ "Most invitations come from people I worked with: those I am happy to get": by name and company
    they are the person I wrote to; by the name alone they may be, and stay as well."""
    story.i_send("colleagues_1_i_wrote_to_lena")
    story.i_send("colleagues_2_i_wrote_to_piotr")
    story.day_by_day(
        "colleagues_3_lena_invites", "colleagues_4_piotr_invites", "colleagues_5_a_stranger_invites"
    )

    lena, piotr = (
        story.people("show", "Lena Brandt"),
        story.people("show", "linkedin:piotr-zielinski-7"),
    )

    assert story.place("colleagues_3_lena_invites") == ["INBOX"]
    assert story.place("colleagues_4_piotr_invites") == ["INBOX"]
    assert story.place("colleagues_5_a_stranger_invites") == ["Networking/Invitations"]
    assert "address:lena.brandt@stonebridge.example, profile:linkedin:lena-brandt" in lena
    assert "You wrote to them once" in lena
    assert "By name alone this may also be: Piotr Zielinski" in piotr
    assert "You never wrote to them." in piotr


def test_the_cull_list_names_who_only_takes(story: Story) -> None:
    """ "I culled and purged, and my house is in better order now": who to cull, worst first, as a
    table and as CSV; friends, givers and mere invitations are not on it."""
    story.i_send("voucher_1_i_wrote_to_bob")
    story.day_by_day(
        "openings_1_invitation", "openings_2_thanks_for_connecting", "openings_3_another"
    )
    story.i_send("openings_4_i_ask_him_to_stop")
    story.day_by_day(
        "openings_5_he_goes_on",
        "clear_weather_1_accepted",
        "clear_weather_2_asks",
        "clear_weather_7_someone_who_gives",
        "alumni_2_invitation",
        "voucher_2_bob_introduces_ada",
    )

    rows = story.people("takers", "--csv")

    assert rows.startswith(
        "name,known as,asks,offers,mails,connected,asked to stop,latest Rick Vane,"
    )
    assert "2025-05-05,2025-05-13,2025-05-20 Dana Frost,dana@frostworks.example," in rows
    for other in ("Ines", "Omar", "Bob"):
        assert other not in rows


def test_no_sign_in_token_is_ever_stored(story: Story) -> None:
    """A link in a network's mail signs its reader in: whoever reads the ledger must not be able to."""
    story.day_by_day("openings_1_invitation", "clear_weather_1_accepted", "alumni_2_invitation")

    stored = b"".join(
        path.read_bytes() for path in (story.home.directory / "data").rglob("*") if path.is_file()
    )

    assert b"rick-vane" in stored
    for token in (b"MIDTOKENVALUE", b"OTPTOKENVALUE", b"SHAREDKEYVALUE", b"midToken", b"otpToken"):
        assert token not in stored


def test_no_log_line_names_anybody(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    """Logs are read by others, sent with bug reports, and kept: no names, addresses, subjects or words."""
    caplog.set_level(logging.INFO, logger="notworking")  # a command before may have set it
    story.i_send("voucher_1_i_wrote_to_bob")
    story.day_by_day(
        "openings_1_invitation", "openings_2_thanks_for_connecting", "voucher_2_bob_introduces_ada"
    )

    lines = [one.getMessage() for one in caplog.records if one.name.startswith("notworking")]

    assert any(line.startswith("move.done") for line in lines)
    for private in (
        "rick",
        "vane",
        "talentrush",
        "bob",
        "tanaka",
        "lindqvist",
        "opportunity",
        "@",
        "sam",
    ):
        assert not [line for line in lines if private in line.lower()]
