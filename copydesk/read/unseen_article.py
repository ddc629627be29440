"""An article that a page holds in its data alone: a script was to write it into the page, and never ran.

schema.org's `articleBody` is otherwise no source of text, only a witness: it is cut short, and holds furniture of its
own. It is one here, where nothing of it stands on the page, and no other text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from copydesk.records import PageBlock

# An article has so many letters and digits; so many of its pieces, evenly spread, are looked for on the page.
_MIN_LETTERS = 500
_N_PIECES = 12
_PIECE_LETTERS = 30
# A page that shows so many sentences, a notice or a caption, has no article of its own.
_MAX_SENTENCES = 1
_MIN_SENTENCE_CHARS = 25
_SENTENCE_END = re.compile(r"[.!?…。！？]\W*$")
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,1000})", re.IGNORECASE)
_KEY = '"articleBody"'
_BODY = re.compile(rf'{_KEY}\s*:\s*"([^"<&]{{0,300}})')
_SCRIPT = re.compile(r"<script\b[^<>]*ld\+json[^<>]*>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_BREAK = re.compile(r"</(?:p|div|h\d|li)>|<br\s*/?>|[\r\n]+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NO_LETTER = re.compile(r"[\W_]+")
_MAX_DEPTH = 6


def unseen_article(html: str, lines: Sequence[str], blocks: Sequence[PageBlock]) -> list[str]:
    """The paragraphs of the longest `articleBody` that may be the page's own article, where the page shows none.

    It may if none of it stands on the page, less of all else does, no more than one sentence among that, and the
    page's heading or title does not call it something else: pages carry other stories' data, and translations.
    """
    if _KEY not in html or _n_sentences(lines, blocks) > _MAX_SENTENCES or _begins_on_page(html, "\n".join(lines)):
        return []
    own = [_words(name) for name in (*_headings(lines, blocks), *_titles(html))]
    found = [item for data in _structured_data(html) for item in _with_body(data, 0)]
    bodies = [item["articleBody"] for item in found if _is_called(item, [words for words in own if words])]
    body = max(bodies, key=len, default="")
    paragraphs = [" ".join(_TAG.sub(" ", unescape(part)).split()) for part in _BREAK.split(unescape(body))]
    letters = _letters("".join(paragraphs))
    on_page = _letters("\n".join(lines))
    if len(letters) < max(_MIN_LETTERS, len(on_page)):
        return []
    step = len(letters) // _N_PIECES
    if any(letters[i * step : i * step + _PIECE_LETTERS] in on_page for i in range(_N_PIECES)):
        return []
    return [paragraph for paragraph in paragraphs if any(map(str.isalnum, paragraph))]


def _n_sentences(lines: Sequence[str], blocks: Sequence[PageBlock]) -> int:
    """The page's lines that are sentences, and are not mostly a link."""
    return sum(
        len(line) >= _MIN_SENTENCE_CHARS
        and block.n_link_chars <= 0.5 * len(line)
        and _SENTENCE_END.search(line, len(line) - 4) is not None
        for line, block in zip(lines, blocks, strict=True)
    )


def _headings(lines: Sequence[str], blocks: Sequence[PageBlock]) -> list[str]:
    return [line for line, block in zip(lines, blocks, strict=True) if block.tag == "h1"]


def _titles(html: str) -> list[str]:
    match = _TITLE.search(html)
    return [unescape(match[1])] if match else []


def _is_called(item: dict[str, Any], own: Sequence[str]) -> bool:
    """Whether the object's name agrees with one of the page's own: holds it, is held by it, or has half of its words.

    True where either has none.
    """
    names = [_words(unescape(item[key])) for key in ("headline", "name") if isinstance(item.get(key), str)]
    names = [name for name in names if name]
    return (
        not names
        or not own
        or any(
            name in title
            or title in name
            or len(words := set(name.split())) <= 2 * len(words.intersection(title.split()))
            for name in names
            for title in own
        )
    )


def _words(text: str) -> str:
    return _NO_LETTER.sub(" ", text).strip().lower()


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


def _with_body(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects that have an `articleBody`."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _with_body(item, depth + 1)
    elif isinstance(data, dict):
        if isinstance(data.get("articleBody"), str):
            yield data
        for key in ("@graph", "mainEntity"):
            yield from _with_body(data.get(key), depth + 1)
