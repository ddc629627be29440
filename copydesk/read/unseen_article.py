"""An article that a page holds in its data alone: a script was to write it into the page, and never ran.

schema.org's `articleBody` is otherwise no source of text, only a witness: it is cut short, and holds furniture of its
own. It is one here, where nothing of it stands on the page, and no other text. So are, last of all, the data of script
frameworks: the longest run of paragraphs in an object that is called what the page is called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice
from typing import Any

from copydesk.records import PageBlock

# An article has so many letters and digits; so many of its pieces, evenly spread, are looked for on the page.
_MIN_LETTERS = 150
_N_PIECES = 12
_PIECE_LETTERS = 30
# A page that shows so many sentences, a notice or a caption, has no article of its own.
MAX_SENTENCES = 1
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
# A framework's data: a script whose text is an object, alone or set to a variable; how deep it is read, and how far.
_DATA_SCRIPT = re.compile(
    r"<script\b(?![^<>]*\bsrc=)[^<>]*>\s*(?:(?:window|self|globalThis|var|let|const)\b[\w.\s\[\]\"']{1,80}=\s*)?(?=[\[{])",
    re.IGNORECASE,
)
_MAX_DATA_DEPTH = 24
_MAX_DATA_VALUES = 50_000
_MIN_PARAGRAPHS = 2
_TEXT_KEYS = "text", "content", "html", "value", "data"
_NAME_KEYS = "headline", "name", "title"


def unseen_article(html: str, lines: Sequence[str], blocks: Sequence[PageBlock]) -> list[str]:
    """The paragraphs of the longest `articleBody` that may be the page's own article, where the page shows none.

    It may if none of it stands on the page, less of all else does, no more than one sentence among that, and the
    page's heading or title does not call it something else: pages carry other stories' data, and translations.
    """
    if shows_text(lines, blocks):
        return []
    has_key = _KEY in html
    if _begins_on_page(html, "\n".join(lines)) if has_key else not _DATA_SCRIPT.search(html):
        return []
    own = [words for name in (*_headings(lines, blocks), *_titles(html)) if (words := _words(name))]
    found = [item for data in _structured_data(html) for item in _with_body(data, 0)]
    bodies = [item["articleBody"] for item in found if _is_called(item, own)]
    if not bodies and own:
        found = [item for data in _framework_data(html) for item in _with_paragraphs(data)]
        bodies = [item["articleBody"] for item in found if "headline" in item and _is_called(item, own)]
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


def shows_text(lines: Sequence[str], blocks: Sequence[PageBlock]) -> bool:
    """Whether more than MAX_SENTENCES of the page's lines are sentences, and not mostly a link."""
    sentences = (
        line
        for line, block in zip(lines, blocks, strict=True)
        if len(line) >= _MIN_SENTENCE_CHARS
        and block.n_link_chars <= 0.5 * len(line)
        and _SENTENCE_END.search(line, len(line) - 4)
    )
    return next(islice(sentences, MAX_SENTENCES, None), None) is not None


def _headings(lines: Sequence[str], blocks: Sequence[PageBlock]) -> list[str]:
    return [line for line, block in zip(lines, blocks, strict=True) if block.tag == "h1"]


def _titles(html: str) -> list[str]:
    match = _TITLE.search(html)
    return [unescape(match[1])] if match else []


def _is_called(item: dict[str, Any], own: Sequence[str]) -> bool:
    """Whether the object's name agrees with one of the page's own: holds it, is held by it, or has half of its words.

    True where either has none.
    """
    names = [_words(unescape(item[key])) for key in _NAME_KEYS if isinstance(item.get(key), str)]
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


def _framework_data(html: str) -> Iterator[Any]:
    """The objects that scripts hold, of those that are JSON."""
    decoder = json.JSONDecoder(strict=False)
    for script in _DATA_SCRIPT.finditer(html):
        try:
            yield decoder.raw_decode(html, script.end())[0]
        except (ValueError, RecursionError):
            continue


def _with_paragraphs(data: Any) -> Iterator[dict[str, Any]]:
    """Each run of paragraphs in the data, as an `articleBody`, with the name of the innermost object that has one."""
    stack: list[tuple[Any, dict[str, str], int]] = [(data, {}, 0)]
    n_values = 0
    while stack and n_values < _MAX_DATA_VALUES:
        value, name, depth = stack.pop()
        n_values += 1
        if isinstance(value, dict):
            own = next((value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)), None)
            name = {"headline": own} if own else name
            inside = list(value.values())
        elif isinstance(value, list):
            inside = value
            texts = [text for item in value if (text := _text_of(item)) and _is_prose(text)]
            if len(texts) >= _MIN_PARAGRAPHS:
                yield {**name, "articleBody": "\n".join(texts)}
        else:
            if isinstance(value, str) and len(value) >= _MIN_LETTERS and _is_markup(value):
                yield {**name, "articleBody": value}
            continue
        if depth < _MAX_DATA_DEPTH:
            stack += [(item, name, depth + 1) for item in inside]


def _text_of(item: Any) -> str | None:
    """An item's text: itself, or what it has under a key that says so."""
    if isinstance(item, dict):
        item = next((item[key] for key in _TEXT_KEYS if isinstance(item.get(key), str)), None)
    return item if isinstance(item, str) else None


def _is_prose(text: str) -> bool:
    return len(text) >= _MIN_SENTENCE_CHARS and _SENTENCE_END.search(_TAG.sub(" ", text).rstrip()[-4:]) is not None


def _is_markup(text: str) -> bool:
    """Whether it is several paragraphs, each a sentence at its end."""
    parts = [part for part in _BREAK.split(text) if _TAG.sub("", part).strip()]
    return sum(map(_is_prose, parts)) >= _MIN_PARAGRAPHS
