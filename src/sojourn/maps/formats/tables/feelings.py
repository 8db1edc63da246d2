"""Feelings as people write them in a table, as numbers from -2 to +2.

    a number              -2 .. 2, "+1", "0,5"; "+1: found it quickly" keeps the text; "?: quite happy" is text only
    signs                 "++" 2, "+" 1, "o" or "+/-" 0, "-" -1, "--" -2
    smileys and words     as the tables here have them; "very" and "really" double, "a bit" and "slightly" halve

A text of which nothing of this is known stays a text, without a number.
"""

from __future__ import annotations

import re
from typing import NamedTuple

UNKNOWN = "?: "
"""Before a text that would otherwise be read as a number."""

WORDS = {
    2.0: "delighted, thrilled, excited, love, loved, love it, ecstatic, great, amazing, excellent, enthusiastic, "
    "overjoyed, wow, fantastic, wonderful",
    1.0: "happy, satisfied, pleased, good, positive, glad, relieved, confident, hopeful, interested, content, calm, "
    "reassured, optimistic, inspired, curious, proud, nice, relaxed, fun, trusting",
    0.0: "neutral, ok, okay, indifferent, mixed, so-so, fine, meh, so so, ambivalent, average, mixed feelings",
    -1.0: "unhappy, dissatisfied, sad, bad, negative, annoyed, frustrated, confused, worried, anxious, unsure, "
    "uncertain, disappointed, nervous, bored, impatient, stressed, concerned, overwhelmed, irritated, upset, insecure, "
    "sceptical, skeptical, doubtful, tired, afraid, lost, frustration, confusion, annoyance, disappointment",
    -2.0: "angry, furious, terrible, awful, hate, hate it, desperate, devastated, horrible, outraged, hopeless, "
    "enraged, miserable, panicked, panic, anger",
}
"""Words for feelings, by number."""

SMILEYS = {
    2.0: "😀 😃 😄 😁 😆 🤩 😍 🥰 😻 🎉 🥳 ❤ 💚 👏 :-D :D",
    1.0: "🙂 😊 ☺ 😌 😉 😎 😋 🤗 👍 ✅ 🟢 :-) :) ;-) ;)",
    0.0: "😐 😑 😶 🤔 🤷 🟡 :-| :|",
    -1.0: "🙁 ☹ 😕 😟 😒 😞 😔 😬 😓 😰 👎 🥱 😣 😖 😩 :-/ :/ :-( :(",
    -2.0: "😠 😡 🤬 😤 😢 😭 😱 💔 🤮 🔴 :'(",
}
"""Smileys, by number."""

_SIGNS = {"++": 2.0, "+": 1.0, "o": 0.0, "+/-": 0.0, "±": 0.0, "-": -1.0, "--": -2.0}
_STRONGER = ("very", "really", "extremely", "so", "super", "totally")
_WEAKER = ("a bit", "a little", "slightly", "somewhat", "rather", "mildly")
_BY_WORD = {word.strip(): value for value, words in WORDS.items() for word in words.split(",")}
_BY_SMILEY = {smiley: value for value, smileys in SMILEYS.items() for smiley in smileys.split()}
_NUMBER = re.compile(
    r"(?P<number>[+-]?\d+(?:[.,]\d+)?|[+-]?[.,]\d+)\s*(?:$|(?:[:;|–—](?!\d)|(?<=\s)-\s|(?=\())\s*(?P<text>.+)$)",
    re.DOTALL,
)
_SIGNED = re.compile(r"(?P<number>[+-]\d+(?:[.,]\d+)?)\s+(?P<text>\D.*)$", re.DOTALL)
_DEGREE = re.compile(rf"(?:(?P<stronger>{'|'.join(_STRONGER)})|(?P<weaker>{'|'.join(_WEAKER)})) (?P<word>.+)")
_FIRST_WORDS = re.compile(r"[^,.:;!?(\n–—/|]+")


class Feeling(NamedTuple):
    """A number from -2 to +2, or None where none can be read, and the text beside it."""

    value: float | None
    text: str


def feeling(entry: str) -> Feeling:
    """What an entry of a feelings lane says. The value of a number beyond -2 and 2 is returned as it stands."""
    if entry.startswith(UNKNOWN.strip()):
        return Feeling(None, entry[len(UNKNOWN.strip()) :].strip())
    signs = entry.replace("−", "-")
    number = _NUMBER.match(signs) or _SIGNED.match(signs)
    if number:
        return Feeling(float(number["number"].replace(",", ".")), entry[len(entry) - len(number["text"] or "") :])
    if signs in _SIGNS:
        return Feeling(_SIGNS[signs], "")
    return Feeling(_of_smiley(entry) if _of_smiley(entry) is not None else _of_word(entry), entry)


def written(value: float | None, text: str) -> str:
    """An entry that `feeling` reads as this; a bare word or smiley keeps the number that it stands for."""
    if value is not None:
        number = f"{value:+.6f}".rstrip("0").rstrip(".") if value else "0"
        return f"{number}: {text}" if text else number
    return f"{UNKNOWN}{text}" if text and feeling(text) != Feeling(None, text) else text


def _of_smiley(entry: str) -> float | None:
    """The number of the first smiley in it; one of letters and signs stands apart."""
    words = set(entry.split())
    found = [(entry.find(smiley), value) for smiley, value in _BY_SMILEY.items() if _stands_in(smiley, entry, words)]
    return min(found, default=(0, None))[1]


def _stands_in(smiley: str, entry: str, words: set[str]) -> bool:
    return smiley in words if smiley.isascii() else smiley in entry


def _of_word(entry: str) -> float | None:
    """The number of the words it begins with, up to the first punctuation."""
    begun = _FIRST_WORDS.match(entry.casefold())
    word = begun[0].strip() if begun else ""
    if word in _BY_WORD:
        return _BY_WORD[word]
    degree = _DEGREE.fullmatch(word)
    if not degree or degree["word"] not in _BY_WORD:
        return None
    value = _BY_WORD[degree["word"]] * (2 if degree["stronger"] else 0.5)
    return max(-2.0, min(2.0, value))
