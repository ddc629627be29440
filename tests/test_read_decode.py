"""Bytes become text by the first layer that is sure; else the charsets are weighed."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from copydesk.errors import ArticleError
from copydesk.language import LANGUAGES
from copydesk.read.charsets import CHARSETS, LETTERS
from copydesk.read.decode import decode

CASES = Path(__file__).parent / "cases" / "read"


def load(name: str) -> list[Any]:
    cases = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["comment"]) for case in cases]


GERMAN = "Er sagte: „Das ist schön“ – und ging über die Straße, für immer."


@pytest.mark.parametrize(
    "data, encoding, method",
    [
        (b"\xef\xbb\xbf" + GERMAN.encode(), "utf-8", "bom"),
        (GERMAN.encode("utf-16"), "utf-16-le", "bom"),
        (b"\xfe\xff" + GERMAN.encode("utf-16-be"), "utf-16-be", "bom"),
        (GERMAN.encode("utf-32"), "utf-32-le", "bom"),
        (GERMAN.encode("utf-16-le"), "utf-16-le", "nul-parity"),
        (GERMAN.encode("utf-16-be"), "utf-16-be", "nul-parity"),
        (GERMAN.encode(), "utf-8", "utf-8"),
        (GERMAN.encode("cp1252"), "cp1252", "detected"),
        ("Русский текст о политике и новостях сегодня".encode("koi8-r"), "koi8-r", "detected"),
        ("日本語の新聞記事です。今日の天気".encode("shift_jis"), "shift_jis", "detected"),
        ("日本語の新聞記事です。".encode("iso2022_jp"), "iso2022_jp", "escapes"),
        ("新聞記事です。今日の天気は 晴れ。\n".encode("utf-16-le") * 3, "utf-16-le", "nul-parity"),
        ("新聞記事です。今日の天気は晴れ、明日は雨。".encode("utf-16-le") * 3, "utf-16-le", "nul-parity"),
        ("Elle a dit « c’est l’été » – et déjà “ça va”, à Orléans…".encode("mac_roman"), "mac_roman", "detected"),
        ("“It’s on,” he said — “now.” ’Twas “so”, they’re".encode("cp1252"), "cp1252", "detected"),
    ],
)
def test_each_layer_gives_the_text(data: bytes, encoding: str, method: str) -> None:
    """The text comes back whole, and the evidence says how."""
    text, decoding = decode(data)
    assert text == data.decode(
        {"bom": {"utf-8": "utf-8-sig", "utf-32-le": "utf-32"}.get(encoding, "utf-16")}.get(method, encoding)
    )
    assert (decoding.encoding, decoding.method) == (encoding, method)


def test_a_declared_charset_is_believed_where_the_bytes_are_not_utf8() -> None:
    """Windows-1251 declared in the page's head."""
    page = '<meta charset="windows-1251"><p>Русский'
    text, decoding = decode(page.encode("cp1251"), media_type="text/html")
    assert (text, decoding.method) == (page, "declared")


def test_a_declaration_means_what_browsers_take_it_for() -> None:
    """iso-8859-1 is windows-1252, whose holes are C1 controls."""
    text, decoding = decode(b"\x93so\x94 \x9d caf\xe9", charset="iso-8859-1")
    assert (text, decoding.encoding) == ("“so” \x9d café", "cp1252")


def test_valid_utf8_wins_over_a_wrong_declaration() -> None:
    """A page in UTF-8 that declares iso-8859-1 is UTF-8."""
    page = "<meta charset=iso-8859-1><p>“café”"
    assert decode(page.encode(), media_type="text/html")[0] == page


def test_a_declaration_in_plain_text_is_only_text() -> None:
    """An article about charsets declares nothing."""
    text = 'write <meta charset="windows-1251"> for “café”'
    assert decode(text.encode())[0] == text


def test_stray_bytes_in_utf8_are_read_as_what_they_were() -> None:
    """A windows-1252 quotation pasted into a UTF-8 file."""
    text, decoding = decode("“Größe” und „Maß“ ".encode() + b"\x93cp\x94")
    assert text == "“Größe” und „Maß“ “cp”"
    assert "stray" in decoding.method


@pytest.mark.parametrize("case", load("synthetic"))
def test_undeclared_charsets_are_told_by_the_text(case: dict[str, str]) -> None:
    """A sentence in each charset of its language comes back whole, and the evidence names the next likeliest."""
    text, decoding = decode(case["text"].encode(case["charset"]))
    assert text == case["text"]
    assert decoding.method in ("detected", "guessed", "escapes")
    assert decoding.method == "escapes" or (decoding.runner_up and decoding.margin is not None)


@pytest.mark.parametrize("case", load("known-failures"))
@pytest.mark.xfail(strict=True)
def test_known_failures_still_fail(case: dict[str, str]) -> None:
    """Strict, so that mending one is noticed and the case moves to the others."""
    assert decode(case["text"].encode(case["charset"]))[0] == case["text"]


def test_an_open_case_is_windows_1252_and_says_so() -> None:
    """Two names and a score may be Croatian as well: never a lost article, and the margin shows it."""
    text, decoding = decode("Ana Ivanović: 6:3, 6:4".encode("cp1250"))
    assert (text, decoding.encoding, decoding.method) == ("Ana Ivanoviæ: 6:3, 6:4", "cp1252", "guessed")
    assert (decoding.runner_up, decoding.margin) == ("cp1250", pytest.approx(0.47, abs=0.5))


def test_what_the_outlets_other_texts_are_in_settles_an_open_case() -> None:
    """One text has little weight, and none against what the bytes say plainly."""
    data = "Ana Ivanović: 6:3, 6:4".encode("cp1250")
    assert decode(data, prior={"cp1250": 1})[0] == "Ana Ivanović: 6:3, 6:4"
    assert decode(data, prior={"cp1250": 1, "cp1252": 9})[0] == "Ana Ivanoviæ: 6:3, 6:4"
    assert decode(GERMAN.encode("cp1252"), prior={"iso8859-2": 9999})[0] == GERMAN


def test_the_language_that_a_page_names_has_a_say() -> None:
    """ğ and ð are one byte; the page says that it is Turkish."""
    body = ("<title>Yeni</title><p>Erdoğan".encode("cp1254"), "text/html")
    assert "Erdoðan" in decode(b"<html>" + body[0], media_type=body[1])[0]
    assert "Erdoğan" in decode(b'<html class="a" lang="tr-TR">' + body[0], media_type=body[1])[0]


def test_a_stray_byte_does_not_lose_a_declared_charset() -> None:
    """A byte that is nothing in windows-1251, in a page that declares it."""
    page = '<meta charset="windows-1251"><p>Вчера '.encode("cp1251") + b"\x98"
    assert "Вчера \x98" in decode(page, media_type="text/html")[0]


def test_a_stray_byte_in_shift_jis_is_kept_and_said() -> None:
    """Half of a character at the end, where a scraper cut the text."""
    data = "政府は昨日、来年は増税しないことを決めた。".encode("shift_jis")
    text, decoding = decode(data + b"\x93")
    assert text == "政府は昨日、来年は増税しないことを決めた。“"
    assert "stray" in decoding.method


def test_escape_sequences_of_a_terminal_are_no_charset() -> None:
    """Colours in a log stay as they are."""
    text = "\x1b[31mred\x1b[0m costs 5 $B"
    assert decode(text.encode())[0] == text


def test_every_language_of_a_charset_has_letters_and_every_letter_a_place() -> None:
    """A row names languages that are known, whose first letters the charset can write."""
    for charset in CHARSETS:
        for language in charset.languages:
            first = LETTERS[language][:2]
            assert first.encode(charset.codec, "ignore"), (charset.codec, language)
    assert not [language for language, letters in LETTERS.items() if len(set(letters)) != len(letters)]
    assert {"en", "de", "ru", "tr"} <= LETTERS.keys() & LANGUAGES.keys()


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        ("\ufeff \u00a0\u3000\n".encode(), "empty"),
        (b"%PDF-1.7\n1 0 obj", "binary"),
        (b"\x89PNG\r\n\x1a\n....", "binary"),
        (b"PK\x03\x04....", "binary"),
        (random.Random(0).randbytes(4000), "binary"),
        (b"text" + b"\x00\x01\x02" * 9, "binary"),
        (bytes(random.Random(0).choices(range(32, 256), k=400)), "binary"),
        (bytes(random.Random(0).choices(range(128, 256), k=400)), "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    """Never replaced in silence."""
    with pytest.raises(ArticleError) as caught:
        decode(data)
    assert caught.value.reason == reason


def test_replacement_characters_never_come_from_decoding() -> None:
    """Whatever the bytes, U+FFFD is in the text only if it was in the bytes."""
    source = random.Random(1)
    for _ in range(300):
        data = bytes(source.choices(range(32, 256), k=80))
        try:
            text, _ = decode(data)
        except ArticleError:
            continue
        assert text.count("\ufffd") <= data.count("\ufffd".encode())
