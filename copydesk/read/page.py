"""An HTML page as lines of text: everything a reader could see on it, one line a block, and where each line stood.

Nothing is judged here: menus and adverts are lines like any other, so that whatever a later stage takes out can be
shown. Elements hidden by script or style count as visible, since paywalls hide the article itself so; only what is
there for screen readers alone is left out, because it stands in the middle of sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple, Protocol

from lxml import etree
from lxml.html import HtmlElement

from copydesk.read.markup import Start, read_markup
from copydesk.read.unseen_article import shows_text, unseen_article
from copydesk.records import DATA_BLOCK, HOVER_CLASS, RUBY_READINGS, PageBlock


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text; `blocks[i]` tells of line i of it."""

    text: str  # lines joined by "\n", none of them empty
    blocks: tuple[PageBlock, ...]
    tree: HtmlElement | None = None  # as it was parsed, if nothing of it was lost


# Elements whose content is nothing a reader sees.
_UNSEEN_NAMES = "script style noscript template svg math iframe object noembed title"
# How a ruby annotation says that a word is read, inside the word.
_UNSEEN = frozenset([*_UNSEEN_NAMES.split(), *RUBY_READINGS])
# What only a screen reader says ("opens new tab"), by the class names and the style that hide it from view.
_SPOKEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only)?|u-hidden-visually)(?:$|[\s_-])"
)
_SPOKEN_STYLE = re.compile(r"clip:\s*rect|(?:^|;)\s*width:\s*1px")
# Elements that stand inside a line. All others, known or not, begin and end one.
_INLINE_NAMES = """a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark meter nobr
output picture progress q rb ruby s samp small source span strike strong sub sup time tt u var wbr"""
_INLINE = frozenset(_INLINE_NAMES.split())
# A "template" or "noscript" with so many paragraphs may be the article that a page does not show.
_MIN_ARTICLE_PARAGRAPHS = 2
# Elements that break a line only if they hold text: empty ones stand in the middle of sentences.
_BREAK_IF_FULL = frozenset({"button"})
# Elements in which a line break is layout, not the end of a line.
_ONE_LINE = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "figcaption", "button"})
# Elements of which it matters, wherever one is inside them, that they are open.
_COUNTED = _ONE_LINE | {"a"}
_CELLS = frozenset({"td", "th"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
# What an element does to the line: blocks end it, others stand within it, or do what their name says.
_BLOCK, _WITHIN, _BREAK, _FILLABLE, _CELL = "block", "within", "break", "fillable", "cell"
_ROLES = (
    dict.fromkeys(_INLINE | _UNSEEN, _WITHIN)
    | {"br": _BREAK}
    | dict.fromkeys(_BREAK_IF_FULL, _FILLABLE)
    | dict.fromkeys(_CELLS, _CELL)
)


class _Kind(NamedTuple):
    """All that an element's name says of it, looked up at once."""

    role: str
    is_void: bool
    is_unseen: bool
    is_counted: bool


_OTHERS = _Kind(_BLOCK, False, False, False)
_KINDS = {
    tag: _Kind(_ROLES.get(tag, _BLOCK), tag in _VOID, tag in _UNSEEN, tag in _COUNTED)
    for tag in _ROLES.keys() | _VOID | _COUNTED
}
# Paths name the innermost steps; real pages are 10 to 40 deep.
_MAX_PATH_STEPS = 100
_MAX_NAME_CHARS = 40
_DIGITS = re.compile(r"\d+")
# What a browser collapses, and all that str.splitlines breaks at; no-break spaces are typography and stay.
_WHITE = re.compile(r"[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")

# Stands in a line for a line break that does not end it.
_BROKEN = " " * 2
# Characters that print nothing: a line of them is an empty line.
_UNPRINTED = "\u00a0\u00ad\u2007\u200b\u200c\u200d\u200e\u200f\u202f\u2060\ufeff"
_NO_BREAK_SPACES = re.compile("[\xa0\u2007\u202f]")


class _Attributes(Protocol):
    """What an lxml element and a dictionary have in common."""

    def get(self, key: str, /) -> str | None: ...


# Where libxml2 stops reading, in silence: pages put together from parts have an end of page inside. Of 1,363 pages 19
# have elements behind one, and two of these nothing but a menu before it.
_END_OF_PAGE = re.compile(r"</html\s*>", re.IGNORECASE)
_ELEMENT_WITH_TEXT = re.compile(r"<(?!script|style|noscript|link|meta|img|iframe)[a-z]", re.IGNORECASE)


def whole_page(html: str) -> str:
    """The page without the ends of page that stand before more of its text, which browsers read over.

    >>> whole_page("<html><p>Menu</p></html><p>Storm hits</p></html>")
    '<html><p>Menu</p><p>Storm hits</p>'
    """
    end = _END_OF_PAGE.search(html)
    if end is None or not _ELEMENT_WITH_TEXT.search(html, end.end()):
        return html
    return _END_OF_PAGE.sub("", html)


def extract_page(html: str) -> Page:
    """The page's text, one line a leaf block, white space collapsed; a line break ends a line too, but in headings.

    An article that stands in the page's data alone has its lines at the end, each in a `DATA_BLOCK`.

    >>> extract_page("<h1>Storm<br>hits</h1><p>It <b>hit</b> at noon.<br>It went on.</p>").text
    'Storm hits\\nIt hit at noon.\\nIt went on.'
    """
    writer = _LineWriter()
    tree = _parsed(html)
    if tree is not None:
        writer.write_tree(tree)
        writer.end_line()
        if _open_unseen(tree, writer):
            writer = _LineWriter()
            writer.write_tree(tree)
    else:
        _write_stream(html, writer)
    writer.end_line()
    unseen = unseen_article(html, writer.lines, writer.blocks)
    lines, blocks = [*writer.lines, *unseen], [*writer.blocks, *[DATA_BLOCK] * len(unseen)]
    return Page(text="\n".join(lines), blocks=tuple(blocks), tree=tree)


# lxml.html's own parser asks a function in Python, each time that an element is looked at, which class it has: .3 ms a
# page here, .7 ms in trafilatura, which gets the same tree. Forms and inputs are elements like all others so.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)


def _parsed(html: str) -> HtmlElement | None:
    """The page as a tree; None where libxml2 would lose part of it, as it does below a depth of 255, in silence."""
    if not html.strip():
        return None
    # As bytes: lxml refuses a str that declares an encoding.
    data = html.encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.ParseError, ValueError):
        return None
    if tree is None or any("depth" in entry.message.lower() for entry in parser.error_log):
        return None
    return tree


def _open_unseen(tree: HtmlElement, writer: _LineWriter) -> int:
    """How many elements "noscript" and "template" are read from now on, as the page shows no text of its own.

    A page without a line is swallowed by an open "noscript"; a page without sentences may have its article in one, or
    in a "template" that a script was to show. What a template's shadow root holds is shown without a script.
    """
    elements = tree.iter("noscript", "template")
    if writer.lines:
        elements = filter(_may_hold_article, elements)
    opened = list(elements)
    if writer.lines and opened and shows_text(writer.lines, writer.blocks):
        opened = [element for element in opened if element.get("shadowrootmode") is not None]
    for element in opened:
        element.tag = "div"
    return len(opened)


def _may_hold_article(element: HtmlElement) -> bool:
    found = next(element.iterdescendants("article", "main"), None)
    return found is not None or len(element.findall(".//p")) >= _MIN_ARTICLE_PARAGRAPHS


def _write_stream(html: str, writer: _LineWriter) -> None:
    """Writes a page without building its tree, however deep it is."""
    for piece in read_markup(html):
        if isinstance(piece, str):
            writer.write(piece)
        elif isinstance(piece, Start):
            writer.open(piece.tag, piece.attributes)
        else:
            writer.close(piece.tag)


class _LineWriter:
    """Gathers text into lines as elements open and close."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.blocks: list[PageBlock] = []
        self._open: list[_Opened] = []
        self._n_open: Counter[str] = Counter()  # how many of each, as `open` and `close` keep it
        self._paths: list[str] = []  # of the outermost open elements, as far down as somebody asked
        self._known_paths = _Paths()
        self._hiding = _HidingClasses()
        self._n_links = 0  # open elements "a"
        self._n_unseen = 0
        self._parts: list[str] = []
        self._n_link_chars = 0
        self._n_one_line = 0  # open elements of _ONE_LINE
        self._n_fillable = 0  # open elements of _BREAK_IF_FULL
        self._filled = False  # one of them held text
        self._tag, self._path = "body", ""  # of the block in which the line began

    def write_tree(self, tree: etree._Element) -> None:
        """All of a page that was parsed: what `open`, `write` and `close` make of it, in four fifths of the time.

        They are not called for each of a thousand elements; each end is that of the last that was opened, and below an
        element that is not seen nobody looks.
        """
        stack, paths, parts, hiding, kinds = self._open, self._paths, self._parts, self._hiding, _KINDS
        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            role, is_void, unseen, is_counted = kinds.get(tag, _OTHERS)
            if event == "end":
                if not is_void:
                    if role is _BLOCK:
                        if parts:
                            self.end_line()
                    elif role is _FILLABLE:
                        self._close_fillable()
                    if is_counted:
                        self._n_one_line -= tag in _ONE_LINE
                        self._n_links -= tag == "a"
                    stack.pop()
                    if len(paths) > len(stack):
                        paths.pop()
                text = element.tail
            else:
                if role is _BLOCK:
                    if parts:
                        self.end_line()
                elif role is not _WITHIN:
                    self._open_special(role)
                classes = None
                if not is_void and not unseen:
                    classes, style = element.get("class"), element.get("style")
                    if (classes is not None and hiding[classes]) or style is not None:
                        unseen = self._is_hidden(tag, classes, style) and not _holds_article(element)
                if unseen:
                    walk.skip_subtree()
                    next(walk)  # its end
                    if role is _FILLABLE:
                        self._close_fillable()
                    text = element.tail
                elif is_void:
                    text = element.text
                else:
                    if is_counted:
                        self._n_one_line += tag in _ONE_LINE
                        self._n_links += tag == "a"
                    stack.append((tag, classes, element, False))
                    text = element.text
            if text:
                if not text.isspace():
                    self._write_words(text)
                elif parts and parts[-1] is not _BROKEN:
                    parts.append(text)

    def open(self, tag: str, attributes: _Attributes) -> None:
        role, is_void, unseen, is_counted = _KINDS.get(tag, _OTHERS)
        if role is _BLOCK:
            if self._parts and not self._n_unseen:
                self.end_line()
        elif role is not _WITHIN and not self._n_unseen:
            self._open_special(role)
        if is_void:
            return
        classes = attributes.get("class")
        if unseen or self._is_hidden(tag, classes, attributes.get("style")):
            unseen = not _holds_article(attributes)
            self._n_unseen += unseen
        if is_counted:
            self._n_one_line += tag in _ONE_LINE
            self._n_links += tag == "a"
        self._open.append((tag, classes, attributes, unseen))
        self._n_open[tag] += 1

    def _is_hidden(self, tag: str, classes: str | None, style: str | None) -> bool:
        """Whether an element is there for screen readers alone, or hovers over the line."""
        if classes is not None and (hiding := self._hiding[classes]) and (hiding is _SPOKEN or tag in _INLINE):
            return True
        return style is not None and ("clip" in style or "1px" in style) and _SPOKEN_STYLE.search(style) is not None

    def _open_special(self, role: str) -> None:
        if role is _BREAK:
            self._break()
        elif role is _FILLABLE:
            self._n_fillable += 1
        else:
            self._cell()

    def close(self, tag: str) -> None:
        stack = self._open
        role, is_void, _, _ = _KINDS.get(tag, _OTHERS)
        if is_void or not self._n_open[tag]:
            return  # an end tag of nothing that is open
        if role is _BLOCK:
            if self._parts and not self._n_unseen:
                self.end_line()
        elif role is _FILLABLE:
            self._close_fillable()
        closed = ""
        while closed != tag:
            closed, _, _, unseen = stack.pop()
            self._n_open[closed] -= 1
            if unseen:
                self._n_unseen -= 1
            if closed in _COUNTED:
                self._n_one_line -= closed in _ONE_LINE
                self._n_links -= closed == "a"
        if len(self._paths) > len(stack):
            del self._paths[len(stack) :]

    def _close_fillable(self) -> None:
        self._n_fillable = max(0, self._n_fillable - 1)
        if self._filled:
            self.end_line()
        self._filled = False

    def write(self, text: str) -> None:
        if self._n_unseen:
            return
        if not text.isspace():
            self._write_words(text)
        elif self._parts and self._parts[-1] is not _BROKEN:
            self._parts.append(text)

    def _write_words(self, text: str) -> None:
        if self._n_fillable and not self._filled:
            self.end_line()
            self._filled = True
        if not self._parts:
            self._begin_line()
        if self._n_links:
            self._n_link_chars += len(_collapsed(text))
        self._parts.append(text)

    def _begin_line(self) -> None:
        """The line stands in the innermost block that is open."""
        depth = last = len(self._open) - 1
        while depth >= 0 and last - depth < _MAX_PATH_STEPS and self._open[depth][0] in _INLINE:
            depth -= 1
        self._tag, self._path = (self._open[depth][0], self._path_to(depth)) if depth >= 0 else ("body", "")

    def _path_to(self, depth: int) -> str:
        """The steps from the root down to the open element at `depth`, the innermost _MAX_PATH_STEPS of them."""
        paths = self._paths
        path = paths[-1] if paths else ""
        for tag, classes, attributes, _ in self._open[len(paths) : depth + 1]:
            path = self._known_paths[path, tag, attributes.get("id"), classes]
            if len(paths) >= _MAX_PATH_STEPS:
                path = path.partition("/")[2]
            paths.append(path)
        return paths[depth]

    def end_line(self) -> None:
        parts = self._parts
        if not parts:
            return
        line = _collapsed("".join(parts) if len(parts) > 1 else parts[0]).removesuffix(" |")
        if line and (line.isascii() or line.strip(_UNPRINTED)):
            self.lines.append(line)
            self.blocks.append(_block((self._path, self._tag, min(self._n_link_chars, len(line)))))
        parts.clear()
        self._n_link_chars = 0

    def _break(self) -> None:
        if not self._n_one_line:
            self.end_line()
        elif self._parts and self._parts[-1] is _BROKEN and self._in_cell():
            self.end_line()  # a blank line: paragraphs of a page that is laid out in a table
        elif self._parts:
            self._parts.append(_BROKEN)

    def _in_cell(self) -> bool:
        near = islice(reversed(self._open), _MAX_PATH_STEPS)
        return next((tag for tag, *_ in near if tag in _ONE_LINE), None) in _CELLS

    def _cell(self) -> None:
        """A table's row is one line, its cells parted by a bar; blocks inside a cell are lines of their own."""
        if self._parts:
            self._parts.append(" | ")


def _holds_article(attributes: _Attributes) -> bool:
    """Whether an article stands in the element: a menu left open, hidden from view, swallows the page below it."""
    return isinstance(attributes, HtmlElement) and next(attributes.iterdescendants("article", "main"), None) is not None


_SPOKEN, _HOVERING = "spoken", "hovering"


class _HidingClasses(dict[str, str]):
    """Whether an element of these classes is there for screen readers alone, or hovers: each is searched once a page.

    Words that stand in all such names are asked for first: the patterns look at each character.
    """

    def __missing__(self, classes: str) -> str:
        small = classes.lower()
        hiding = ""
        if ("sr-only" in small or "hidden" in small or "reader" in small) and _SPOKEN_CLASS.search(classes):
            hiding = _SPOKEN
        elif ("card" in small or "block" in small or "tip" in small) and HOVER_CLASS.search(classes):
            hiding = _HOVERING
        self[classes] = hiding
        return hiding


_Opened = tuple[str, str | None, _Attributes, bool]  # tag, classes, all attributes, whether a reader does not see it
_block = partial(tuple.__new__, PageBlock)  # as a page has hundreds: without a call in Python

# Of an element: the path of the one that it stands in, tag, id, classes.
_Names = tuple[str, str, str | None, str | None]


class _Paths(dict[_Names, str]):
    """The paths of a page's elements: one object for each place, however many elements are called alike."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, str] = {}

    def __missing__(self, names: _Names) -> str:
        above, tag, element_id, classes = names
        is_short = len(element_id or "") + len(classes or "") <= _MAX_KNOWN_CHARS
        step = (_known_step if is_short else _step)(tag, element_id, classes)
        path = f"{above}/{step}" if above else step
        self[names] = self._known.setdefault(path, path)
        return self[names]


def _step(tag: str, element_id: str | None, classes: str | None) -> str:
    """The element in a path, "div#body.story": digits folded, since they number pages and builds."""
    names = "#" + element_id.strip()[:_MAX_NAME_CHARS] if element_id else ""
    if classes:
        names += "".join(["." + name[:_MAX_NAME_CHARS] for name in classes.split()[:3]])
    return tag + _DIGITS.sub("0", names.replace("/", "-")) if names else tag


# Pages of an outlet have the same steps. What is longer, as a page may have names of a megabyte, is not kept in memory.
_MAX_KNOWN_STEPS, _MAX_KNOWN_CHARS = 16384, 200
_known_step = lru_cache(_MAX_KNOWN_STEPS)(_step)


# A soft hyphen, which no browser shows inside a line; but one that is part of a misread letter, as in "Ã\xad" for "í",
# "ä¸\xad" for "中" and "Р\xad" for "Э", is kept, so that repair can make the letter whole.
_MISREAD = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_SOFT_HYPHEN = re.compile(
    rf"([\xc2-\xde]\xad(?![A-ZÀ-Þ])|[\xe0-\xef]{_MISREAD}{{2}}|[\xf0-\xf4]{_MISREAD}{{3}}|[РС]\xad(?=[РС]))|\xad"
)


def _collapsed(text: str) -> str:
    """The text as a browser sets it in one line, where no soft hyphen is seen."""
    if "\xad" in text:
        text = _SOFT_HYPHEN.sub(r"\1", text)
    if text.isascii() or not _NO_BREAK_SPACES.search(text):
        return " ".join(text.split())
    return _WHITE.sub(" ", text).strip()
