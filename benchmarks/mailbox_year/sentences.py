"""Short everyday sentences in many variants: what people who know each other write, and what bumpers do."""

from __future__ import annotations

from random import Random

Lines = tuple[str, ...]


def _lines(text: str) -> Lines:
    return tuple(line.strip() for line in text.strip().splitlines())


THINGS: dict[str, Lines] = {
    "en": _lines("""the budget sheet
        the keys for the back office
        the Hartwell contract
        the train on Thursday
        page four of the draft
        the printer on the second floor
        Saturday's dinner
        the new intern's laptop
        the pump in the cellar
        the minutes of Monday
        the boxes from the old flat
        the test server
        the tax letter
        Grandma's birthday
        the colour of the cover
        the delivery for the fair
        the measurements you took
        the second invoice
        the parking permit
        the rota for July"""),
    "de": _lines("""die Budgettabelle
        die Schlüssel fürs Lager
        der Zug am Donnerstag
        Seite vier im Entwurf
        das Essen am Samstag
        der Testserver
        der Brief vom Finanzamt
        Omas Geburtstag
        die Lieferung für die Messe
        die zweite Rechnung"""),
    "fr": _lines("""le tableau du budget
        les clés du dépôt
        le train de jeudi
        la page quatre du brouillon
        le dîner de samedi
        la lettre des impôts
        l'anniversaire de mamie
        la livraison pour le salon
        la deuxième facture
        le permis de stationnement"""),
}
REMARKS: dict[str, Lines] = {
    "en": _lines("""I had a look at {thing} and two numbers do not match, I marked them in yellow.
        Quick one about {thing}: it is done, nothing left to do for you.
        {Thing} is still on my desk, I will bring it along tomorrow.
        Did you ever hear back about {thing}? No rush, Monday is fine.
        I forgot to tell you that {thing} moved to next week.
        You were right about {thing}, I had read it upside down.
        Could you check {thing} when you are back? Wim asked me twice already.
        {Thing} cost us 212 in the end, less than we feared.
        We talked about {thing} at lunch and nobody remembers who has it.
        Here is what we said about {thing}: you do the first half, I do the rest.
        {Thing} can wait, the rain came in through the roof again.
        I put {thing} in the shared folder, the one with the silly name.
        Please do not throw {thing} away, I need it on Friday.
        About {thing}: Mother says yes, Father says only if it is before eight.
        {Thing} is fine as it is, I only changed the date."""),
    "de": _lines("""Ich habe mir {thing} angesehen, zwei Zahlen passen nicht, sind gelb markiert.
        Kurz zu gestern, {thing} ist erledigt.
        Hast du wegen {thing} schon etwas gehört? Montag reicht.
        Du hattest recht: {thing} ist erst nächste Woche dran.
        {Thing} liegt noch bei mir, bringe ich morgen mit.
        Zu unserem Thema, {thing}: du die erste Hälfte, ich den Rest.
        Bitte {thing} nicht vergessen, Papa fragt schon."""),
    "fr": _lines("""J'ai regardé {thing}, deux chiffres ne vont pas, je les ai mis en jaune.
        Un mot sur {thing} : c'est réglé.
        As-tu des nouvelles pour {thing} ? Lundi suffit.
        Tu avais raison, {thing}, c'est la semaine prochaine.
        Pour {thing}, je m'en occupe demain matin.
        Pense à {thing} s'il te plaît, Papa demande déjà.
        Voilà ce qu'on a dit pour {thing} : toi le début, moi le reste."""),
}
EXTRAS: dict[str, Lines] = {
    "en": _lines("""Otherwise all quiet here, the cat is back.
        I am out on Wednesday afternoon, dentist.
        Say hello to the others.
        The coffee machine works again, by the way.
        It is snowing and the bus is late, so I may be too.
        Ring me if anything is unclear, same number.
        More when I know more.
        Sorry for the short mail, I am between two trains.
        Thanks for stepping in last week, that was kind.
        The kids want to know when you come again."""),
    "de": _lines("""Sonst alles ruhig hier, die Katze ist wieder da.
        Mittwochnachmittag bin ich weg, Zahnarzt.
        Grüß die anderen.
        Danke, dass du letzte Woche eingesprungen bist.
        Mehr, wenn ich mehr weiß.
        Die Kinder fragen, wann du wieder kommst."""),
    "fr": _lines("""Sinon tout va bien ici, le chat est rentré.
        Je ne suis pas là mercredi après-midi, dentiste.
        Embrasse les autres.
        Merci pour ton aide la semaine dernière.
        Je t'en dis plus dès que je sais.
        Les enfants demandent quand tu reviens."""),
}
HELLOS: dict[str, Lines] = {
    "en": ("Hi {you},", "{you},", "Hello {you},", "Morning {you},", "Dear {you},", ""),
    "de": ("Hallo {you},", "Hi {you},", "Moin {you},", "Liebe Grüße vorab, {you},", ""),
    "fr": ("Bonjour {you},", "Salut {you},", "{you},", "Coucou {you},", ""),
}
BYES: dict[str, Lines] = {
    "en": ("{me}", "Best, {me}", "Cheers\n{me}", "See you\n{me}", "Thanks, {me}", "– {me}"),
    "de": ("{me}", "Gruß {me}", "Viele Grüße\n{me}", "Bis dann\n{me}", "LG {me}"),
    "fr": ("{me}", "À bientôt\n{me}", "Bises, {me}", "Bien à toi\n{me}", "Merci, {me}"),
}
_BUMP_OPEN: dict[str, Lines] = {
    "en": _lines("""Just bumping this to the top of your inbox.
        Circling back on my note from last week.
        Did you get a chance to look at my last message?
        I know how busy you must be, so a quick nudge.
        Floating this up again in case it got buried.
        Any thoughts on the below?
        Wanted to make sure you saw this.
        Following up once more, as I had not heard from you.
        Is this on your radar at all?
        Third time lucky?
        I have tried to reach you a couple of times now.
        Hope you had a chance to read my previous mail."""),
    "de": _lines("""Ich wollte kurz nachhaken, ob Sie meine letzte Nachricht gesehen haben.
        Ich schiebe das noch einmal nach oben in Ihr Postfach.
        Sicher ist meine Mail im Alltag untergegangen.
        Konnten Sie sich meinen Vorschlag schon ansehen?
        Ich melde mich noch einmal wegen meiner Nachricht."""),
    "fr": _lines("""Je me permets de vous relancer au sujet de mon précédent message.
        Avez-vous eu le temps de lire mon dernier mail ?
        Je remonte ce message en haut de votre boîte.
        Sans retour de votre part, je reviens vers vous.
        Petite relance au cas où mon message se serait perdu."""),
}
_BUMP_ASK: dict[str, Lines] = {
    "en": _lines("""Would 15 minutes on Tuesday or Wednesday work?
        Here is my calendar again: https://calendly.com/{slug}/15min
        If you are not the right person, who should I speak with?
        Happy to send a two-minute video instead.
        A simple yes or no is fine.
        Worth a quick chat this week?
        We still have two slots open for this month.
        Should I close your file?
        Shall I send over a short proposal?
        What time suits you best for a short call?"""),
    "de": _lines("""Passt Ihnen ein kurzes Gespräch am Dienstag oder Mittwoch?
        Hier mein Kalender: https://calendly.com/{slug}/15min
        Wer wäre sonst bei Ihnen der richtige Ansprechpartner?
        Ein kurzes Ja oder Nein genügt mir.
        Wann darf ich Sie kurz anrufen?"""),
    "fr": _lines("""Seriez-vous disponible 15 minutes mardi ou mercredi ?
        Voici mon agenda : https://calendly.com/{slug}/15min
        Sinon, à qui dois-je m'adresser chez vous ?
        Un simple oui ou non me suffit.
        Quand puis-je vous appeler ?"""),
}
_STOP: dict[str, Lines] = {
    "en": _lines("""Please stop writing to me.
        No more mails please, I am not interested.
        I am not interested. Please remove me from your list.
        Please don't contact me again.
        Kindly take me off your list and stop emailing me."""),
    "de": ("Bitte schreiben Sie mir nicht mehr.", "Bitte keine weiteren Mails."),
    "fr": ("Merci de ne plus me contacter.", "Ne me contactez plus s'il vous plaît."),
}
_ALUMNI = _lines("""As a fellow {school} alum I thought I would reach out.
    We both went to {school}, so I feel we should know each other.
    Always great to meet another {school} graduate!
    I saw that we share {school}, small world.
    You may remember me from {school}, we overlapped by a year.""")
_CONNECTED = _lines("""Thanks for connecting on LinkedIn, {you}.
    Great to be connected, {you}!
    We recently connected on LinkedIn.
    Thank you for accepting my invitation, {you}.
    Good to have you in my network, {you}.""")
_INTRODUCTION = _lines("""I'd like to introduce you to {other}, who does what we talked about last week.
    {you}, meet {other}. {other}, meet {you}. You two should talk about the studio in Aarfeld.
    Let me introduce {other} to you, we worked together for six years and I trust her work.
    I am putting you in touch with {other}, the person I mentioned on the phone.
    Introducing {other}, in copy, who could help with the roof.
    Connecting you two: {other} knows all about cold storage, {you} needs some.""")
_INTRODUCED = _lines("""Thanks {by} for putting us in touch! {you}, I could come by on Thursday or on Friday morning, whichever suits you.
    Nice to meet you, {you}. {by} told me about the cellar; I have attached three pictures of a similar one.
    {you}, good to hear from {by} that you are looking. I would charge 480 a day and could start in May.
    Moving {by} to bcc. Would a call on Monday at ten work for you, {you}?
    Hello {you}, as {by} wrote I did the same for the library in Northport. What size is yours?""")


def of(table: dict[str, Lines], lang: str) -> Lines:
    """Return the lines in a language, the English ones where there are none."""
    return table.get(lang, table["en"])


def everyday(dice: Random, lang: str, *, you: str, me: str) -> str:
    """Return a short mail between people who know each other."""
    thing = dice.choice(of(THINGS, lang))
    told = dice.sample(of(REMARKS, lang), dice.choice((1, 1, 2)))
    told = [one.format(thing=thing, Thing=thing[:1].upper() + thing[1:]) for one in told[:1]] + [
        one.format(thing=other, Thing=other[:1].upper() + other[1:])
        for one in told[1:]
        for other in (dice.choice(of(THINGS, lang)),)
    ]
    if dice.random() < 0.5:
        told.append(dice.choice(of(EXTRAS, lang)))
    return _letter(dice, lang, " ".join(told), you=you, me=me)


def subject(dice: Random, lang: str) -> str:
    """Return the subject of an everyday mail."""
    return dice.choice(of(THINGS, lang)) + dice.choice(("", "", "?", ", again", " (short)"))


def bump(dice: Random, lang: str, *, you: str, me: str, slug: str) -> str:
    """Return a follow-up that says nothing new."""
    text = dice.choice(of(_BUMP_OPEN, lang))
    if dice.random() < 0.75:
        text += " " + dice.choice(of(_BUMP_ASK, lang)).format(slug=slug)
    return _letter(dice, lang, text, you=you, me=me)


def stop(dice: Random, lang: str, *, me: str) -> str:
    """Return the persona's request to be left alone."""
    return f"{dice.choice(of(_STOP, lang))}\n\n{me}"


def alumni(dice: Random, school: str) -> str:
    """Return a claim to have been at the same school."""
    return dice.choice(_ALUMNI).format(school=school)


def just_connected(dice: Random, you: str) -> str:
    """Return the opening of somebody who was connected with lately."""
    return dice.choice(_CONNECTED).format(you=you)


def introduction(dice: Random, *, you: str, other: str, me: str) -> str:
    """Return a known person's introduction of somebody."""
    text = dice.choice(_INTRODUCTION).format(you=you, other=other)
    return f"{dice.choice(('Hi both,', f'Dear {you},', f'{you},'))}\n\n{text}\n\n{me}"


def introduced(dice: Random, *, you: str, by: str, me: str) -> str:
    """Return the introduced person's first direct mail."""
    return f"{dice.choice(_INTRODUCED).format(you=you, by=by)}\n\n{me}"


def _letter(dice: Random, lang: str, text: str, *, you: str, me: str) -> str:
    hello = dice.choice(of(HELLOS, lang)).format(you=you)
    bye = dice.choice(of(BYES, lang)).format(me=me)
    return "\n\n".join(part for part in (hello, text, bye) if part)
