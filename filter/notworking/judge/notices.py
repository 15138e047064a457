"""What a network's own notice says by itself, before anybody's words are weighed."""

from __future__ import annotations

from notworking.judge.verdict import Category, Clue, ClueGroup
from notworking.people.networks.notice import Notice, NoticeKind

# Weights are log-odds, set by hand: a template is a fact, not a statistic. An invitation is
# wanted mail when it comes from someone you know, so it weighs less than the network's noise.
_TOLD: dict[NoticeKind, tuple[float, Category, str]] = {
    NoticeKind.INVITATION: (4.5, Category.INVITATION, "It is an invitation to connect"),
    NoticeKind.INVITATION_REMINDER: (
        5.0,
        Category.INVITATION,
        "It reminds you of an invitation you did not answer",
    ),
    NoticeKind.INVITATION_DIGEST: (
        5.0,
        Category.INVITATION,
        "It lists invitations that are waiting",
    ),
    NoticeKind.SUGGESTION: (5.5, Category.INVITATION, "It suggests people you may know"),
    NoticeKind.NOISE: (5.0, Category.INVITATION, "It is the network's own noise"),
    NoticeKind.GROUP_DIGEST: (4.5, Category.INVITATION, "It is a digest of a network group"),
    NoticeKind.ENDORSEMENT: (4.0, Category.ASK, "It is about endorsing skills"),
    NoticeKind.RECOMMENDATION: (4.0, Category.ASK, "It asks you to write a recommendation"),
    NoticeKind.ACCEPTED: (-5.0, Category.GENUINE, "It tells that your own invitation was accepted"),
    NoticeKind.ACCEPTED_BATCH: (
        -5.0,
        Category.GENUINE,
        "It tells that your own invitations were accepted",
    ),
    NoticeKind.BOOKING: (-4.0, Category.GENUINE, "It confirms a meeting that was booked"),
}


def notice_clue(notice: Notice | None) -> tuple[Clue, Category] | None:
    """Given a network's notice, return its clue and the category it speaks for.

    None for relayed words (the words decide), for notices of no kind we know, and for
    kinds that are not ours at all (`not_ours` says so before).
    """
    if notice is None or (notice.is_relayed and notice.kind is not NoticeKind.INVITATION):
        return None
    told = _TOLD.get(notice.kind)
    if told is None:
        return None
    weight, category, sentence = told
    sentence = f"{sentence} ({notice.network})"
    return Clue(f"notice_{notice.kind}", ClueGroup.NETWORK, weight, sentence), category
