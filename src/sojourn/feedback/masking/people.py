"""Names of people: those that are given, and those after words that announce one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sojourn.feedback.masking.no_names import NO_NAMES
from sojourn.feedback.masking.spans import Span

UPPER = "A-ZÀ-ÖØ-ÞŁŚŻŹŠŽČĆĐŐŰİĞŞА-ЯЁΑ-Ω"
_WORD = re.compile(r"[^\W\d_]++(?:['’-][^\W\d_]++)*+")
_INITIAL = re.compile(rf"[{UPPER}]\.(?!\w)")
_CAPITAL = re.compile(rf"[{UPPER}]")
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "del", "di", "da", "dos", "la", "le", "al", "el", "bin", "zu", "ten"}
)
_ENDINGS = ("", "m", "s", "re", "ve", "d", "ll", "t")
_MOST_WORDS = 4
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|herrn?|frau|monsieur|madame|mme|señora?)\b\.?[ \t]{1,2}", re.IGNORECASE
)


def _cue(words: str, after: str = r"[ \t]{1,3}") -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{words})(?!\w){after}", re.IGNORECASE)


_SAYS_NAME = _cue(
    r"my (?:full |last |first |sur)?name(?: is|['’]s)|i(?:['’]m| am) called|ich hei(?:ß|ss)e|mein name (?:ist|lautet)|"
    r"je m['’]appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|ik heet|mijn naam is|jag heter|"
    r"nazywam się|меня зовут",
    r"[ \t]{0,2}[:,]?[ \t]{1,3}",
)
"""After these anything but a common word is a name, in whatever case."""

_MAY_NAME = _cue(
    r"i['’]?m|i am|this is|ich bin|hier ist|je suis|c['’]est|soy|sono|call me|ask(?:ed)? for|spoke (?:to|with)|"
    r"speak(?:ing)? (?:to|with)|talk(?:ed|ing)? (?:to|with)|dealt with|named|signed(?: by)?|served by|helped by|"
    r"agent|employee|colleague|manager|representative|rep|advisor|driver|mitarbeiter(?:in)?|kollegin|kollege|"
    r"my (?:husband|wife|son|daughter|mother|mum|mom|father|dad|partner|friend|brother|sister|neighbou?r|boss)|"
    r"meine? (?:mann|frau|sohn|tochter|mutter|vater|freundin?)|name is|name['’]s|name|kudos to|"
    r"shout[ -]?out to|props to|thanks to",
    r"[ \t]{0,2}[:,]?[ \t]{1,3}",
)
"""After these a word with a capital is a name, unless it is a common word."""

_TITLED = _cue(
    r"mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|herrn?|frau|fräulein|monsieur|madame|mme|mlle|señora?|sr|sra|signora?|"
    r"mevrouw|meneer|doña|don",
    r"\.?[ \t]{1,3}",
)
_GREETING = _cue(
    r"dear|hi|hello|hey|hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|bonjour|hola|ciao|ch(?:er|ère)|"
    r"estimad[oa]|querid[oa]|good (?:morning|afternoon|evening)|thanks|thank you|thx|danke|merci|gracias|well done",
    r"[ \t]?,?[ \t]{1,3}",
)
_CLOSING = _cue(
    r"(?:kind |best |warm |many )?regards|best wishes|sincerely(?: yours)?|yours(?: sincerely| faithfully| truly)?|"
    r"(?:viele |liebe |beste |freundlichen? |herzliche )?gr(?:ü|ue)(?:ß|ss)en?|gru(?:ß|ss)|mfg|lg|vg|cordialement|"
    r"salutations|saludos|atentamente|un saludo|groeten|cheers|best|love|thanks|thank you|many thanks|danke|merci|"
    r"gracias|xoxo",
    r"[ \t]*+[,!.:;–—-]?\s*+",
)
_FORMAL = (
    "regards",
    "sincerely",
    "grüße",
    "gruesse",
    "grüsse",
    "gruß",
    "gruss",
    "mfg",
    "cordialement",
    "saludos",
    "atentamente",
)
_DASHED = re.compile(r"(?:^|[\s.!?\"”])[-–—~]{1,2}[ \t]?(?=[^\W\d_])")
_ENDS = re.compile(r"[ \t.!)\"”]*+(?:\n|\Z|,?[ \t]*+(?:from|aus)\b)")


def names_given(names: tuple[str, ...], text: str) -> Iterator[Span]:
    """Given names and identifiers, whole words in any case; of a name in several words its longer parts too."""
    pattern = _given(names)
    return iter(()) if pattern is None else (Span(*found.span(), "name") for found in pattern.finditer(text))


@lru_cache(maxsize=64)
def _given(names: tuple[str, ...]) -> re.Pattern[str] | None:
    wanted = {name.strip() for name in names} | {part for name in names for part in _parts(name)}
    words = sorted((word for word in wanted if len(word) > 1), key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE) if words else None


def _parts(name: str) -> list[str]:
    """Parts of a name that are no common words."""
    words = name.split()
    return [part for part in words if len(words) > 1 and len(part) > 2 and part.isalpha() and not _common(part)]


def names_announced(text: str) -> Iterator[Span]:
    """Names after words that announce one."""
    for cue, any_case in ((_SAYS_NAME, True), (_MAY_NAME, False), (_TITLED, False), (_GREETING, False)):
        for found in cue.finditer(text):
            stop = (
                0
                if _unlikely(cue, found, text)
                else name_at(text, found.end(), any_case or _lower_title(cue, found[0]))
            )
            if stop:
                yield Span(_after_title(text, found.end()), stop, "name")
            elif cue is _GREETING:
                yield from _lower_greeting(text, found)
    yield from _signatures(text)


def _lower_title(cue: re.Pattern[str], said: str) -> bool:
    """ "mr smith": who writes the title small writes the name small."""
    return cue is _TITLED and said.strip(" .\t") in ("mr", "mrs", "ms", "dr")


def _unlikely(cue: re.Pattern[str], found: re.Match[str], text: str) -> bool:
    """A word in capitals throughout where only some are named, or "miss", "don" and the like in small letters."""
    if cue is _MAY_NAME:
        return not _plain_case(text, found.end())
    return cue is _TITLED and found[0].strip(" .\t") in (
        "miss",
        "sir",
        "madam",
        "don",
        "sr",
        "sra",
        "prof",
        "professor",
    )


def _plain_case(text: str, at: int) -> bool:
    """Whether a word is not written in capitals throughout: "I am FURIOUS" names nobody."""
    word = _WORD.match(text, at)
    return word is None or len(word[0]) == 1 or not word[0].isupper()


def _lower_greeting(text: str, found: re.Match[str]) -> Iterator[Span]:
    """ "hi anna,": a word alone before a comma or the end of the line."""
    word = _WORD.match(text, found.end())
    alone = word is not None and text[word.end() : word.end() + 1] in (",", "!", "\n")
    greets = found[0].split()[0].casefold() in ("dear", "hi", "hello", "hey", "hallo", "liebe")
    if word is not None and alone and greets and not _common(word[0]):
        yield Span(*word.span(), "name")


def _signatures(text: str) -> Iterator[Span]:
    """A name at the end of the text or line, after a closing or a dash."""
    for found in _CLOSING.finditer(text):
        formal = any(word in found[0].casefold() for word in _FORMAL)
        apart = any(sign in found[0] for sign in ",!.:;–—-\n")
        stop = name_at(text, found.end(), formal) if formal or apart else 0
        if stop and _ENDS.match(text, stop):
            yield Span(_after_title(text, found.end()), stop, "name")
    for found in _DASHED.finditer(text):
        stop = name_at(text, found.end(), False)
        if stop and not text[stop:].strip(' .!)"”\n'):
            yield Span(found.end(), stop, "name")


def _after_title(text: str, at: int) -> int:
    title = _TITLE.match(text, at)
    return title.end() if title else at


def name_at(text: str, start: int, any_case: bool) -> int:
    """Where the name that begins at a place ends; 0 where none begins."""
    at = _after_title(text, start)
    initial, first = _INITIAL.match(text, at), _WORD.match(text, at)
    if first is None or _common(first[0]) or not (any_case or _CAPITAL.match(first[0])):
        return 0
    lower, stop, begun = first[0].islower(), (initial or first).end(), initial is None
    for _ in range(_MOST_WORDS - 1):
        following = next_word(text, stop, lower)
        if not following:
            break
        stop, begun = following, True
    return stop if begun else 0


def next_word(text: str, stop: int, lower: bool) -> int:
    """Where the next word of a name ends, or 0: one with a capital, an initial, or such a word after "von"."""
    if text[stop : stop + 1] != " ":
        return 0
    at = stop + 1
    initial = _INITIAL.match(text, at)
    if initial:
        return initial.end()
    word = _WORD.match(text, at)
    if word is None:
        return 0
    if word[0].casefold() in _PARTICLES:
        after = next_word(text, word.end(), lower)
        return after if after and text[word.end() + 1 : after].casefold() not in _PARTICLES else 0
    capital = _CAPITAL.match(word[0]) is not None
    return word.end() if (capital or lower) and not _common(word[0]) else 0


def _common(word: str) -> bool:
    """Whether it is no name; "I'm" and "it's" are as common as what stands before their apostrophe."""
    plain, _, ending = word.casefold().replace("’", "'").partition("'")
    if ending not in _ENDINGS:
        return False
    return plain in NO_NAMES or (len(plain) > 5 and plain.endswith("ing"))


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Names in a fixed order, each once."""
    return tuple(sorted({name for name in names if name.strip()}))
