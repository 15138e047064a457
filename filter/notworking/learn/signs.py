"""Which way a finding may speak, whatever a corpus says: a reader must be able to sign it."""

from __future__ import annotations

from collections.abc import Iterable

FOR_NETWORKING = frozenset(
    [
        "asks_meeting",
        "asks_for_minutes",
        "asks_to_buy",
        "asks_to_sell_up",
        "asks_interest",
        "asks_for_reply",
        "asks_for_route",
        "asks_to_be_hired",
        "asks_to_recruit",
        "asks_to_invest",
        "asks_to_partner",
        "asks_to_endorse",
        "asks_for_introduction",
        "asks_to_publish",
        "asks_to_attend",
        "asks_to_join",
        "asks_to_connect",
        "asks_for_advice",
        "offers_candidates",
        "offers_bait",
        "offer_ends_in_ask",
        "thanks_for_connecting",
        "thanks_in_advance",
        "describes_offering",
        "sells_visibility",
        "sells_leads",
        "pain_question",
        "empty_opener",
        "flattery",
        "found_you",
        "introduces_self",
        "social_proof",
        "metric_boast",
        "urgency",
        "scheme_income",
        "scheme_health",
        "scheme_trading",
        "advance_fee",
        "big_money",
        "opt_out_sentence",
        "follow_up_bump",
        "sequence_position",
        "messenger_contact",
        "claims_following_up",
        "claims_connected_on",
        "self_centred",
        "many_asks",
        "merge_field",
        "spintax",
        "shouted_name",
        "greets_nobody",
        "exclamations",
        "shouting",
        "scheduling_link",
        "tracking_link",
        "deck_link",
        "shortened_link",
        "recruiter_title",
        "sales_title",
    ]
)
"""These weigh nothing rather than less than nothing."""

AGAINST_NETWORKING = frozenset(
    [
        "offers_introduction",
        "offers_job_lead",
        "answers_you",
        "refers_to_your_mail",
        "gives_thanks",
        "delivers_something",
        "hiring_process",
        "shared_logistics",
        "support_question",
        "customer_request",
        "personal_matter",
        "informal_tone",
        "laughter",
        "technical_discussion",
        "code_or_log",
        "reference_number",
        "clock_time",
        "calendar_date",
        "confirms_or_decides",
        "claims_as_discussed",
        "claims_met_at",
        "claims_worked_together",
        "claims_alumni",
        "claims_mutual",
        "claims_invited_by_you",
        "asks_nothing",
        "machine_notice",
        "newsletter_words",
        "repository_link",
        "offers_contribution",
        "asks_permission",
        "offers_help",
    ]
)
"""These weigh nothing rather than more than nothing."""


def finding_signs(names: Iterable[str]) -> dict[str, int]:
    """Return for each name 1 (may only speak for networking mail), -1 (against) or 0 (free)."""
    return {name: (name in FOR_NETWORKING) - (name in AGAINST_NETWORKING) for name in names}
