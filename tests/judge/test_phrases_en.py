"""English turns of phrase and the findings they give, each told of mail that says so."""

from __future__ import annotations

import pytest

from notworking.judge.clues import findings
from notworking.judge.words import Words


def names(text: str) -> set[str]:
    return {one.name for one in findings(Words(text=text, language="en"))}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Should I send her details over?", "asks_interest"),
        ("May I put you down for two seats?", "asks_interest"),
        ("Want to see how it works?", "asks_interest"),
        ("Would it be a terrible idea to talk about it?", "asks_interest"),
        ("Is warehouse safety still on your radar?", "asks_interest"),
        ("A no is fine too.", "asks_for_reply"),
        ("When can I call you about the lease?", "asks_meeting"),
        ("It would be an honour to have you in my circle.", "asks_to_connect"),
        ("I have taken the liberty of adding you.", "asks_to_connect"),
        ("Your listing has been up for 40 days.", "found_you"),
        ("Saw your team is hiring three welders.", "found_you"),
        ("Your post on queues stuck with me.", "found_you"),
        ("Most bakers I talk to throw a third away.", "pain_question"),
        ("Are you still paying for the old meters?", "pain_question"),
        ("The visitors list has 3,000 records; ask for counts and pricing.", "sells_leads"),
        ("Would you mind linking to our guide?", "asks_to_publish"),
        ("I recently created a visual checklist about soil.", "asks_to_publish"),
        ("Please share this with your colleagues.", "asks_to_endorse"),
        ("Every vote counts.", "asks_to_endorse"),
        ("Could you name three directors in your field?", "asks_for_introduction"),
        ("The domain is for sale.", "asks_to_sell_up"),
        ("Respected Sir, kindly see below.", "flattery"),
        ("I rang your secretary twice.", "follow_up_bump"),
        ("I will take the silence as a no.", "follow_up_bump"),
        ("We lend vans to bakeries for the season.", "describes_offering"),
        ("The shortlist closes on Friday.", "urgency"),
        ("Send me one board for review.", "asks_free_work"),
        ("May I hold you a chair at the dinner?", "asks_to_attend"),
        ("I have two welders available from Monday.", "offers_candidates"),
        ("No win, no fee.", "states_terms"),
        ("We keep 12% of the savings.", "states_terms"),
        ("Cancel any time.", "states_terms"),
        ("We already clean for practices your size.", "writes_to_your_kind"),
        ("Fellow potter here!", "writes_to_your_kind"),
        ("Your profile came up in a search.", "writes_to_your_kind"),
        ("Tom told me the pump is broken again.", "reports_speech"),
        ("The council wants two more signatures.", "reports_speech"),
        ("The boiler needs a new valve.", "shared_things"),
        ("Take the one with the dent.", "shared_things"),
        ("You lent me your ladder in May.", "shared_past"),
        ("We rowed next to you; I sat beside you in Ghent.", "shared_past"),
        ("I need to know by noon.", "settles_date"),
        ("The audit is on the 14th.", "calendar_date"),
        ("What would it cost to re-cane forty chairs?", "customer_request"),
        ("Do you still make the blue jugs?", "customer_request"),
        ("Is there any chance that the talk is recorded?", "support_question"),
        ("May we quote your recipe in our leaflet?", "asks_permission"),
        ("I'd like to start contributing to the parser.", "offers_contribution"),
        ("I'd rather wait until spring.", "confirms_or_decides"),
        ("Could you send me a bit more information?", "answers_you"),
        ("I'm a photographer from Hull.", "introduces_self"),
    ],
)
def test_a_turn_of_phrase_gives_its_finding(text: str, finding: str) -> None:
    """A turn that no list holds leaves a pitch without reasons, or wanted mail without defence."""
    assert finding in names(text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("The second round is on a Saturday in Leicester.", "hiring_process"),
        ("It has worked since the first day.", "hiring_process"),
        ("The interview with the mayor is in the paper.", "introduces_self"),
        ("I'm writing about the gutters.", "introduces_self"),
        ("I'm fine till the weekend.", "introduces_self"),
        ("No obligation, no setup.", "confirms_or_decides"),
        ("I think your readers would love it.", "confirms_or_decides"),
        ("Our tool gets the invoices done.", "confirms_or_decides"),
        ("You'll see 640 leads in the sheet.", "shared_logistics"),
        ("We have offices for startups in 12 towns.", "shared_logistics"),
        ("You've been selected.", "gives_thanks"),
        ("My CV is attached.", "offers_candidates"),
        ("There is a bench under the tree.", "offers_candidates"),
        ("No hard feelings about Sunday.", "offers_bait"),
        ("Here is my calendar.", "delivers_something"),
        ("I noticed you mentioned our town in your article.", "answers_you"),
        ("It saves 90% of the traffic.", "states_terms"),
        ("The most asked about product is the mug.", "reports_speech"),
        ("We would like to invite you.", "reports_speech"),
        ("A server for every business.", "technical_discussion"),
        ("A new library for all your needs.", "technical_discussion"),
        ("Families love our crackers.", "personal_matter"),
    ],
)
def test_a_near_miss_does_not_give_the_finding(text: str, finding: str) -> None:
    """A reason that does not hold of the mail costs the reader's trust in all the others."""
    assert finding not in names(text)
