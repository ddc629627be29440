"""Bytes become text by the first layer that is sure."""

import random

import pytest

from copydesk.errors import ArticleError
from copydesk.read.decode import decode

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
        ("新聞記事です。今日の天気は 晴れ。\n".encode("utf-16-le") * 3, "utf-16-le", "nul-parity"),
        ("Le prix est de 100 ¤ à Liège, déjà.".replace("¤", "€").encode("iso8859-15"), "iso8859-15", "detected"),
        ("Le cœur de la ville est déjà fermé aujourd'hui.".encode("iso8859-15"), "iso8859-15", "detected"),
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
