from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files

import msgspec

from sojourn.simulate.texts import NAMES, SLOTS, TONES, pool
from tests.simulate.histories import a_shop

ADDRESS = re.compile(r"\S+@\S+?(?=[.,]?(?:\s|$))")
TELEPHONE = re.compile(r"\+?\d[\d ()-]{6,}\d")
SHOP = (1, 10_000)


def texts() -> list[str]:
    return [text for text in a_shop(*SHOP).events()["text"].to_pylist() if text]


def test_sentences_cover_every_topic_and_tone() -> None:
    written = msgspec.yaml.decode(files("sojourn.simulate").joinpath("sentences.yaml").read_bytes())
    assert all(tuple(tones) == TONES and all(tones.values()) for tones in written.values())
    assert sum(len(sentences) for tones in written.values() for sentences in tones.values()) >= 80
    assert len(set(pool().sentences)) == len(pool().sentences)
    assert not any("{" in sentence for sentence in pool().sentences)


def test_texts_are_as_glad_as_their_scores() -> None:
    low, high = defaultdict(list), defaultdict(list)
    for event in a_shop(*SHOP).events().to_pylist():
        if event["text"] and event["score_kind"] == "csat":
            (low if event["score"] <= 2 else high)[event["about"]].append(event["text"])
    assert any("no notes" in text for text in low["support call"])
    assert any("days late" in text for text in low["delivery"])
    assert not any("days late" in text for text in high["delivery"])


def test_addresses_and_telephone_numbers_can_be_nobodys() -> None:
    found = texts()
    addresses = [address for text in found for address in ADDRESS.findall(text)]
    numbers = [number for text in found for number in TELEPHONE.findall(text.split("My order number")[0])]
    assert addresses
    assert all(address.endswith("@example.com") for address in addresses)
    assert numbers
    assert all(re.fullmatch(r"\+1 202-555-01\d\d", number) for number in numbers)


def test_three_in_a_hundred_texts_hold_personal_data_and_the_truth_names_them() -> None:
    shop = a_shop(*SHOP)
    text_of = dict(zip(*(shop.events()[name].to_pylist() for name in ("event_id", "text")), strict=True))
    personal = shop.truth.personal
    assert all(one.value in text_of[one.event_id] for one in personal)
    assert {one.kind for one in personal} == {"email", "phone", "order", "name"}
    assert 0.02 < len(personal) / len(texts()) < 0.04
    others = [text for event, text in text_of.items() if text and event not in {one.event_id for one in personal}]
    assert not any("@" in text or "555" in text or any(name in text for name in NAMES) for text in others)


def test_names_in_sentences_are_of_staff_and_places() -> None:
    assert not {name.split()[0] for name in NAMES} & set(SLOTS["agent"])
