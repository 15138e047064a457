"""The words of the rules language, each with its kind, its help and an example.

Parser, messages and reference page all read this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What may stand after a word; the value is how the reference page says it."""

    PHRASE = "words"
    WHOLE = "whole value"
    ADDRESS = "address"
    DOMAIN = "domain"
    CATEGORY = "category"
    LANGUAGE = "language"
    COUNT = "count"
    NUMBER = "number"
    SIZE = "size"
    TRUTH = "true or false"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of `when`."""

    kind: Kind
    says: str
    example: str
    """As written after the "=" sign."""


WHEN_WORDS: Mapping[str, Word] = {
    "from": Word(Kind.ADDRESS, "the sender's address", '"@example.com"'),
    "from_domain": Word(Kind.DOMAIN, "the domain of the sender's address", '"*.example.com"'),
    "from_name": Word(Kind.PHRASE, "the name beside the sender's address", '"Ada Lovelace"'),
    "to": Word(Kind.ADDRESS, "an address in To", '"jobs@example.com"'),
    "cc": Word(Kind.ADDRESS, "an address in Cc", '"@example.com"'),
    "subject": Word(Kind.PHRASE, "the subject", '["webinar", "summit 20*"]'),
    "text": Word(
        Kind.PHRASE, "what the sender says now, without quotes and signature", '"guest post"'
    ),
    "header": Word(Kind.PHRASE, "a header field, named after a dot", '"outreach*"'),
    "list": Word(
        Kind.WHOLE, "the id of the mailing list; true for any list", '"*.lists.example.org"'
    ),
    "language": Word(Kind.LANGUAGE, "the language of the text, in two letters", '["de", "fr"]'),
    "size": Word(Kind.SIZE, "how big the message is", '"> 5MB"'),
    "has_attachment": Word(Kind.TRUTH, "a file is attached", "true"),
    "links_to": Word(Kind.DOMAIN, "the host of a link", '"*.calendar.example.com"'),
    "authentic": Word(Kind.TRUTH, "your server says that the sender is not forged", "true"),
    "account": Word(
        Kind.WHOLE, "the account's name (better beside `when`, as `account`)", '"work"'
    ),
    "category": Word(Kind.CATEGORY, "the likeliest category", '["recruiting", "event"]'),
    "score": Word(Kind.NUMBER, "how likely it is networking mail, 0 to 1", '">= 0.8"'),
    "unsure": Word(Kind.TRUTH, "the score is below the cutoff, but not far", "true"),
    "clue": Word(Kind.WHOLE, "a clue that was found, by the name that `why` shows", '"asks_*"'),
    "i_wrote": Word(Kind.COUNT, "how many messages you sent to them", "0"),
    "they_wrote": Word(Kind.COUNT, "how many messages they sent to you before", '"> 3"'),
    "asks": Word(Kind.COUNT, "how often they asked something of you before", '">= 2"'),
    "offers": Word(Kind.COUNT, "how often they gave or offered something before", "0"),
    "reciprocity": Word(Kind.NUMBER, "-1 they only take, 0 balanced, 1 they only give", '"< -0.5"'),
    "follow_up_number": Word(
        Kind.COUNT, "how many messages of theirs you left unanswered", '">= 2"'
    ),
    "connected_within": Word(Kind.DURATION, "you were linked on a network not longer ago", '"7d"'),
    "connected_on": Word(Kind.WHOLE, "you are linked on that network", '"linkedin"'),
    "vouched": Word(Kind.TRUTH, "someone you know introduced them", "true"),
    "opted_out": Word(Kind.TRUTH, "you asked them to stop", "true"),
    "known": Word(Kind.TRUTH, "you wrote to them, or said you know them", "false"),
    "first_mail": Word(Kind.TRUTH, "it is the first they ever sent you", "true"),
}

GROUP_WORDS: Mapping[str, str] = {
    "all": "every one of the conditions in this list holds",
    "any": "at least one of the conditions in this list holds",
    "not": "this condition does not hold (of a list: none of them)",
}

THEN_WORDS: Mapping[str, str] = {
    "keep": "`true`: leave it where it is",
    "file": "a category, any folder, or `true` for the folder of its own category",
    "flag": "`true` for a star, or the keyword to set",
    "mark_read": "`true`: set it as read",
    "raise": 'make filing likelier: a number in log-odds (1 is a hint, 3 is strong), or points as "20%"',
    "lower": "make filing less likely, in the same way",
    "stop": "`true`: ask no further rules; `false`: go on",
}

RULE_WORDS: Mapping[str, str] = {
    "name": "how it is called in `why` and `log`",
    "when": "the conditions, all of which must hold; `true` for every message",
    "then": "what to do",
    "enabled": "`false` puts it to sleep",
    "until": "the last day on which it holds",
    "account": "the account or accounts it is for",
    "note": "a reminder for yourself, shown with the reason",
}

SHORTHAND_WORDS: Mapping[str, Mapping[str, str]] = {
    "people": {
        "known": "addresses whose mail always stays",
        "never": "addresses whose mail is always filed",
    },
    "domains": {
        "keep": "domains whose mail always stays",
        "file": "domains whose mail is always filed",
    },
    "lists": {
        "keep": "mailing lists whose mail always stays",
        "file": "mailing lists whose mail is always filed",
    },
    "welcome": {},
}

ALSO: Mapping[str, str] = {
    "sender": "from",
    "from_address": "from",
    "email": "from",
    "domain": "from_domain",
    "recipient": "to",
    "body": "text",
    "content": "text",
    "contains": "text",
    "headers": "header",
    "mailing_list": "list",
    "list_id": "list",
    "lang": "language",
    "attachment": "has_attachment",
    "attachments": "has_attachment",
    "links": "links_to",
    "link": "links_to",
    "url": "links_to",
    "probability": "score",
    "clues": "clue",
    "and": "all",
    "or": "any",
    "none": "not",
    "connected": "connected_on",
    "network": "connected_on",
    "follow_up": "follow_up_number",
    "move": "file",
    "move_to": "file",
    "folder": "file",
    "inbox": "keep",
    "allow": "keep",
    "accept": "keep",
    "star": "flag",
    "tag": "flag",
    "label": "flag",
    "keyword": "flag",
    "seen": "mark_read",
    "read": "mark_read",
    "boost": "raise",
    "score_up": "raise",
    "final": "stop",
    "if": "when",
    "condition": "when",
    "conditions": "when",
    "action": "then",
    "actions": "then",
    "do": "then",
    "active": "enabled",
    "expires": "until",
    "comment": "note",
    "title": "name",
    "rules": "rule",
    "person": "people",
}
"""What other filters call it; offered as the nearest word."""

NEVER_DONE: Mapping[str, str] = {
    "delete": "Notworking never deletes mail; file it into a folder instead",
    "discard": "Notworking never deletes mail; file it into a folder instead",
    "trash": "Notworking never deletes mail; file it into a folder instead",
    "forward": "Notworking never sends mail",
    "redirect": "Notworking never sends mail",
    "reply": "Notworking never sends mail",
    "reject": "Notworking never answers mail; file it into a folder instead",
}
"""Words that have no counterpart, with the sentence that says so."""
