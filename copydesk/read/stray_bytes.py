"""Bytes that are no character in the charset of the bytes around them: kept apart, counted, read as windows-1252.

Such a byte is a splice from another text, and news splices from windows-1252.
"""

from __future__ import annotations

import codecs
import re

# Private-use code points that no scraped text uses.
_STRAY_BASE = 0x10FE00
_STRAY = re.compile(f"[{chr(_STRAY_BASE)}-{chr(_STRAY_BASE + 255)}]")


def decode_keeping_strays(data: bytes, codec: str) -> str:
    """The text of `data` with each byte that is no character in `codec` as a private-use character."""
    return data.decode(codec, "copydesk.stray")


def count_strays(text: str) -> int:
    """How many bytes of the text were kept apart."""
    return len(_STRAY.findall(text))


def settle_strays(text: str) -> str:
    """The text with the bytes that were kept apart read as windows-1252."""
    return _STRAY.sub(lambda match: decode_windows_1252(bytes([ord(match[0]) - _STRAY_BASE])), text)


def decode_windows_1252(data: bytes) -> str:
    """The text of `data` in windows-1252, its five holes as C1 controls, as in the WHATWG standard."""
    return data.decode("cp1252", "copydesk.c1")


def _as_stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(_STRAY_BASE + byte) for byte in error.object[error.start : error.end]), error.end


def _as_c1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("copydesk.stray", _as_stray)
codecs.register_error("copydesk.c1", _as_c1)
