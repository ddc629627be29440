"""A page's tags and texts in their order, in time linear in its length, whatever of it has no end.

For pages that no tree can be built of. `html.parser` looks for the end of each comment, declaration and tag that has
none through all that is left of the page, once for each: 32,000 of `<!--` take 7 s, four times as long for each
doubling. Here what has no end is asked for once, and is text from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple


class Start(NamedTuple):
    """A start tag, its name in small letters; the first of attributes that are called alike counts."""

    tag: str
    attributes: dict[str, str]


class End(NamedTuple):
    """An end tag."""

    tag: str


_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*+)")
# The rest of a tag. A quotation mark quotes behind an equals sign alone, as browsers have it.
_REST = re.compile(r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>""")
_PLAIN_REST = re.compile("[^>]*+>")
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
# Elements whose text is no markup.
_RAW = {tag: re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE) for tag in ("script", "style")}
_COMMENT = re.compile("<!--(?:-?>|.*?--!?>)", re.DOTALL)
_NOTHING = re.compile("(?!)")


def read_markup(html: str) -> Iterator[Start | End | str]:
    """Each tag, and each text between tags with its entities resolved; comments and declarations are left out.

    >>> list(read_markup("<p class='a'>Storm &amp; <!-- rain -->flood</p> <!-- no end"))
    [Start(tag='p', attributes={'class': 'a'}), 'Storm & ', 'flood', End(tag='p'), ' <!-- no end']
    """
    rest, comment = _REST, _COMMENT
    begin = at = 0  # of the text that goes on, and of the tag that may end it
    while (at := html.find("<", at)) != -1:
        name = _NAME.match(html, at)
        if name is not None:
            ended = rest.match(html, name.end())
            if ended is None and rest is _REST:
                rest = _PLAIN_REST  # some quotation mark has no other, so from here on they are letters like others
                ended = rest.match(html, name.end())
        elif html.startswith("<!--", at):
            ended = comment.match(html, at)
            if ended is None:
                comment = _NOTHING
                at += 1
                continue
        elif html.startswith(("<!", "<?", "</"), at):
            ended = _PLAIN_REST.match(html, at)
        else:
            at += 1
            continue
        if ended is None:
            break  # no tag ends any more
        if begin < at:
            yield unescape(html[begin:at])
        begin = ended.end()
        if name is not None:
            tag = name[1].lower()
            if html[at + 1] == "/":
                yield End(tag)
            else:
                yield Start(tag, _attributes(html[name.end() : begin - 1]))
                if tag in _RAW:
                    raw = _RAW[tag].search(html, begin)
                    begin = raw.start() if raw else len(html)
        at = begin
    if begin < len(html):
        yield unescape(html[begin:])


def _attributes(written: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(written):
        if value[:1] in ("'", '"') and value[-1] == value[0] and len(value) > 1:
            value = value[1:-1]
        attributes.setdefault(name.lower(), unescape(value))
    return attributes
