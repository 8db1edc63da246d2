"""What customers write: sentences by topic and by score (sentences.yaml), some of them with made-up personal data.

Addresses are at example.com, and telephone numbers come from the 555-0100 to 555-0199 kept for fiction, so that
nobody is meant.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import product

import msgspec
import numpy as np
from msgspec import Struct

from sojourn.simulate.arrays import Ints, happens, whole
from sojourn.simulate.log import Words
from sojourn.simulate.running import Made, Run

TONES = ("low", "middle", "high")
SLOTS = {
    "product": ("desk lamp", "wool rug", "wall shelf", "garden chair", "cast iron pan", "linen sheet"),
    "place": ("Ashford", "Millbrook", "Northgate", "Lindenau"),
    "agent": ("Mia", "Jonas", "Priya", "Tom"),
}
_TURNS = {"nps": (6, 8), "csat": (2, 3), "stars": (2, 3)}
"""The highest score that is low, and the highest that is middle, by kind of score."""

NAMES = ("Anna Berg", "Ben Castle", "Clara Novak", "David Okoye", "Elena Rossi", "Farid Haddad", "Greta Holm")
_SAYS = {
    "email": "Please write to me at {value}.",
    "phone": "You can reach me on {value}.",
    "order": "My order number is {value}.",
    "name": "My name is {value}.",
}


class Pool(Struct, frozen=True):
    """All sentences; those of topic and tone stand from `first` on, `count` of them: int64[topics, tones]."""

    sentences: tuple[str, ...]
    topics: tuple[str, ...]
    first: Ints
    count: Ints


@cache
def pool() -> Pool:
    """Every sentence of sentences.yaml with every filling of its slots."""
    text = files(__package__).joinpath("sentences.yaml").read_bytes()
    written = msgspec.yaml.decode(text, type=dict[str, dict[str, tuple[str, ...]]])
    groups = [[one for each in tones[tone] for one in _filled(each)] for tones in written.values() for tone in TONES]
    count = np.array([len(group) for group in groups])
    first = count.cumsum() - count
    shape = (len(written), len(TONES))
    sentences = tuple(sentence for group in groups for sentence in group)
    return Pool(sentences, tuple(written), first.reshape(shape), count.reshape(shape))


def write(run: Run, about: str | Words, score: Ints, kind: str) -> Words:
    """A text for each answer about one of the topics; a share says nothing, a few name themselves."""
    rng, known, size = run.random.texts, pool(), len(score)
    topic = _topics(about, size)
    tone = np.searchsorted(_TURNS[kind], score)
    one = known.first[topic, tone] + (rng.random(size) * known.count[topic, tone]).astype(np.int64)
    says = happens(rng, np.full(size, run.world.text))
    tells = np.flatnonzero(says & happens(rng, np.full(size, run.world.personal)))
    codes = np.where(says, one, -1)
    personal = _personal(run, [known.sentences[code] for code in codes[tells].tolist()])
    codes[tells] = len(known.sentences) + np.arange(len(tells))
    return Words(codes, known.sentences + personal)


def _topics(about: str | Words, size: int) -> Ints:
    known = pool().topics
    if isinstance(about, str):
        return np.full(size, known.index(about))
    found: Ints = np.array([known.index(name) for name in about.names])[about.codes]
    return found


def _filled(sentence: str) -> list[str]:
    """A sentence with every filling of its slots."""
    used = [slot for slot in SLOTS if f"{{{slot}}}" in sentence]
    fillings = product(*(SLOTS[slot] for slot in used))
    return [sentence.format(**dict(zip(used, filling, strict=True))) for filling in fillings]


def _personal(run: Run, sentences: list[str]) -> tuple[str, ...]:
    """The sentences, each with personal data in a sentence behind it; what was put in is kept in the run."""
    rng, size = run.random.texts, len(sentences)
    name, kind, number = whole(rng, size, 0, len(NAMES) - 1), whole(rng, size, 0, 3), whole(rng, size, 0, 9999)
    made = [
        _made(NAMES[who], tuple(_SAYS)[what], some)
        for who, what, some in zip(name.tolist(), kind.tolist(), number.tolist(), strict=True)
    ]
    found = tuple(
        f"{sentence} {_SAYS[one.kind].format(value=one.value)}" for sentence, one in zip(sentences, made, strict=True)
    )
    run.personal.update(zip(found, made, strict=True))
    return found


def _made(name: str, kind: str, number: int) -> Made:
    address = f"{name.lower().replace(' ', '.')}{number}@example.com"
    values = {"email": address, "phone": f"+1 202-555-01{number % 100:02d}", "order": f"O-9{number:06d}", "name": name}
    return Made(kind, values[kind])
