"""Whatever comes in from strangers, the pure core answers with values or its own errors."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from notworking.errors import UserError
from notworking.mail.authenticity import Authenticity
from notworking.mail.message import Link
from notworking.people.contact import contact_events
from notworking.people.event import Direction
from notworking.people.exports import Import, parse_export
from notworking.people.networks.data import bundled
from notworking.people.networks.events import events_of
from notworking.people.networks.recognise import recognise
from people.samples import ME, NOW, linkedin, mail

HEADS = (
    b"",
    b"BEGIN:VCARD\nEMAIL;ENCODING=QUOTED-PRINTABLE;CHARSET=none:a=\n",
    b"First Name,Connected On\n",
    b"From,To,Sent At,Direction\n",
    b"CONVERSATION ID,FROM,TO,DATE,SENDER PROFILE URL\n",
    b"Given Name,E-mail 1 - Value\n",
    b"PK\x03\x04",
)
cells = st.text(st.sampled_from('aZ,;"\n\r\t:=@/ 0.ü李\x00'), max_size=80)
slugs = st.text(st.sampled_from("aZ%C3/-_.?é "), max_size=20)


@settings(max_examples=150)
@given(st.sampled_from(HEADS), cells, st.binary(max_size=20))
def test_any_file_is_imported_or_refused(head: bytes, text: str, tail: bytes) -> None:
    """Exports are edited by hand and cut short: the worst answer is a sentence."""
    with suppress(UserError):
        told = parse_export("file", head + text.encode() + tail, me=ME)
        assert isinstance(told, Import)
        assert all(problem.line >= 1 for problem in told.problems)


@settings(max_examples=150)
@given(
    st.sampled_from([domain for data in bundled().networks for domain in data.domains]),
    st.text(max_size=60),
    st.text(max_size=300),
    st.text(max_size=40),
    slugs,
)
def test_any_network_mail_becomes_a_notice(
    domain: str, subject: str, body: str, name: str, slug: str
) -> None:
    """A notice has names that can be shown and links without queries, whatever the mail holds."""
    links = (Link(domain, f"/in/{slug}", name),)
    message = linkedin(subject, body, sender=f"someone@{domain}", name=name, links=links)

    notice = recognise(message, Authenticity(), me=ME)

    assert notice is not None
    events, _ = events_of(notice, message, NOW)
    assert all(event.who.value for event in events)


@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=40))
def test_any_direct_mail_gives_events_of_the_other_side_only(
    new: str, name: str, address: str
) -> None:
    """I am never my own counterpart."""
    message = mail(address, name=name, new=new, to=(address, "grace@example.org"))

    for direction in Direction:
        told = contact_events(message, ME, NOW, direction=direction, is_known=lambda _: True)
        assert all(not ME.is_mine(event.who.value) for event in told)
