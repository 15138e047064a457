"""The user's own categories as declared: from the texts beside a name to what a detector reads."""

from __future__ import annotations

from collections.abc import Sequence

from notworking.judge.clues import findings
from notworking.judge.model import Model
from notworking.judge.wording import read_wording
from notworking.judge.words import Words
from notworking.learn.material import taught
from notworking.learn.personal.background import seen_of
from notworking.learn.personal.detecting import OwnKind
from notworking.mail import language, links

_NEVER = 1.1


def own_kind(
    model: Model, *, name: str, folder: str, cutoff: float | None, texts: Sequence[str]
) -> OwnKind:
    """Return a category as declared; `cutoff` None is "never", a text's first line its subject."""
    seen = []
    for text in texts:
        subject, _, body = text.strip().partition("\n")
        if not body.strip():
            subject, body = "", subject
        words = Words(
            subject=subject.strip(),
            text=body.strip(),
            links=tuple(links.in_text(body)),
            language=language.detect(body),
        )
        names = [one.name for one in taught(findings(words))]
        wording = read_wording(words.subject, words.sentences, model.plan)
        seen.append(seen_of(model, wording.buckets, names))
    return OwnKind(name, folder, _NEVER if cutoff is None else cutoff, tuple(seen))
