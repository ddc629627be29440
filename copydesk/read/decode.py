"""Bytes become text by the first layer that is sure: BOM, UTF-8, declaration; else the charsets are weighed.

Valid UTF-8 with multi-byte characters wins over a declared 8-bit charset: a text in another charset that happens to
be valid UTF-8 is practically unknown, a page that declares the wrong one is daily bread. Charset labels mean what the
WHATWG encoding standard says they mean (iso-8859-1 is windows-1252).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping

from resiliparse.parse.encoding import map_encoding_to_html5

from copydesk.errors import ArticleError
from copydesk.read.charsets import ESCAPED
from copydesk.read.stray_bytes import count_strays, decode_keeping_strays, settle_strays
from copydesk.read.weighing import decode_leniently, is_noise, weigh_charsets
from copydesk.records import Decoding

# Longest first: the UTF-32 mark begins with the UTF-16 one.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
# Where HTML and XML say their charset; browsers look at the first 1,024 bytes, publishers' pages need more.
DECLARATION = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*["']?|<\?xml[^>]{0,100}?encoding\s*=\s*["'])\s*([A-Za-z0-9_.:-]{2,40})"""
)
DECLARATION_BYTES = 8192
# The language that a page says it is in.
LANGUAGE = re.compile(rb"""<html\b[^>]{0,500}?\slang\s*=\s*["']?([A-Za-z]{2})\b""", re.IGNORECASE)
HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html\b)", re.I | re.S
)
# C0 controls that no text has, as bytes and as characters (tab, line feeds and escape are text's own).
CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_ANYTHING = re.compile(rb"[^ \t\r\n\f\v\x00]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Real scrapes measured here have no C0 control at all, random bytes have 10 in a hundred.
MAX_CONTROL_SHARE = 0.005
# So much ahead of the next, as the logarithm of how much likelier it is, the likeliest charset is called detected. Of
# 8,566 texts in charsets of Windows, ISO, KOI8 and East Asia that were one was read wrong; of the 612 others 5%.
SURE_MARGIN = 5.0
# A declaration in which the bytes do not decode counts like so many other texts of the outlet.
DECLARED_TEXTS = 10


def decode(
    data: bytes,
    *,
    media_type: str = "text/plain",
    charset: str | None = None,
    prior: Mapping[str, int] | None = None,
) -> tuple[str, Decoding]:
    """The text of `data`, and by which layer it was found.

    `charset` is one declared outside the bytes, `prior` in which charsets how many other texts of the outlet are: it is
    asked where the bytes have to be weighed. Raises ArticleError: `empty`, or `binary` with what it looks like.
    """
    if not _ANYTHING.search(data):
        raise ArticleError("empty", f"no text in {len(data)} bytes")
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            raise ArticleError("binary", f"looks like {what}, not like text")
    n_controls = len(data) - len(data.translate(None, CONTROL_BYTES))
    text, decoding = _decode(data, n_controls, media_type, charset, prior or {})
    # In UTF-8 they are single bytes, which are counted in a fourth of the time.
    is_utf8 = decoding.encoding == "utf-8"
    controls = n_controls + data.count(b"\x7f") if is_utf8 else len(CONTROLS.findall(text))
    if controls > MAX_CONTROL_SHARE * len(text) and controls > 2:
        raise ArticleError("binary", f"{controls} control characters in {len(text)}: not text in {decoding.encoding}")
    if not text or text.isspace():
        raise ArticleError("empty", "nothing but white space")
    return text, decoding


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, whatever else they may be."""
    return _try(data, "utf-8") is not None


def looks_like_html(data: bytes) -> bool:
    """Whether the bytes begin as a page does, whatever the file is called."""
    return HTML_START.match(data[:1024]) is not None


def _decode(
    data: bytes, n_controls: int, media_type: str, charset: str | None, prior: Mapping[str, int]
) -> tuple[str, Decoding]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            if text is not None:
                return text, Decoding(encoding=encoding, method="bom")
    if n_controls > MAX_CONTROL_SHARE * len(data) + 2:
        for encoding in _utf16_by_nul_parity(data):
            text = _try(data, encoding)
            if text is not None and _is_prose(text):
                return text, Decoding(encoding=encoding, method="nul-parity")
        raise ArticleError("binary", f"{len(data)} bytes with control codes in them: not text")
    if b"\x1b" in data and b"\x1b$" in data and data.isascii():
        for encoding in ESCAPED:
            if (text := _try(data, encoding)) is not None:
                return text, Decoding(encoding=encoding, method="escapes")
    if (text := _try(data, "utf-8")) is not None:
        return text, Decoding(encoding="utf-8", method="utf-8")
    is_markup = media_type != "text/plain"
    declared = [charset] if charset else []
    if is_markup or data.lstrip()[:5] == b"<?xml":
        declared += [m.decode("ascii") for m in DECLARATION.findall(data[:DECLARATION_BYTES])[:1]]
    known = (map_encoding_to_html5(label, fallback_utf8=False) for label in declared)
    encodings = [encoding for encoding in known if encoding not in (None, "utf-8")]
    for encoding in encodings:
        if (text := _try(data, encoding)) is not None:
            return text, Decoding(encoding=encoding, method="declared")
    if (text := _mostly_utf8(data)) is not None:
        return text, Decoding(encoding="utf-8", method="utf-8, stray bytes as windows-1252")
    language = LANGUAGE.search(data[:DECLARATION_BYTES]) if is_markup else None
    return _weigh(
        data,
        language=language[1].decode("ascii").lower() if language else None,
        prior={**prior, **{encoding: prior.get(encoding, 0) + DECLARED_TEXTS for encoding in encodings}},
    )


def _weigh(data: bytes, *, language: str | None, prior: Mapping[str, int]) -> tuple[str, Decoding]:
    likeliest, *others = weigh_charsets(data, language=language, prior=prior)
    if is_noise(likeliest, data):
        raise ArticleError("binary", f"text in no charset; even {likeliest.charset.codec} makes no words of it")
    chosen = likeliest.charset
    text = decode_leniently(data, chosen)
    if chosen.multibyte and count_strays(text):
        # The words that were weighed may be the same in two charsets, of which one has all characters of the rest.
        read = [(text, chosen), *((decode_leniently(data, other), other) for other in likeliest.alike)]
        text, chosen = min(read, key=lambda pair: count_strays(pair[0]))
    margin = round(others[0].cost - likeliest.cost, 2) if others else None
    method = "guessed" if margin is not None and margin < SURE_MARGIN else "detected"
    if chosen.multibyte and count_strays(text):
        text, method = settle_strays(text), f"{method}, stray bytes as windows-1252"
    return text, Decoding(
        encoding=chosen.codec,
        method=method,
        runner_up=others[0].charset.codec if others else None,
        margin=margin,
    )


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding, "copydesk.c1" if encoding in ("cp1252", "windows-1252") else "strict")
    except (UnicodeDecodeError, LookupError):
        return None


def _utf16_by_nul_parity(data: bytes) -> tuple[str, ...]:
    """The UTF-16 that data without a mark may be, likelier first: spaces and line ends have NUL always on one side."""
    if len(data) % 2:
        return ()
    sample = data[:8192]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return ("utf-16-le", "utf-16-be") if odd > even else ("utf-16-be", "utf-16-le")


def _is_prose(text: str) -> bool:
    """Whether nearly all characters are ones that text has, and some part words or sentences: in noise few are."""
    sample = text[:4096]
    odd = sum(unicodedata.category(c) in ("Cc", "Cn", "Cs") and c not in "\t\n\r\x0b\x0c\x1b" for c in sample)
    return odd <= MAX_CONTROL_SHARE * len(sample) and any(c.isspace() or c in "。，、" for c in sample[:1024])


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few foreign bytes in it, as windows-1252 has them."""
    text = decode_keeping_strays(data, "utf-8")
    n_stray = count_strays(text)
    n_multi = sum(1 for c in text if c > "\x7f") - n_stray
    # A valid multi-byte character is two bytes or more that agree on UTF-8; in an 8-bit text nearly all would be stray.
    if not n_multi or n_stray > n_multi:
        return None
    return settle_strays(text)
