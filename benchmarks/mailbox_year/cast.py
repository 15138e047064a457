# ruff: noqa: SIM905 (names are easier to read and to check as text)
"""Who plays: three personas, and everybody who writes to them, drawn from a seed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from notworking.mail.authenticity import MICROSOFT_STYLE


class Provider(StrEnum):
    """Whose server receives the persona's mail, and so how it states authentication."""

    GMAIL = "gmail"
    MICROSOFT = "microsoft"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Persona:
    """The reader of one mailbox."""

    name: str
    email: str
    provider: Provider
    headline: str
    employer: str
    school: str
    languages: tuple[str, ...]
    """Languages of the mail they get, the commonest first."""
    invitations_a_day: int
    authserv_ids: tuple[str, ...]
    everyday: int
    """Threads with people they know, in the year."""
    pitchers: int
    """People who connect and then pitch."""

    @property
    def first(self) -> str:
        """The first name."""
        return self.name.split()[0]


PERSONAS = (
    Persona(
        "Ines Halvorsen", "ines.halvorsen@gmail.com", Provider.GMAIL,
        "Partner at Fjordbank Ventures", "Fjordbank Ventures", "Northmoor University",
        ("en", "en", "en", "de"), 30, ("mx.google.com",), everyday=270, pitchers=95,
    ),
    Persona(
        "Jonas Brandt", "jonas.brandt@tannhof.example", Provider.MICROSOFT,
        "Head of Engineering at Tannhof Systems", "Tannhof Systems", "Hochschule Aarfeld",
        ("en", "en", "de"), 3, (MICROSOFT_STYLE,), everyday=560, pitchers=110,
    ),
    Persona(
        "Beatrice Moreau", "beatrice@moreau-atelier.example", Provider.OWN,
        "Owner of Atelier Moreau", "Atelier Moreau", "École Valmont",
        ("en", "en", "fr", "es", "it", "nl", "pt"), 3, ("mail.moreau-atelier.example",),
        everyday=560, pitchers=110,
    ),
)  # fmt: skip

_FIRST = """Adela Alban Amrit Anouk Ansel Aoife Asif Astrid Balint Bashir Benna Birgit Bram Calla
Casimir Catrin Ciara Corin Dagny Dalia Danilo Darya Delia Dorian Edda Eero Eila Elio Emre Enzo
Esra Farid Felix Fenna Filipa Gareth Gemma Gideon Greta Hamza Hana Henrik Hilde Idris Ilse Imre
Ioana Isidor Ivo Jadwiga Jarek Jelena Jocelyn Kamal Karin Kenji Kirsti Laszlo Leonie Linnea Luca
Maeve Malik Marek Mariam Mattis Meera Milos Mirela Nadim Naomi Nestor Nuria Odette Olen Oriol
Petra Pim Priya Quentin Radka Rana Reto Rhona Rosa Runa Sanna Selim Signe Silke Tamsin Tariq Teo
Thea Tove Ulrike Vera Viggo Wanda Xenia Yara Yusuf Zofia""".split()
_LAST = """Abendroth Achterberg Adeyinka Albescu Almasi Ambrus Andresen Arkwright Baranek Bellweather
Berghuis Bielak Birkeland Brockway Calloway Castagna Cernik Colville Danforth Delacroix Dembski
Dragomir Eastham Ehrlich Elmgren Espinar Falkenrath Farquhar Fenwick Ferrante Gadsby Galantis
Garrick Gimenez Haddock Halloran Hartigan Hedlund Hollander Ibarra Ilyin Jankovic Jardine Kadlec
Karlsen Kestrel Kilbride Kowalik Lambrecht Langley Larkspur Lindqvist Lockhart Lowell Madigan
Mansour Marchetti Merriman Moravec Nakagawa Nordahl Novotny Oakley Obrecht Okafor Orsini Palmgren
Pemberton Petrosyan Quayle Radcliffe Rahimi Ravenel Rosenthal Sandoval Schimmel Seagrave Sorensen
Stanhope Tavares Thackeray Tomczak Underhill Valverde Vandermeer Vasquez Wainwright Weatherby
Westergaard Wolanski Yardley Zeller Zielinski""".split()
_LAST_BEGIN = """Ash Bar Bel Bern Bran Bux Cal Car Chel Dag Dal Dor Ed Eg Fal Fen Gar Gil Had Hal Hol Kel
Kirk Lan Lod Mar Mel Nor Os Pel Rad Ros Sal Sel Tav Thor Ul Ver Wal Win""".split()
_LAST_END = """bach berg bourne by dale den feld ford gate ham hurst ley man mere mont ner sen son stad
stein stock ström ton vik ward well wick wood worth""".split()
_COMPANY = """Alder Anchor Basalt Beacon Birch Bramble Cedar Cobalt Copper Delta Ember Falcon Fern
Flint Garnet Harbor Hazel Indigo Iron Juniper Kelp Lantern Larch Maple Marble Mosaic North Onyx
Orchard Pebble Pine Quartz Raven Ridge Saffron Slate Sparrow Summit Thistle Timber Umber Vertex
Willow Zephyr""".split()
_KIND = "line works flow stack bridge forge point field labs gate path mind cast yard".split()
_ROLE = """Account Executive|Founder|Growth Advisor|Head of Partnerships|Business Coach|Talent
Partner|Consultant|Managing Director|Sales Director|Brand Strategist|Product Lead|Operations
Manager|Data Engineer|Architect|Design Lead|Controller|Research Fellow|Programme Manager"""
_ROLES = tuple(" ".join(role.split()) for role in _ROLE.split("|"))


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who writes to a persona."""

    name: str
    company: str
    email: str
    slug: str
    headline: str
    lang: str = "en"

    @property
    def first(self) -> str:
        """The first name."""
        return self.name.split()[0]

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return self.email.partition("@")[2]


def folded(text: str) -> str:
    """Return text as it stands in addresses: lower case, without accents and blanks."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(char for char in plain.lower() if char.isalnum() or char in ".-")


@dataclass(slots=True)
class Casting:
    """Draws players, no name and no address twice."""

    dice: Random
    taken: set[str] = field(default_factory=set)

    def player(self, *, lang: str = "en", company: str = "", private: bool = False) -> Player:
        """Return somebody new; `private` people write from a common provider."""
        name = self._name()
        first, last = name.split()
        firm = company or self.company()
        domain = "postfach.example" if private else f"{folded(firm)}.example"
        local = self.dice.choice(
            (f"{first}.{last}", first, f"{first[0]}.{last}", f"{first}{last[0]}")
        )
        if private or company or f"{local}@{domain}" in self.taken:
            local = f"{first}.{last}"
        email = f"{folded(local)}@{domain}"
        self.taken.add(email)
        tail = self.dice.choice(
            ("", f"-{self.dice.randrange(16**6):06x}", f"-{self.dice.randrange(999)}")
        )
        slug = f"{folded(first)}-{folded(last)}{tail}"
        headline = f"{self.dice.choice(_ROLES)} at {firm}"
        return Player(name, firm, email, slug, headline, lang)

    def company(self) -> str:
        """Return the name of a firm, perhaps one there is already."""
        return self.dice.choice(_COMPANY) + self.dice.choice(_KIND)

    def _name(self) -> str:
        while True:
            last = self.dice.choice(_LAST)
            if self.dice.random() < 0.6:
                last = self.dice.choice(_LAST_BEGIN) + self.dice.choice(_LAST_END)
            name = f"{self.dice.choice(_FIRST)} {last}"
            if name not in self.taken:
                self.taken.add(name)
                return name
