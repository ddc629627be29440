"""An article that a page holds in its data alone: a script was to write it into the page, and never ran.

schema.org's `articleBody` is otherwise no source of text, only a witness: it is cut short, and holds furniture of its
own. It is one here, where nothing of it stands on the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

# An article has so many letters and digits; so many of its pieces, evenly spread, are looked for on the page.
_MIN_LETTERS = 500
_N_PIECES = 12
_PIECE_LETTERS = 30
_KEY = '"articleBody"'
_BODY = re.compile(rf'{_KEY}\s*:\s*"([^"<&]{{0,300}})')
_SCRIPT = re.compile(r"<script\b[^<>]*ld\+json[^<>]*>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_BREAK = re.compile(r"</(?:p|div|h\d|li)>|<br\s*/?>|[\r\n]+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NO_LETTER = re.compile(r"[\W_]+")
_MAX_DEPTH = 6


def unseen_article(html: str, page_text: str) -> list[str]:
    """The paragraphs of the longest `articleBody`, if none of it stands on the page and less of all else does."""
    if _KEY not in html or _begins_on_page(html, page_text):
        return []
    body = max((body for data in _structured_data(html) for body in _bodies(data, 0)), key=len, default="")
    paragraphs = [" ".join(_TAG.sub(" ", unescape(part)).split()) for part in _BREAK.split(unescape(body))]
    letters = _letters("".join(paragraphs))
    on_page = _letters(page_text)
    if len(letters) < max(_MIN_LETTERS, len(on_page)):
        return []
    step = len(letters) // _N_PIECES
    if any(letters[i * step : i * step + _PIECE_LETTERS] in on_page for i in range(_N_PIECES)):
        return []
    return [paragraph for paragraph in paragraphs if any(map(str.isalnum, paragraph))]


def _begins_on_page(html: str, page_text: str) -> bool:
    """Whether the page has the longest stretch of the body's beginning that needs no unescaping: nearly all have."""
    match = _BODY.search(html)
    if match is None:
        return False
    stretch = max(match[1].split("\\"), key=len)[1:-1].strip()
    return len(stretch) >= _PIECE_LETTERS and stretch in page_text


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).lower()


def _structured_data(html: str) -> Iterator[Any]:
    for script in _SCRIPT.finditer(html):
        end = _SCRIPT_END.search(html, script.end())
        if end is None:
            return
        written = html[script.end() : end.start()]
        if _KEY in written:
            try:
                yield json.loads(written.strip().rstrip(";"), strict=False)
            except (ValueError, RecursionError):
                continue


def _bodies(data: Any, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _bodies(item, depth + 1)
    elif isinstance(data, dict):
        if isinstance(data.get("articleBody"), str):
            yield data["articleBody"]
        for key in ("@graph", "mainEntity"):
            yield from _bodies(data.get(key), depth + 1)
