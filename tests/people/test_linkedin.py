"""LinkedIn's mail: what kind it is, whom it is about, and the person's own words."""

from __future__ import annotations

import pytest

from notworking.mail.authenticity import Authenticity
from notworking.mail.message import Link
from notworking.people.networks.notice import NoticeKind
from notworking.people.networks.recognise import recognise
from people.samples import EML, LINKEDIN, ME, linkedin, notice_of

KINDS = {
    "linkedin_invitation_default_sentence": NoticeKind.INVITATION,
    "linkedin_invitation_with_a_pitch": NoticeKind.INVITATION,
    "linkedin_invitation_reminder": NoticeKind.INVITATION_REMINDER,
    "linkedin_invitation_digest": NoticeKind.INVITATION_DIGEST,
    "linkedin_accepted_single_profile_only_in_html": NoticeKind.ACCEPTED,
    "linkedin_accepted_batch": NoticeKind.ACCEPTED_BATCH,
    "linkedin_inmail_with_signature": NoticeKind.INMAIL,
    "linkedin_inmail_reply": NoticeKind.INMAIL_REPLY,
    "linkedin_message_with_text": NoticeKind.MESSAGE,
    "linkedin_message_digest_without_text": NoticeKind.MESSAGE_DIGEST,
    "linkedin_suggestion_is_no_connection": NoticeKind.SUGGESTION,
    "linkedin_endorsement_request": NoticeKind.ENDORSEMENT,
    "linkedin_endorsed_you": NoticeKind.NOISE,
    "linkedin_recommendation_request": NoticeKind.RECOMMENDATION,
    "linkedin_group_digest": NoticeKind.GROUP_DIGEST,
    "linkedin_jobs": NoticeKind.JOBS,
    "linkedin_newsletter_by_an_author": NoticeKind.NOISE,
    "linkedin_security": NoticeKind.SECURITY,
    "linkedin_unknown_template": NoticeKind.UNKNOWN,
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_kind_of_linkedin_mail_is_told(name: str) -> None:
    """The kind decides what the ledger learns; one sample of each kind stands for it."""
    notice = notice_of(name)

    assert (notice.kind, notice.network, notice.is_authentic) == (KINDS[name], "linkedin", True)


@pytest.mark.parametrize("name", sorted(path.stem for path in EML.glob("*.eml")))
def test_no_sign_in_token_survives(name: str) -> None:
    """Links carry one-click sign-in tokens: nothing that is kept may hold one."""
    if "lookalike" in name:
        return

    assert "SECRETTOKEN" not in repr(notice_of(name))


def test_an_acceptance_names_the_hero_and_nobody_else() -> None:
    """The mail also links my own profile and suggested strangers: none of them connected."""
    notice = notice_of("linkedin_accepted_single_profile_only_in_html")

    (person,) = notice.people
    assert (person.name, person.profile) == ("Ada Lovelace", "linkedin:ada-lovelace-1815")
    assert person.headline == "Analyst at Engines Ltd"
    assert notice.asked_by_me is True


def test_a_batch_names_those_it_lists_up_to_eight() -> None:
    """ "12 new connections" lists eight: only those are known, the recipient is none of them."""
    notice = notice_of("linkedin_accepted_batch")

    assert len(notice.people) == 8
    assert notice.people[6].profile == "linkedin:jose-alvarez-77"
    assert notice.people[7].profile == "linkedin:李小龙"


def test_inmail_gives_the_persons_words_without_the_frame() -> None:
    """An InMail is judged as the person's own words; its signature holds the private address."""
    notice = notice_of("linkedin_inmail_with_signature")

    assert notice.text.startswith("Hi Grace,")
    assert notice.text.endswith("ada.lovelace@engines.example.com")
    assert "https://calendar.app.google/abc" in notice.text
    assert "LinkedIn Corporation" not in notice.text
    assert "linkedin.com" not in notice.text
    assert notice.people[0].addresses == ("ada.lovelace@engines.example.com",)
    assert notice.is_relayed


def test_an_invitation_with_the_standard_sentence_has_no_words() -> None:
    """Nobody wrote "I'd like to join your network": there is nothing of the person to judge."""
    notice = notice_of("linkedin_invitation_default_sentence")

    assert notice.text == ""
    assert not notice.is_relayed
    assert notice.people[0].profile == "linkedin:ada-lovelace-1815"


def test_the_note_of_an_invitation_is_the_persons_words() -> None:
    """Pitches come with the invitation already; name, headline and links around it are frame."""
    notice = notice_of("linkedin_invitation_with_a_pitch")

    assert "cut cloud costs" in notice.text
    assert "https://calendly.com/ada-engines/15min" in notice.text
    assert "Analyst" not in notice.text


def test_a_member_message_gives_its_text() -> None:
    """A message with text is relayed words; the headline comes with the name."""
    notice = notice_of("linkedin_message_with_text")

    assert notice.text.startswith("Thanks for connecting, Grace!")
    assert notice.people[0].headline == "Analyst at Engines Ltd"


def test_a_digest_without_text_names_people_and_relays_nothing() -> None:
    """The frame must not be judged as somebody's words."""
    notice = notice_of("linkedin_message_digest_without_text")

    assert [person.name for person in notice.people] == ["Ada Lovelace", "Alan Turing"]
    assert notice.text == ""


@pytest.mark.parametrize(
    "name",
    [
        "linkedin_suggestion_is_no_connection",
        "linkedin_newsletter_by_an_author",
        "linkedin_group_digest",
        "linkedin_jobs",
        "linkedin_security",
    ],
)
def test_suggestions_newsletters_and_noise_name_nobody(name: str) -> None:
    """ "Ada via LinkedIn" on a newsletter, or "add Ada", is no contact with Ada."""
    assert notice_of(name).people == ()


def test_an_unknown_template_is_kept_by_name() -> None:
    """LinkedIn invents templates: the name is what a user needs to extend the data file."""
    assert notice_of("linkedin_unknown_template").template == "email_something_new_01"


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("email_accept_invite_single_07", NoticeKind.ACCEPTED),
        ("email_m2m_invite_single_01", NoticeKind.INVITATION),
        ("email_m2m_invite_reminder_02", NoticeKind.INVITATION_REMINDER),
        ("invite_guest_59", NoticeKind.INVITATION),
        ("email_hire_inmail_reply_to_member", NoticeKind.INMAIL_REPLY),
        ("email_lss_inmail_reply_01", NoticeKind.INMAIL_REPLY),
        ("email_pymk_01", NoticeKind.SUGGESTION),
        ("connection_suggestion_email", NoticeKind.SUGGESTION),
        ("email_groups_recommended_by_admin_01", NoticeKind.GROUP_DIGEST),
        ("email_jobs_new_applicant_01", NoticeKind.JOBS),
        ("email_network_conversations_01", NoticeKind.NOISE),
        ("email_password_reset", NoticeKind.SECURITY),
    ],
)
def test_the_template_outranks_the_subject(template: str, kind: NoticeKind) -> None:
    """Templates are the same in every language; a subject is free text and may say anything."""
    message = linkedin("Ada just messaged you", template=template)

    notice = recognise(message, LINKEDIN, me=ME)

    assert notice is not None
    assert notice.kind is kind


@pytest.mark.parametrize(
    ("subject", "sender", "kind", "name"),
    [
        (
            "Ada Lovelace hat Ihre Einladung angenommen",
            "invitations",
            NoticeKind.ACCEPTED,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace ist jetzt mit dir verbunden",
            "invitations",
            NoticeKind.ACCEPTED,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace a accepté votre invitation",
            "invitations",
            NoticeKind.ACCEPTED,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace ha aceptado tu invitación",
            "invitations",
            NoticeKind.ACCEPTED,
            "Ada Lovelace",
        ),
        ("Ada Lovelace aceitou seu convite", "invitations", NoticeKind.ACCEPTED, "Ada Lovelace"),
        (
            "Ada Lovelace ha accettato il tuo invito",
            "invitations",
            NoticeKind.ACCEPTED,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace heeft je uitnodiging geaccepteerd",
            "invitations",
            NoticeKind.ACCEPTED,
            "Ada Lovelace",
        ),
        (
            "Grace, start a conversation with your new connection, Ada Lovelace",
            "invitations",
            NoticeKind.ACCEPTED,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace hat dir eine Nachricht gesendet",
            "messaging-digest-noreply",
            NoticeKind.MESSAGE,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace vient de vous envoyer un message",
            "messaging-digest-noreply",
            NoticeKind.MESSAGE,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace acaba de enviarte un mensaje",
            "messaging-digest-noreply",
            NoticeKind.MESSAGE,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace acabou de enviar uma mensagem a você",
            "messaging-digest-noreply",
            NoticeKind.MESSAGE,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace ti ha inviato un messaggio",
            "messaging-digest-noreply",
            NoticeKind.MESSAGE,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace heeft je een bericht gestuurd",
            "messaging-digest-noreply",
            NoticeKind.MESSAGE,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace vám napsala zprávu",
            "messaging-digest-noreply",
            NoticeKind.MESSAGE,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace möchte sich mit Ihnen vernetzen",
            "invitations",
            NoticeKind.INVITATION,
            "Ada Lovelace",
        ),
        (
            "Ada Lovelace souhaite se connecter",
            "invitations",
            NoticeKind.INVITATION,
            "Ada Lovelace",
        ),
        ("Ada Lovelace quiere conectar", "invitations", NoticeKind.INVITATION, "Ada Lovelace"),
        ("Ada Lovelace quer se conectar", "invitations", NoticeKind.INVITATION, "Ada Lovelace"),
        (
            "Ada Lovelace wil graag een connectie met je maken",
            "invitations",
            NoticeKind.INVITATION,
            "Ada Lovelace",
        ),
        ("Invitation from Ada Lovelace", "invitations", NoticeKind.INVITATION, "Ada Lovelace"),
    ],
)
def test_without_a_template_the_subject_tells_in_many_languages(
    subject: str, sender: str, kind: NoticeKind, name: str
) -> None:
    """Forwarders strip headers; then sender and phrases are all there is."""
    notice = recognise(linkedin(subject, sender=f"{sender}@linkedin.com"), LINKEDIN, me=ME)

    assert notice is not None
    assert (notice.kind, [person.name for person in notice.people]) == (kind, [name])


@pytest.mark.parametrize(
    "subject",
    [
        "See who accepted your invitation",
        "Someone accepted your invitation",
        "You and 3 others are now connected",
        "New connections this week",
        "Jemand hat Ihre Einladung angenommen",
    ],
)
def test_subjects_that_name_nobody_make_no_row(subject: str) -> None:
    """A person called "Someone" in the ledger would be everybody's namesake."""
    notice = recognise(linkedin(subject), LINKEDIN, me=ME)

    assert notice is not None
    assert notice.people == ()


@pytest.mark.parametrize(
    "subject",
    [
        "Ada Lovelace (Hiring! Analysts wanted) accepted your invitation, explore their network",
        "Ada Lovelace | Hiring accepted your invitation, explore their network",
        "Ada Lovelace, Founder at Engines accepted your invitation",
        "🚀 Ada Lovelace accepted your invitation, explore their network",
    ],
)
def test_a_headline_glued_to_the_name_is_cut(subject: str) -> None:
    """ "Hiring" beside the name is the person's advertisement, neither name nor a job mail."""
    notice = recognise(linkedin(subject), LINKEDIN, me=ME)

    assert notice is not None
    assert notice.kind is NoticeKind.ACCEPTED
    assert [person.name for person in notice.people] == ["Ada Lovelace"]


@pytest.mark.parametrize(
    "shown",
    [
        "Ada Lovelace",
        "Ada Lovelace via LinkedIn",
        "Ada Lovelace a través de LinkedIn",
        "Ada Lovelace über LinkedIn",
    ],
)
def test_the_full_name_comes_from_the_display_name(shown: str) -> None:
    """The subject has a first name only, and the display name has two shapes in one mailbox."""
    notice = recognise(linkedin("Ada accepted your invitation", name=shown), LINKEDIN, me=ME)

    assert notice is not None
    assert [person.name for person in notice.people] == ["Ada Lovelace"]


def test_the_full_name_comes_from_the_body_when_from_is_linkedin() -> None:
    """Without it the row would be of one "Ada" among all Adas."""
    message = linkedin(
        "Ada accepted your invitation", "Ada Lovelace has accepted your invitation.\n"
    )

    notice = recognise(message, LINKEDIN, me=ME)

    assert notice is not None
    assert notice.people[0].name == "Ada Lovelace"


def test_subject_and_display_name_that_disagree_name_nobody() -> None:
    """When two people are named, nobody is sure which one connected."""
    message = linkedin("Charles accepted your invitation", name="Ada Lovelace")

    notice = recognise(message, LINKEDIN, me=ME)

    assert notice is not None
    assert notice.people == ()


def test_the_recipients_own_profile_is_never_the_heros() -> None:
    """The header of every LinkedIn mail links the recipient: I must not connect to myself."""
    mine = Link("www.linkedin.com", "/comm/in/grace-hopper-1906", "View profile")
    message = linkedin("Ada accepted your invitation", name="Ada Lovelace", links=(mine,))

    notice = recognise(message, LINKEDIN, me=ME)

    assert notice is not None
    assert notice.people[0].profile == ""


@pytest.mark.parametrize(
    "domain", ["linkedin.com.evil.example", "linkedin-mail.com", "notlinkedin.com", "example.com"]
)
def test_lookalike_domains_are_no_linkedin(domain: str) -> None:
    """A forger may choose any domain that reads like the network's."""
    message = linkedin("Ada accepted your invitation", sender=f"invitations@{domain}")

    assert recognise(message, LINKEDIN, me=ME) is None


def test_the_template_is_found_in_links_when_the_header_is_lost() -> None:
    """Exports and forwarders drop the header, links in the text still name the template."""
    body = "https://www.linkedin.com/comm/x?trk=eml-email_pymk_02-hero-1-profile&lipi=1"

    notice = recognise(linkedin("Grace, meet somebody", body), LINKEDIN, me=ME)

    assert notice is not None
    assert notice.kind is NoticeKind.SUGGESTION


@pytest.mark.parametrize("name", ["Chi Zhang", "Tu Nguyen", "You Li"])
def test_names_that_are_words_elsewhere_are_names(name: str) -> None:
    """ "Chi" is Italian for "who", and the first name of many people."""
    full = recognise(linkedin(f"{name} accepted your invitation"), LINKEDIN, me=ME)
    first = recognise(
        linkedin(f"{name.split()[0]} accepted your invitation", name=name), LINKEDIN, me=ME
    )

    assert full is not None
    assert first is not None
    assert [person.name for person in (*full.people, *first.people)] == [name, name]


def test_a_subject_that_people_choose_cannot_pass_for_a_notice() -> None:
    """InMail subjects are free text: "Ada accepted your invitation" must not connect anybody."""
    message = linkedin(
        "Ada Lovelace accepted your invitation",
        "Buy.",
        sender="inmail-hit-reply@linkedin.com",
        name="Ada Lovelace",
    )

    notice = recognise(message, LINKEDIN, me=ME)

    assert notice is not None
    assert notice.kind is NoticeKind.INMAIL


@pytest.mark.parametrize(
    ("authenticity", "is_authentic", "is_forged"),
    [
        (Authenticity(), False, False),
        (Authenticity(is_stated=True, dkim_pass=frozenset({"mailb.linkedin.com"})), True, False),
        (Authenticity(is_stated=True, spf_pass="bounce.linkedin.com"), False, False),
        (Authenticity(is_stated=True, spf_pass="evil.example"), False, True),
        (Authenticity(is_stated=True, dmarc_fail="linkedin.com"), False, True),
    ],
)
def test_what_the_server_says_makes_a_notice_authentic_or_forged(
    authenticity: Authenticity, is_authentic: bool, is_forged: bool
) -> None:
    """SPF alone proves the servers, not the From field: neither trust nor an accusation."""
    notice = recognise(linkedin("Ada Lovelace accepted your invitation"), authenticity, me=ME)

    assert notice is not None
    assert (notice.is_authentic, notice.is_forged) == (is_authentic, is_forged)


def test_a_batch_without_text_lines_is_read_from_its_links() -> None:
    """HTML-only batches name people by links; those below "people you may know" did not connect."""
    links = tuple(
        Link("www.linkedin.com", f"/comm/in/{slug}", text)
        for slug, text in (
            ("grace-hopper-1906", "Grace Hopper"),
            ("ada-lovelace-1815", "Ada Lovelace"),
            ("alan-t", "Alan Turing"),
            ("charles-babbage", "Charles Babbage"),
        )
    )
    body = "You have 2 new connections\nAda Lovelace\nAnalyst\nAlan Turing\nLogician\nPeople you may know\nCharles Babbage\n"
    subject = "See Ada's and other people's connections, experience, and more"

    notice = recognise(linkedin(subject, body, links=links), LINKEDIN, me=ME)

    assert notice is not None
    assert [person.profile for person in notice.people] == [
        "linkedin:ada-lovelace-1815",
        "linkedin:alan-t",
    ]


@pytest.mark.parametrize(
    ("reply", "footer", "unsubscribe"),
    [
        ("Reply", "This email was intended for Grace Hopper (Admiral)", "Unsubscribe: https://www.linkedin.com/x"),
        ("Antworten", "Diese E-Mail war für Grace Hopper (Admiral) bestimmt.", "Abmelden: https://www.linkedin.com/x"),
        ("Répondre", "Cet e-mail était destiné à Grace Hopper (Amirale)", "Se désinscrire : https://www.linkedin.com/x"),
        ("Responder", "Este correo iba dirigido a Grace Hopper (Almirante)", "Cancelar suscripción: https://www.linkedin.com/x"),
        ("Responder", "Este e-mail foi destinado a Grace Hopper (Almirante)", "Cancelar inscrição: https://www.linkedin.com/x"),
        ("Rispondi", "Questa email era destinata a Grace Hopper (Ammiraglia)", "Annulla iscrizione: https://www.linkedin.com/x"),
        ("Beantwoorden", "Deze e-mail was bedoeld voor Grace Hopper (Admiraal)", "Afmelden: https://www.linkedin.com/x"),
        ("Odpovědět", "Tento e-mail byl určen pro Grace Hopper", "Odhlásit: https://www.linkedin.com/x"),
    ],
)  # fmt: skip
def test_the_frame_goes_in_the_recipients_language_and_the_words_stay(
    reply: str, footer: str, unsubscribe: str
) -> None:
    """The frame follows the recipient's settings, the words follow the sender."""
    words = (
        "Guten Tag Frau Hopper,\n\nwir suchen eine Leiterin. Haben Sie Zeit?\n\nIhre Ada Lovelace"
    )
    body = f"Ada Lovelace\n\n{reply}\nhttps://www.linkedin.com/messaging/thread/2-a==/\n\n{words}\n\n{footer}\n{unsubscribe}\n© 2026 LinkedIn\n"
    message = linkedin(
        "Leitung", body, name="Ada Lovelace", template="email_hire_inmail_initial_single_01"
    )

    notice = recognise(message, LINKEDIN, me=ME)

    assert notice is not None
    assert notice.text == words


@pytest.mark.parametrize(
    "sentence",
    [
        "I'd like to join your LinkedIn network.",
        "I'd like to add you to my professional network on LinkedIn.",
        "Ich möchte Sie gerne zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.",
        "Je souhaite rejoindre votre réseau professionnel sur LinkedIn.",
        "Me gustaría añadirte a mi red profesional en LinkedIn.",
        "Gostaria de adicionar você à minha rede profissional no LinkedIn.",
        "Vorrei aggiungerti alla mia rete professionale su LinkedIn.",
        "Ik wil je graag toevoegen aan mijn professionele netwerk op LinkedIn.",
    ],
)
def test_the_standard_sentence_is_nobodys_words(sentence: str) -> None:
    """LinkedIn writes it when the person writes nothing."""
    body = f"Hi Grace,\n\n{sentence}\n\nAda Lovelace\nAnalyst\n\nView profile: https://www.linkedin.com/comm/in/ada-lovelace-1815\n"
    message = linkedin("x", body, name="Ada Lovelace", template="email_m2m_invite_single_01")

    notice = recognise(message, LINKEDIN, me=ME)

    assert notice is not None
    assert notice.text == ""
    assert notice.people[0].profile == "linkedin:ada-lovelace-1815"
