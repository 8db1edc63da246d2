from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.feedback.language import UNKNOWN, language, languages

SAID = {
    "en": "The parcel came late and nobody told me about it.",
    "de": "Das Paket kam zu spät und niemand hat mir etwas gesagt.",
    "fr": "Le colis est arrivé en retard et personne ne m'a rien dit.",
    "es": "El paquete llegó tarde y nadie me dijo nada.",
    "it": "Il pacco è arrivato in ritardo e nessuno mi ha detto niente.",
    "pt": "A encomenda chegou tarde e ninguém me disse nada, não gostei.",
    "nl": "Het pakket kwam te laat en niemand heeft mij iets gezegd.",
    "ru": "Посылка пришла поздно, и никто мне ничего не сказал.",
    "uk": "Посилка прийшла пізно, і ніхто мені нічого не сказав.",
    "ar": "وصل الطرد متأخرا ولم يخبرني أحد بأي شيء.",
    "zh": "包裹来晚了，没有人告诉我。",
    "ja": "荷物が遅れて届き、誰も教えてくれませんでした。",
    "ko": "소포가 늦게 왔는데 아무도 말해 주지 않았어요.",
    "hi": "पार्सल देर से आया और किसी ने मुझे कुछ नहीं बताया।",
    "el": "Το δέμα ήρθε αργά και κανείς δεν μου είπε τίποτα.",
    "he": "החבילה הגיעה באיחור ואף אחד לא אמר לי כלום.",
    "th": "พัสดุมาช้าและไม่มีใครบอกฉันเลย",
}


@pytest.mark.parametrize("code", SAID)
def test_a_sentence_is_told_by_its_small_words_or_its_script(code: str) -> None:
    assert language(SAID[code]) == code


@pytest.mark.parametrize("text", ["", "ok", "12345", "!!!", "👍", "@anna http://example.com #x"])
def test_what_says_too_little_is_left_open(text: str) -> None:
    assert language(text) == UNKNOWN


def test_a_text_of_a_hundred_thousand_letters_is_told_by_its_beginning() -> None:
    assert languages([SAID["de"] * 2000, SAID["zh"] * 5000]) == ["de", "zh"]


@settings(max_examples=20)
@given(st.text(max_size=80))
def test_any_text_has_a_code(text: str) -> None:
    assert 2 <= len(language(text)) <= 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "code", "told", "right"),
    [
        ("english", "en", 0.9, 0.98),
        ("french", "fr", 0.85, 0.95),
        ("german", "de", 0.75, 0.92),
        ("spanish", "es", 0.9, 0.96),
    ],
)
def test_tweets_in_four_languages(name: str, code: str, told: float, right: float, shared: Path) -> None:
    """`told`: of all texts the share with the right code; `right`: of those with any code."""
    texts = (shared / f"data/languages/{name}/test_text.txt").read_text("utf-8").splitlines()
    found = languages(texts)
    hits = sum(one == code for one in found)
    assert hits / len(texts) >= told
    assert hits / sum(one != UNKNOWN for one in found) >= right
