"""Generated lists and the travellers who meet them: what the weights of name matching are fitted on.

A list is like those that states keep: persons with several names (another channel, a by-name, one word alone, the
whole chain of forefathers), births known to the day, the year or about, several or none. Of the travellers who are
listed the name is written anew and the birth blurred; the others are strangers, who often share common names with
somebody. Common names are drawn as people bear them, a few by many; rare ones are made of roots, so that nobody's
name is used.
"""

from __future__ import annotations

import random
from dataclasses import replace

from names_altered import altered, blurred

from chegara.profiling.methods.names import invented
from chegara.profiling.methods.watchlists.entry import BirthDate, ListedName, ListEntry

_LETTERS = tuple(
    zip(
        "b t j h kh d r z s sh s t gh f q k l m n h w y".split(),
        "ب ت ج ح خ د ر ز س ش ص ط غ ف ق ك ل م ن ه و ي".split(),
        strict=True,
    )
)
_PATTERNS = tuple(
    tuple(line.split())
    for line in """{0}a{1}i{2} {0}ا{1}{2}
{0}a{1}ee{2} {0}{1}ي{2}
ma{0}{1}ou{2} م{0}{1}و{2}
{0}a{1}{1}a{2} {0}{1}ا{2}
{0}u{1}ay{2} {0}{1}ي{2}
a{0}{1}a{2} أ{0}{1}{2}
{0}a{1}{2}an {0}{1}{2}ان
mu{0}a{1}{1}i{2} م{0}{1}{2}
al-{0}a{1}{2}i ال{0}{1}{2}ي
al-{0}u{1}ay{2}i ال{0}{1}ي{2}ي
al-{0}a{1}a{2}i ال{0}{1}ا{2}ي""".splitlines()
)
_TITLES = ("Haji", "Mullah", "Sheikh", "Dr.", "Mohammad", "Sayed")


def rare(rng: random.Random) -> tuple[str, str]:
    """Return an Arabic name made of a root and a pattern: in Latin letters and in its own."""
    root = rng.sample(_LETTERS, 3)
    latin, script = rng.choice(_PATTERNS)
    return latin.format(*(each[0] for each in root)).title(), script.format(*(each[1] for each in root))


def _drawn(rng: random.Random, count: int) -> int:
    """Return a place among names of which the first are far more common than the last (Zipf's law)."""
    return min(int(count ** rng.random()) - 1 + rng.randrange(3), count - 1)


def _birth(born: BirthDate, rng: random.Random) -> BirthDate:
    """Return a birth; of every eighth person no register knows more than the year."""
    return BirthDate(year=born.year) if rng.random() < 0.12 else born


def told(born: BirthDate, rng: random.Random) -> BirthDate:
    """Return a birth as another register may have it."""
    if born.month:
        return blurred(born, rng)
    kind = rng.random()
    year = born.year + (rng.choice((-1, 1, 2)) if kind < 0.08 else 0)
    return (
        BirthDate(year=year, month=1, day=1) if kind > 0.8 else BirthDate(year=year, approximate=kind > 0.7)
    )


class Chain:
    """An Arab's names from the own to the family's, each in Latin letters and in its own; few or many are written."""

    def __init__(self, rng: random.Random) -> None:
        count = rng.choice((3, 3, 4, 5))
        self.words = [
            rare(rng) if rng.random() < (0.35 if at < count - 1 else 0.6) else self._common(rng)
            for at in range(count)
        ]
        self.words = list(dict.fromkeys(self.words))
        self.by_name = f"{rng.choice(('Abu', 'Abu', 'Umm', 'Abou'))} {self._common(rng)[0]}"
        self.birth = _birth(invented.birth(rng), rng)

    def _common(self, rng: random.Random) -> tuple[str, str]:
        script, *latin = invented.ARAB[_drawn(rng, len(invented.ARAB))]
        return rng.choice(latin), script

    def written(self, rng: random.Random) -> str:
        """Return the chain as one office writes it: in one script, some forefathers left out."""
        words = list(self.words)
        while len(words) > 2 and rng.random() < 0.35:
            words.pop(rng.randrange(1, len(words)) if rng.random() < 0.8 else 0)
        kind = rng.random()
        if kind < 0.2:
            return " ".join(script for _, script in words)
        told = [latin for latin, _ in words]
        if rng.random() < 0.06:
            told.insert(0, "Mohammad")
        if rng.random() < 0.2 and len(told) > 2:
            told.insert(1, rng.choice(("bin", "ibn", "ben")))
        if kind < 0.35:
            return " ".join(invented._cyrillic(word) for word in told)  # noqa: SLF001
        text = " ".join(told)
        return text.replace("-", " ") if rng.random() < 0.3 else text.upper() if rng.random() < 0.3 else text


class Bearer:
    """An invented person of the region whose names are as various as people's are."""

    def __init__(self, rng: random.Random) -> None:
        one = invented.person(rng, "uz tg ky kk tk ru")
        roots = invented.MEN[one.country].split()
        if rng.random() < 0.6:
            one = replace(one, family=rng.choice(roots) + rng.choice(roots).lower())
        if rng.random() < 0.3:
            one = replace(one, given=one.given + rng.choice(roots).lower()[:4])
        self.one, self.birth = one, _birth(one.birth, rng)
        self.by_name = rng.choice(roots)

    def written(self, rng: random.Random) -> str:
        """Return the name as an era and a channel write it."""
        return invented.written(self.one, rng)


_SYLLABLES = {
    "korean": (
        "Kim Ri Pak Choe Jong Kang Jo Yun Jang Rim Han O So Sin Kwon Hwang An Song Ryu Hong".split(),
        "Yong Chol Song Il Myong Su Kyong Hak Chun Jin Hyok Nam Kwang Tae Un Jong Mun Ho Min Sik Guk Won Hwan Sok".split(),
    ),
    "bantu": (
        "Jean Pierre Joseph Innocent Laurent Faustin Leopold Augustin Bosco Emmanuel Felix Justin Paul Germain".split(),
        "ba mu nda nga ki sha mba wa ro ta bi ka ngu zi ma ha ri ngo gi nyi ndi ra ye".split(),
    ),
    "somali": (
        "Abdi Mohamed Hassan Ali Ahmed Omar Yusuf Mohamud Farah Warsame Hussein Ibrahim Abdullahi Said".split(),
        "ga ro wey ne dhe re a dan sa mo ka le ro be to wa re".split(),
    ),
    "pashto": (
        "Abdul Mohammad Gul Noor Sher Din Khair Rahmat Saif Wali Nazar Fazl Agha Amir Hayat Zia Gholam".split(),
        "ra him zai man sur kha lil ga ni ba ri ka bir sha ha dur ma nan zar".split(),
    ),
    "european": (
        "John Peter Martin Eric Laurent Marco Denis Thomas Andre Viktor Daniel Philip Roberto Emilie Anna".split(),
        "ber man to lle son ri ner vi cha dou mar tin del ga ro sen ko wal ter".split(),
    ),
}


class Elsewhere:
    """An invented person from further away: Korean, African, Pashtun, European; names made of syllables."""

    def __init__(self, rng: random.Random) -> None:
        people = rng.choice(tuple(_SYLLABLES))
        known, syllables = _SYLLABLES[people]
        if people == "korean":
            self.words = [rng.choice(known), *rng.sample(syllables, 2)]
        else:
            made = "".join(rng.choice(syllables) for _ in range(rng.choice((2, 2, 3, 3, 4)))).capitalize()
            self.words = [*(known[_drawn(rng, len(known))] for _ in range(rng.choice((1, 1, 2)))), made]
        self.hyphen = people == "korean" and rng.random() < 0.5
        self.by_name = "".join(rng.sample(syllables, 2)).capitalize()
        self.birth = _birth(invented.birth(rng), rng)

    def written(self, rng: random.Random) -> str:
        """Return the name in Latin letters, or in Cyrillic as news agencies write it."""
        kind = rng.random()
        words = self.words
        if self.hyphen:
            words = [words[0], "-".join(words[1:])] if kind < 0.5 else [words[0], words[1] + words[2].lower()]
        text = " ".join(words)
        if kind > 0.9:
            return " ".join(invented._cyrillic(word) for word in words)  # noqa: SLF001
        return text.upper() if kind > 0.7 else text


def someone(rng: random.Random) -> Chain | Bearer | Elsewhere:
    """Return an invented person: bearing Arab names, of the region, or from elsewhere."""
    kind = rng.random()
    return Chain(rng) if kind < 0.45 else Bearer(rng) if kind < 0.8 else Elsewhere(rng)


def known(birth: BirthDate, rng: random.Random) -> tuple[BirthDate, ...]:
    """Return a birth as a list keeps it."""
    kind = rng.random()
    if kind < 0.10:
        return ()
    if kind < 0.28:
        return (BirthDate(year=birth.year),)
    if kind < 0.42:
        return (BirthDate(year=birth.year + rng.choice((-1, 0, 0, 1)), approximate=True),)
    if kind < 0.46:
        first = birth.year - rng.randint(0, 5)
        return (BirthDate(year=first, last_year=first + 5),)
    if kind < 0.62:
        others = [told(birth, rng), replace(birth, year=birth.year + rng.randint(-6, 6))]
        return (birth, *others[: rng.randint(1, 2)])
    return (birth,)


def listed(one: Chain | Bearer | Elsewhere, identifier: str, rng: random.Random) -> ListEntry:
    """Return an entry of a list."""
    texts = [one.written(rng) for _ in range(rng.choice((1, 1, 2, 3, 4)))]
    if rng.random() < 0.2:
        texts[0] = f"{rng.choice(_TITLES)} {texts[0]}"
    names = [ListedName(text=text) for text in dict.fromkeys(texts)]
    if rng.random() < 0.25:
        names.append(ListedName(text=one.by_name))
    if rng.random() < 0.12:
        words = texts[0].split()
        names.append(ListedName(text=rng.choice((words[0], words[-1]))))
    return ListEntry(id=identifier, names=tuple(names), births=known(one.birth, rng))


def whole_names(one: ListEntry) -> list[str]:
    """Return the names of an entry that are more than one word or a by-name."""
    return [
        name.text
        for name in one.names
        if len(name.text.split()) > 1 and name.text[:3] not in ("Abu", "Abo", "Umm")
    ]


def traveller(
    one: Chain | Bearer | Elsewhere, rng: random.Random, *, text: str = "", dated: float = 0.85
) -> ListEntry:
    """Return a person as he stands at the window, as often as `dated` with a birth; `text` is a name to respell."""
    name = text if text else one.written(rng)
    if text or rng.random() < 0.3:
        name = altered(name, rng)
    if rng.random() < 0.15:
        name = altered(name, rng)
    return invented.entry(name, told(one.birth, rng) if rng.random() < dated else None)
