"""The language of a body: small words or characters tell some, a model the rest."""

from __future__ import annotations

import py3langid
import pytest

from copydesk.language import detect_language

ENGLISH = (
    "The ships that were in the harbour when the storm hit are still there, and the office of the port has said that "
    "they will stay until the wind is gone. What this means for the ferries is not clear."
)
GERMAN = (
    "Die Schiffe, die bei dem Sturm im Hafen lagen, sind noch da, und das Amt hat gesagt, dass sie auch bleiben, bis "
    "sich der Wind legt. Was das für die Fähren heißt, ist nicht klar. Eine Prognose wird im Laufe des Tages erwartet."
)
FRENCH = (
    "Les navires qui étaient dans le port au moment de la tempête y sont encore, et la capitainerie dit qu'ils y "
    "resteront jusqu'à ce que le vent tombe. On ne sait pas ce que cela veut dire pour les ferries de la semaine."
)
AFRIKAANS = (
    "Die skip was in die hawe of daar naby toe die storm was, en die kaptein was nie seker of dit veilig was nie. Die "
    "hawe was die hele dag gesluit, en niemand was aan boord nie, of so was dit gemeld."
)
JAPANESE = (
    "嵐の時に港にいた船はまだそこにあり、港の事務所は風がやむまでとどまると述べた。フェリーへの影響はまだ分からない。"
    * 3
)
KOREAN = (
    "폭풍이 닥쳤을 때 항구에 있던 배들은 아직 그곳에 있으며, 항만 사무소는 바람이 잦아들 때까지 머물 것이라고 밝혔다."
    * 3
)
CHINESE = "暴风雨来袭时停在港口的船只仍然留在那里，港务局表示，它们将一直停留到风停为止。" * 4


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (FRENCH, "fr"),
        (AFRIKAANS, "af"),
        (JAPANESE, "ja"),
        (KOREAN, "ko"),
        (CHINESE, "zh"),
    ],
)
def test_a_paragraph_tells_its_language(text: str, language: str) -> None:
    """Two sentences are enough."""
    assert detect_language(text) == language


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, JAPANESE, KOREAN, CHINESE])
def test_words_and_characters_tell_without_the_model(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in one of these languages beyond doubt costs a tenth of what the model costs."""
    monkeypatch.setattr(py3langid, "classify", lambda _: pytest.fail("the model was asked"))
    assert detect_language(text)


def test_the_model_decides_about_a_text_in_two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small words of both languages tell nothing, nor do the characters of a name, or of a quotation."""
    monkeypatch.setattr(py3langid, "classify", lambda _: ("xx", 1.0))
    assert detect_language(f"{ENGLISH} {GERMAN}") == "xx"
    assert detect_language(f"{FRENCH} {CHINESE[:60]}") == "xx"
    assert detect_language(f"{CHINESE} {JAPANESE[:20]}") == "xx"


def test_a_headline_does_not_tell_its_language() -> None:
    """A few words may be of any language."""
    assert detect_language("The ships that were in the harbour") is None
