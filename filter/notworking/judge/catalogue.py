"""Every finding by name: its group, what it tells a reader, and whether it speaks for or against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from notworking.judge.verdict import ClueGroup, Finding


@dataclass(frozen=True, slots=True)
class FindingHelp:
    """One row of the catalogue."""

    name: str
    group: ClueGroup
    sentence: str
    """What a reader is told when it is found, without a full stop."""
    help: str
    """One line for the documentation: how it is found, or what it is worth."""


_CONTENT: tuple[tuple[str, str, str], ...] = (
    (
        "asks_meeting",
        "They ask for a meeting or a call",
        "Any meeting; colleagues and friends ask too.",
    ),
    (
        "asks_for_minutes",
        "They ask for some minutes of your time",
        "A number of minutes, or 'a moment of your time'.",
    ),
    (
        "asks_to_buy",
        "They want to show or sell you something",
        "Demo, price list, trial, discount, 'show you how'.",
    ),
    (
        "asks_to_sell_up",
        "They want to buy something of yours",
        "Your company, app, extension, domain, users.",
    ),
    (
        "asks_interest",
        "They ask whether you would be interested",
        "'Worth exploring?', 'if this is of interest'.",
    ),
    (
        "asks_for_reply",
        "They ask for an answer",
        "'Looking forward to hearing from you'. Weak alone.",
    ),
    (
        "asks_for_route",
        "They ask who the right person is, or to be passed on",
        "Or to be forwarded to whoever decides.",
    ),
    (
        "asks_to_be_hired",
        "They look for work",
        "A job seeker or freelancer; CV, portfolio, years of experience.",
    ),
    (
        "offers_candidates",
        "They offer candidates or developers",
        "Staffing, outsourcing, dedicated teams.",
    ),
    (
        "asks_to_recruit",
        "They want to fill an opening",
        "Roles, salary, 'your profile', 'open to opportunities'.",
    ),
    (
        "asks_to_invest",
        "They want money or investors, or offer money",
        "Rounds, decks, loans, donations, crowdfunding.",
    ),
    (
        "asks_to_partner",
        "They propose a partnership",
        "Collaboration, sponsorship, affiliate, commission.",
    ),
    (
        "asks_to_endorse",
        "They ask you to endorse or promote them",
        "Recommendation, review, star, vote.",
    ),
    (
        "asks_for_introduction",
        "They ask for an introduction, or for names",
        "A warm introduction, 'someone you know'.",
    ),
    (
        "asks_to_publish",
        "They want a link, a post or a guest",
        "Guest posts, backlinks, journals, podcasts.",
    ),
    ("asks_to_attend", "They want you at an event", "Webinars, conferences, tickets, speakers."),
    ("asks_to_join", "They want you to join something", "Groups, beta tests, programmes."),
    ("asks_to_connect", "They want to connect", "Invitations, 'grow my network'."),
    (
        "asks_for_advice",
        "They ask for advice, feedback, answers or a favour",
        "Pick your brain, survey, feedback.",
    ),
    (
        "offers_bait",
        "They lure with something free or without obligation",
        "Free audit, free leads, 'can I send a short video'.",
    ),
    (
        "offer_ends_in_ask",
        "They offer something, and end with an ask",
        "An offer that ends in an ask is an ask.",
    ),
    ("offers_help", "They offer help", "Pitches do too; counts only with a relationship."),
    ("offers_introduction", "They introduce someone", "'Meet Ada', 'copying my colleague'."),
    (
        "offers_contribution",
        "They offer work or money for what you made",
        "'Buy you a coffee', 'send a patch'.",
    ),
    (
        "asks_permission",
        "They ask leave to use something of yours",
        "To quote, translate or reuse.",
    ),
    ("offers_job_lead", "They pass your name on", "A lead for you, not an opening of theirs."),
    ("answers_you", "They answer what you asked", "'As you asked', 'to answer your question'."),
    (
        "refers_to_your_mail",
        "They refer to something you wrote or sent",
        "'Thanks for your reply', 'your patch'.",
    ),
    (
        "gives_thanks",
        "They thank you for something you did",
        "Not thanks in advance, not for connecting.",
    ),
    ("thanks_in_advance", "They thank you in advance", "Or for 'your time and consideration'."),
    (
        "thanks_for_connecting",
        "They thank you for connecting",
        "The usual opening of a pitch after an invitation.",
    ),
    ("delivers_something", "They have done or sent something", "'Attached is', 'I have fixed'."),
    (
        "hiring_process",
        "It is about an application or a job that is settled",
        "Your interview, next round, offer letter.",
    ),
    (
        "describes_offering",
        "They describe what they sell",
        "'We help', 'our platform', 'a leading provider'.",
    ),
    (
        "sells_visibility",
        "They sell search ranking, websites or traffic",
        "SEO, web design, digital marketing.",
    ),
    ("sells_leads", "They sell leads or contact lists", "Pipelines, lists, appointments."),
    (
        "pain_question",
        "They ask about a problem you may have, or name it",
        "'Are you struggling with …'.",
    ),
    (
        "empty_opener",
        "It has an empty phrase",
        "'Hope this finds you well', 'quick question'.",
    ),
    ("flattery", "They flatter you", "'Impressed by your profile', 'love your work'."),
    ("found_you", "They found you somewhere", "'I came across your website'."),
    ("introduces_self", "They introduce themselves", "So you do not know them."),
    (
        "social_proof",
        "They name their customers, successes or years of experience",
        "'Companies like …', 'trusted by'.",
    ),
    (
        "metric_boast",
        "They boast of gains or savings in numbers",
        "'3x', '40 % more', 'over 250 clients'.",
    ),
    ("urgency", "They press for time", "'Limited spots', 'last chance'."),
    (
        "scheme_income",
        "They promise an income",
        "Business opportunities, passive income, MLM.",
    ),
    ("scheme_health", "They sell health products", "Weight loss, supplements, herbal."),
    ("scheme_trading", "They promote trading or crypto", "Signals, returns, tokens."),
    ("advance_fee", "It has phrases of an advance-fee fraud", "Next of kin, transfers, lotteries."),
    ("big_money", "It names a large sum", "Millions, or thousands of dollars."),
    ("salary_range", "It names a pay", "A range or a rate."),
    ("price_tag", "It names a price", "'Only $99', '399 €/month'."),
    (
        "opt_out_sentence",
        "It tells you how to opt out",
        "In a mail that looks personal, a cold sign.",
    ),
    (
        "follow_up_bump",
        "They remind you of an unanswered mail or call",
        "'Just bumping this', 'did you see my mail'.",
    ),
    ("sequence_position", "It is one of a series of mails", "'My third email', 'one last try'."),
    (
        "shared_logistics",
        "It is about a concrete arrangement",
        "Meetings that exist, flights, rooms.",
    ),
    (
        "support_question",
        "They ask how something works, or report a problem",
        "A question with a short answer, or a problem.",
    ),
    (
        "customer_request",
        "It is about an order, an account, a price or a payment",
        "An order, an account, a refund.",
    ),
    ("personal_matter", "It is about private life", "Family, health, holidays."),
    ("informal_tone", "Its tone is informal", "'yeah', 'btw', 'gonna'."),
    ("laughter", "It laughs or smiles", "'haha', ':-)'."),
    ("technical_discussion", "It discusses something technical", "Code, systems, patches."),
    ("code_or_log", "It holds code, paths or logs", "Stack traces, diffs, commands, versions."),
    ("reference_number", "It names an order, ticket or issue", "Invoice numbers, pull requests."),
    ("clock_time", "It names a time of day", "'3 pm', '14:00'."),
    ("calendar_date", "It names a date or a day", "'12 May', '2024-05-12'."),
    (
        "confirms_or_decides",
        "It agrees, declines, decides or confirms",
        "'Sounds good', 'no thanks', 'will do'.",
    ),
    ("messenger_contact", "They want to go on in a messenger", "WhatsApp, Telegram, Skype."),
    ("claims_as_discussed", "It says that you talked before", "See claims."),
    ("claims_following_up", "It says that they wrote before", "See claims."),
    ("claims_met_at", "It says that you met", "See claims."),
    ("claims_worked_together", "It says that you worked together", "See claims."),
    ("claims_alumni", "It says that you share a school", "See claims."),
    ("claims_mutual", "It says that someone you know sent them", "See claims."),
    ("claims_connected_on", "It says that you are connected on a network", "See claims."),
    ("claims_invited_by_you", "It says that you asked for this", "See claims."),
    ("talks_of_own_firm", "They talk about their own firm or trade", "'We are an agency'."),
    ("states_terms", "They name a fee or terms", "'No win, no fee', '15 % of'."),
    ("writes_to_your_kind", "It would fit anybody of your kind", "'In your area', 'fellow …'."),
    ("offers_commission", "They pay you for bringing others in", "A bonus for each friend."),
    ("asks_one_word", "They want one word back", "'Just reply yes'; the first step into a sale."),
    ("asks_free_work", "They ask for your work for nothing", "No budget, exposure, a swap."),
    (
        "admits_stranger",
        "They say that you do not know them, or where they found you",
        "'We have never met', 'got your address from'.",
    ),
    (
        "flatters_with_award",
        "They say that you were chosen or nominated",
        "Awards, labels and fellowships that cost a fee.",
    ),
    (
        "network_reminder",
        "It is about invitations and profile views on a network",
        "'3 pending invitations', 'wants to connect'.",
    ),
    ("names_your_contact", "They point to somebody you are connected with", "No introduction."),
    (
        "asks_to_visit",
        "They want to come by",
        "Sellers and friends both do; nearly neutral.",
    ),
    (
        "plain_request",
        "They ask you to do something",
        "'Please send', 'could you'; as everybody does.",
    ),
    (
        "settles_date",
        "It sets a day, an hour or a deadline",
        "'Thursday works', 'see you at 8'.",
    ),
    (
        "brings_paper",
        "It is about a bill, a contract or another paper between you",
        "The invoice, the minutes, the signed contract.",
    ),
    (
        "shared_past",
        "It refers to what you both know",
        "'Last time we …', 'as you know', 'as every year'.",
    ),
    (
        "shared_work",
        "It is about work under way",
        "'Page 4', 'our draft', 'the landlord has …'.",
    ),
    ("reports_speech", "It tells what somebody said or wants", "'Tom says', 'she told me'."),
    ("shared_things", "It speaks of everyday things", "'The old one', 'the boiler'."),
    ("passes_greetings", "It passes greetings on", "'Tom says hello', 'love to the kids'."),
    ("apologises_for_delay", "They are sorry for answering late", "Who was asked can be late."),
    (
        "self_centred",
        "It talks about them, hardly about you",
        "Share of sentences about I, we and our.",
    ),
    (
        "about_you",
        "It talks about you more than about them",
        "Share of sentences about you and your.",
    ),
    ("many_asks", "It asks three or more things of you", "Kinds of asks found."),
    ("asks_nothing", "No request was found in it", "No ask, request or question was found."),
    ("machine_notice", "It was written by a machine", "Receipts, codes, 'do not reply'."),
    ("newsletter_words", "It reads like a newsletter", "'View in browser', 'in this issue'."),
)

_SHAPE: tuple[tuple[str, str, str], ...] = (
    (
        "merge_field",
        "A template's placeholder was left unfilled",
        "{{first_name}}, [Company], 'Hi ,'.",
    ),
    ("spintax", "A template's alternatives were left in", "{Hi|Hello|Hey}."),
    ("shouted_name", "It greets you in capitals", "'Hi JOHN,' out of a table."),
    (
        "greets_nobody",
        "It is addressed to nobody",
        "'Hi there', 'Dear Sir or Madam', 'Hello team'.",
    ),
    ("greets_by_name", "It greets you by name", "A template does too; nearly neutral."),
    ("greets_other_name", "It greets somebody else", "The name is none of yours."),
    ("no_greeting", "It has no greeting", "Common between people who write often."),
    (
        "fake_reply_subject",
        "The subject says Re:, but it answers nothing",
        "No In-Reply-To, no References.",
    ),
    ("is_reply", "It answers a mail", "By In-Reply-To or References."),
    ("quotes_earlier_mail", "It quotes an earlier mail", "Quoted text below or between."),
    ("forwarded", "It is forwarded", "By its subject."),
    ("short_answer", "It is a short answer", "A reply of fewer than 50 words."),
    ("few_words", "It is very short", "Fewer than 25 words."),
    ("long_text", "It is long", "More than 350 words."),
    ("ends_with_question", "It ends with a question", "In the last sentences before the name."),
    ("subject_question", "The subject is a question", ""),
    ("bullet_list", "It lists its points", "Three or more bullets."),
    ("exclamations", "It exclaims", "Three or more exclamation marks."),
    ("shouting", "It shouts", "Words in capitals."),
    ("emoji", "It uses emoji", "Emoji in subject or text."),
    ("scheduling_link", "It has a link to book a meeting", "Calendly and others."),
    ("tracking_link", "Its links are tracked by a sales tool", "Known tracking hosts and paths."),
    (
        "deck_link",
        "It links a deck, a form or a video pitch",
        "DocSend, Loom, Typeform and others.",
    ),
    ("shortened_link", "It hides where a link goes", "Shorteners."),
    ("applicant_link", "It links a recruiting system", "Often an application you made."),
    ("repository_link", "It links code or an issue", "GitHub, GitLab, a tracker."),
    ("no_links", "It has no links", ""),
    ("many_links", "It has many links", "Six or more."),
    (
        "link_elsewhere",
        "Its links lead to another domain than it came from",
        "Weak: everybody links elsewhere.",
    ),
    (
        "secondary_domain",
        "It comes from a look-alike of a company's domain",
        "getacme.com, acmehq.com.",
    ),
    ("free_mail_sender", "It comes from a free mail provider", "Gmail and others; neutral alone."),
    ("unsubscribe_header", "It carries an unsubscribe header", "Mass mail, or a careful sender."),
    ("bulk_header", "It was sent by a mass mailer", "Known headers; their absence means nothing."),
    ("list_mail", "It comes from a mailing list", "By its List-Id or List-Post header."),
    ("machine_sender", "Its sender is a machine", "noreply@, notifications@."),
    ("postal_footer", "Its footer has opt-out or address lines", "As mass mail must."),
    (
        "sales_title",
        "It is signed by sales or business development",
        "By the title in the signature.",
    ),
    ("recruiter_title", "It is signed by a recruiter", "By the title in the signature."),
    (
        "signed_first_name",
        "It is signed with a first name only",
        "As people do who know each other.",
    ),
    ("phone_number", "It gives a phone number", ""),
    ("has_attachment", "It has an attachment", ""),
    ("many_recipients", "It went to many people", "More than ten in To and Cc."),
)


def _catalogue() -> dict[str, FindingHelp]:
    rows = [(*row, ClueGroup.CONTENT) for row in _CONTENT]
    rows += [(*row, ClueGroup.SHAPE) for row in _SHAPE]
    return {name: FindingHelp(name, group, told, about) for name, told, about, group in rows}


CATALOGUE: Mapping[str, FindingHelp] = MappingProxyType(_catalogue())
"""Name → help, of every finding `clues.findings` can give, content first."""


def finding(name: str, phrase: str = "") -> Finding:
    """Return the finding of that name. Raise KeyError when it is not in the catalogue."""
    row = CATALOGUE[name]
    return Finding(name=name, group=row.group, sentence=row.sentence, phrase=phrase)
