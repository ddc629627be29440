"""Inputs that are made to cost much: each as a function of its size in bytes, so that sizes can be doubled."""

from __future__ import annotations

import random
from collections.abc import Callable

SENTENCE = "The minister said on Tuesday that the bridge would close. "
QUOTE = "“We won, “Smith said.\" 'It's over,' he added, “and done. "
Make = Callable[[int], bytes]


def _fill(unit: str, n_bytes: int) -> str:
    return unit * max(n_bytes // len(unit.encode()), 1)


def _text(unit: str, before: str = SENTENCE + "\n") -> Make:
    return lambda n_bytes: (before + _fill(unit, n_bytes)).encode()


def _page(unit: str, before: str = "", after: str = "") -> Make:
    head = f"<html><head><title>Bridge</title></head><body><h1>Bridge to close</h1><p>{SENTENCE * 4}</p>"
    return lambda n_bytes: (head + before + _fill(unit, n_bytes) + after).encode()


def _nested(open_: str, close: str, within: str = SENTENCE) -> Make:
    def made(n_bytes: int) -> bytes:
        n = max(n_bytes // len(open_ + close), 1)
        return f"<html><body><p>{SENTENCE * 4}</p>{open_ * n}{within}{close * n}</body></html>".encode()

    return made


def _words(n_bytes: int) -> bytes:
    """Lines of words that stand nowhere twice."""
    words = random.Random(1)
    lines = (" ".join(f"{words.getrandbits(32):x}" for _ in range(10)) for _ in range(max(n_bytes // 85, 1)))
    return "\n".join(lines).encode()


TEXTS: dict[str, Make] = {
    "one line of sentences": _text(SENTENCE, ""),
    "one line of a letter": _text("a", ""),
    "one line of spaces in a text": _text(" "),
    "one line of a combining mark": _text("\u0301", SENTENCE),
    "one line of bidi controls": _text("\u202e\u2066", SENTENCE),
    "one line of tag characters": _text("\U000e0041", SENTENCE),
    "one line of zero width joiners": _text("\u200d", SENTENCE),
    "one line of double quotes": _text('"', SENTENCE),
    "one line of curly quotes": _text("“", SENTENCE),
    "one line of quotes in turn": _text("“”‘’\"'", SENTENCE),
    "one line of quoted words": _text('“a "b ‘c ', SENTENCE),
    "one line of full stops": _text(".", SENTENCE),
    "one line of mojibake": _text("â€œ", SENTENCE),
    "one line of deep mojibake": _text("Ãƒâ€šÃ‚Â©", SENTENCE),
    "one line of entities": _text("&amp;", SENTENCE),
    "one line of replaced characters": _text("\ufffd?", SENTENCE),
    "one line of links": _text("https://post.example/a?b=c ", SENTENCE),
    "one line of hashes": _text("#bridge @post ", SENTENCE),
    "one line of digits and slashes": _text("7/12/2021 ", SENTENCE),
    "one line of brackets": _text("([{", SENTENCE),
    "one line of Chinese": _text("大桥将关闭，部长周二表示。", ""),
    "lines of sentences": _text(SENTENCE + "\n"),
    "lines of quotations": _text(QUOTE + "\n"),
    "lines that differ": _words,
    "lines of a letter": _text("a\n"),
    "lines of a letter and a blank line": _text("a\n\n"),
    "lines of furniture": _text("Read more\n"),
    "lines of captions": _text("Photograph: Jane Doe/Getty Images\n"),
    "lines of glued captions": _text("Jane Doe at homeJane Doe at home\n"),
    "lines of dates": _text("7 Dec 2021\n"),
    "lines of bylines": _text("By Jane Doe\n"),
    "lines of list items": _text("- Bridge to close\n"),
    "lines of hours": _text("10:42 The bridge is closed\n"),
    "lines of questions": _text("Will it close? "),
    "lines of headlines": _text("Bridge To Close In Harbour Town\n"),
    "line feeds": _text("\n"),
    "carriage returns": _text("\r"),
    "bytes of no charset": lambda n: SENTENCE.encode() + bytes(range(128, 256)) * (n // 128),
    "latin-1": lambda n: _fill("Der Minister sagte, die Brücke werde geschlossen. ", n).encode("latin-1", "replace"),
    "windows-1251": lambda n: _fill("Министр сообщил, что мост закрыт. ", n).encode("cp1251"),
    "Shift JIS": lambda n: _fill("大臣は橋を閉鎖すると述べた。", n).encode("shift_jis"),
    "ISO-2022-JP": lambda n: _fill("大臣は橋を閉鎖すると述べた。", n).encode("iso2022_jp"),
    "UTF-16 of no mark": lambda n: _fill(SENTENCE, n // 2).encode("utf-16-le"),
    "invalid UTF-8": lambda n: _fill("é is \x81", n).encode("latin-1") + "é".encode(),
    "NUL": lambda n: SENTENCE.encode() + b"\0" * n,
}
PAGES: dict[str, Make] = {
    "page of paragraphs": _page(f"<p>{SENTENCE}</p>"),
    "page of one paragraph": _page(SENTENCE, "<p>"),
    "page of comments without an end": _page("<!--"),
    "page of marked sections without an end": _page("<![CDATA["),
    "page of declarations without an end": _page("<!a"),
    "page of instructions without an end": _page("<?a"),
    "page of comments": _page("<!-- -->"),
    "page of less-than signs": _page("<"),
    "page of tags without an end": _page("<p "),
    "page of end tags without an end": _page("</p "),
    "page of attributes without an end": _page("<p a='"),
    "page of ampersands": _page("&"),
    "page of entities": _page("&lt;p&gt;"),
    "page of numeric entities": _page("&#1;"),
    "page of open divisions": _page("<div>"),
    "page of open divisions with text": _page("<div>a "),
    "page of open paragraphs": _page("<p>a"),
    "page of open letters": _page("<b>"),
    "page of open letters and paragraphs": _page("<b><p>a"),
    "page of open links": _page("<a href=x>a"),
    "page of open fonts": _page("<font><i>"),
    "page of open tables": _page("<table>"),
    "page of open table rows": _page("<table><tr><td>a"),
    "page of open lists": _page("<ul><li>a"),
    "page of open forms": _page("<form><p>a"),
    "page of open unseen": _page("<noscript><template>"),
    "page of open scripts": _page("<script>"),
    "page of open articles": _page("<article><p>a"),
    "page of open svg": _page("<svg><g>"),
    "page of open captions": _page("<figure><figcaption>a"),
    "page of open headings": _page("<h2>a"),
    "page of open selections": _page("<select><option>a"),
    "page of names not known": _page("<x-a>a"),
    "nested divisions": _nested("<div>", "</div>"),
    "nested letters": _nested("<b>", "</b>"),
    "nested divisions of classes": _nested("<div class='article-body content'>", "</div>"),
    "nested quotations": _nested("<blockquote>", "</blockquote>"),
    "nested divisions, ends of another": _nested("<div>", "</x>"),
    "nested divisions, ends of paragraphs": _nested("<div>", "</p>"),
    "nested letters, ends crossed": _nested("<b><i>", "</b></i>"),
    "page of ends": _page("</div>"),
    "page of ends of page": _page("</html><p>a"),
    "page of line breaks": _page("<br>"),
    "page of images": _page("<img src=a.jpg alt='Bridge'>"),
    "page of scripts": _page("<script>var a = '<p>';</script>"),
    "page of data": _page('<script type="application/ld+json">{"@type":"NewsArticle"}</script>'),
    "page of one data": _page('{"a":', '<script type="application/ld+json">', "</script>"),
    "page of one list of data": _page("[", '<script type="application/ld+json">', "</script>"),
    "page of a data body": _page(SENTENCE, '<script type="application/ld+json">{"articleBody":"', '"}</script>'),
    "page of escapes in data": _page("\\u0041", '<script>window.a = "', '"</script>'),
    "page of escaped backslashes": _page("\\\\", '<script>window.a = "', '"</script>'),
    "page of braces in a script": _page("{", "<script>window.__DATA__ = ", "</script>"),
    "page of quotes in a script": _page('"', "<script>window.__DATA__ = ", "</script>"),
    "page of attributes": _page(" a=b", "<p", ">a</p>"),
    "page of attributes that differ": lambda n: (
        "<html><body><p " + " ".join(f"a{i}=b" for i in range(n // 9)) + f">{SENTENCE * 4}"
    ).encode(),
    "page of a class": _page("a ", "<p class='", "'>a</p>"),
    "page of a style": _page("clip: ", "<p style='", "'>a</p>"),
    "page of an id": _page("9/", "<p id='", "'>a</p>"),
    "page of meta": _page("<meta property='og:title' content='Bridge'>"),
    "page of meta without charset": lambda n: b"<meta" * (n // 5) + SENTENCE.encode() * 4,
    "page of white space": _page(" \n"),
    "page of links": _page("<a href='/a'>Bridge to close</a> "),
    "page of list items": _page("<li>Bridge to close</li>"),
    "page of cells": _page("<td>a</td>", "<table><tr>", "</table>"),
    "page of lines in a pre": _page("a\n", "<pre>", "</pre>"),
    "page of captions": _page("<figcaption>Jane Doe</figcaption>"),
    "page of quotes": _page(f"<p>{QUOTE}</p>"),
    "page of paragraphs that differ": lambda n: (
        b"<html><body>" + b"".join(b"<p>%s</p>" % line for line in _words(n).splitlines())
    ),
    "page of classes that differ": lambda n: (
        "<html><body>" + "".join(f"<div class='a{i:x}'><p>{SENTENCE}</p></div>" for i in range(n // 92))
    ).encode(),
    "page of nothing": lambda n: b"",
    "page of declared charsets": lambda n: b"<meta charset=utf-16>" * (n // 21) + SENTENCE.encode() * 4,
    "XML of entities": lambda n: (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "' + b"a" * 100 + b'">'
        + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, max(n // 70, 2)))
        + b"]><html><body><p>&a9;</p></body></html>"
    ),
    "PDF": lambda n: b"%PDF-1.7\n" + b"x" * n,
    "image": lambda n: b"\x89PNG\r\n" + b"x" * n,
}  # fmt: skip
# The same where no tree can be built of the page, as it is too deep for libxml2.
_BODY = b"<body>"
DEEP_PAGES: dict[str, Make] = {
    f"deep {name}": lambda n_bytes, make=make: make(n_bytes).replace(_BODY, _BODY + b"<div>" * 300, 1)
    for name, make in PAGES.items()
    if _BODY in make(1000)
}
