"""One user's taste: recruiting is welcome, events are not, and guest posts have a folder of their own."""

from __future__ import annotations

import re

from notworking.judge.verdict import Category, Decision, Verdict
from notworking.learn.corpora import Sample

OWN = "guest posts"
FOLDER = "Networking/Guest posts"
LEFT = "left"
"""In the inbox, unsure or not."""
_OWN_WORDS = re.compile(
    r"guest.?(?:post|article|blog)|gast(?:artikel|beitrag|blog)|sponsored (?:post|article|content)"
    r"|link (?:exchange|insert|placement|swap|building)|linktausch|linkruil|backlink|do.?follow"
    r"|article (?:invité|sponsorisé)|(?:artículo|artigo|post) (?:de invitado|patrocinado|convidado)",
    re.IGNORECASE,
)


def wanted(sample: Sample) -> str:
    """Return where the user wants a message: a category, their own, or "left"."""
    text = f"{sample.theirs} {sample.subject} {sample.body}"
    if sample.category is Category.PITCH and _OWN_WORDS.search(text):
        return OWN
    if sample.category in (Category.RECRUITING, Category.GENUINE):
        return LEFT
    return str(sample.category)


def placed(verdict: Verdict) -> str:
    """Return where a verdict puts a message, in the same words."""
    if verdict.decision is not Decision.FILE:
        return LEFT
    return verdict.kind or str(verdict.filed_as)


def corrects(want: str, place: str) -> bool:
    """True when the user moves a message: always out of a wrong folder, and out of the inbox
    only what they care about, events and their own category. Nobody sorts every pitch by hand."""
    if place == want:
        return False
    return place != LEFT or want in (OWN, Category.EVENT)
