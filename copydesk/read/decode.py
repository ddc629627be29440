"""Bytes become text by the first layer that is sure: BOM, UTF-8, declaration, detection.

Valid UTF-8 with multi-byte characters wins over a declared 8-bit charset: a text in another charset that happens to
be valid UTF-8 is practically unknown, a page that declares the wrong one is daily bread. Charset labels mean what the
WHATWG encoding standard says they mean (iso-8859-1 is windows-1252).
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from copydesk.errors import ArticleError
from copydesk.read.western import guess_western, settle_western
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
HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html\b)", re.I | re.S
)
# C0 controls that no text has, as bytes and as characters (tab, line feeds and escape are text's own).
CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Real scrapes measured here have no C0 control at all, random bytes have 10 in a hundred.
MAX_CONTROL_SHARE = 0.005
DETECTION_BYTES = 1 << 17


def decode(data: bytes, *, media_type: str = "text/plain", charset: str | None = None) -> tuple[str, Decoding]:
    """The text of `data`, and by which layer it was found.

    `charset` is one declared outside the bytes. Raises ArticleError: `empty`, `binary` (with what it looks like), or
    `undecodable`.
    """
    if not data.strip(b" \t\r\n\f\v\x00"):
        raise ArticleError("empty", f"no text in {len(data)} bytes")
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            raise ArticleError("binary", f"looks like {what}, not like text")
    text, decoding = _decode(data, media_type, charset)
    controls = len(CONTROLS.findall(text))
    if controls > MAX_CONTROL_SHARE * len(text) and controls > 2:
        raise ArticleError("binary", f"{controls} control characters in {len(text)}: not text in {decoding.encoding}")
    if not text.strip():
        raise ArticleError("empty", "nothing but white space")
    return text, decoding


def looks_like_html(data: bytes) -> bool:
    """Whether the bytes begin as a page does, whatever the file is called."""
    return HTML_START.match(data[:1024]) is not None


def _decode(data: bytes, media_type: str, charset: str | None) -> tuple[str, Decoding]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            if text is not None:
                return text, Decoding(encoding=encoding, method="bom")
    if len(data.translate(None, CONTROL_BYTES)) < (1 - MAX_CONTROL_SHARE) * len(data) - 2:
        for encoding in _utf16_by_nul_parity(data):
            text = _try(data, encoding)
            if text is not None and _is_prose(text):
                return text, Decoding(encoding=encoding, method="nul-parity")
        raise ArticleError("binary", f"{len(data)} bytes with control codes in them: not text")
    text = _try(data, "utf-8")
    declared = [charset] if charset else []
    if media_type != "text/plain" or data.lstrip()[:5] == b"<?xml":
        declared += [m.decode("ascii") for m in DECLARATION.findall(data[:DECLARATION_BYTES])[:1]]
    labels = [(label, map_encoding_to_html5(label, fallback_utf8=False)) for label in declared]
    if text is not None and not (data.isascii() and any(e and e.startswith("iso-2022") for _, e in labels)):
        return text, Decoding(encoding="utf-8", method="utf-8")
    for _, label_encoding in labels:
        if label_encoding and label_encoding != "utf-8" and (text := _try(data, label_encoding)) is not None:
            return text, Decoding(encoding=label_encoding, method="declared")
    text = _mostly_utf8(data)
    if text is not None:
        return text, Decoding(encoding="utf-8", method="utf-8, stray bytes as windows-1252")
    detected = detect_encoding(data, max_len=DETECTION_BYTES, html5_compatible=False)
    if detected:
        encoding = settle_western(map_encoding_to_html5(detected, fallback_utf8=False) or detected, data)
        if encoding != "utf-8" and (text := _try(data, encoding)) is not None:
            return text, Decoding(encoding=encoding, method="detected")
    likely = guess_western(data)
    if likely and (text := _try(data, likely)) is not None:
        return text, Decoding(encoding=likely, method="detected")
    named = f"declared {', '.join(label for label, _ in labels)}; " if labels else ""
    raise ArticleError("undecodable", f"neither UTF-8 nor what was found out ({named}detected {detected or 'nothing'})")


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
    """Whether nearly all characters are ones that text has, and some are white space: noise read as UTF-16 is not."""
    sample = text[:4096]
    odd = sum(unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in "\t\n\r\x0b\x0c\x1b" for c in sample)
    return odd <= MAX_CONTROL_SHARE * len(sample) and any(c.isspace() for c in sample[:1024])


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few foreign bytes in it: those are read as windows-1252, the charset such splices come from."""
    text = data.decode("utf-8", "copydesk.stray")
    n_stray = len(STRAY_MARK.findall(text))
    n_multi = sum(1 for c in text if c > "\x7f") - n_stray
    # A valid multi-byte character is two bytes or more that agree on UTF-8; in an 8-bit text nearly all would be stray.
    if not n_multi or n_stray > n_multi:
        return None
    return STRAY_MARK.sub(lambda m: _cp1252(ord(m[0]) - STRAY_BASE), text)


# Stray bytes are kept apart while they are counted, on private-use code points that no scraped text uses.
STRAY_BASE = 0x10FE00
STRAY_MARK = re.compile(f"[{chr(STRAY_BASE)}-{chr(STRAY_BASE + 255)}]")


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)  # the five holes of windows-1252 are C1 controls, as in the WHATWG standard


def _handle_c1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


def _handle_stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(STRAY_BASE + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("copydesk.c1", _handle_c1)
codecs.register_error("copydesk.stray", _handle_stray)
