"""Title and standfirst of a page: which of its lines they are, by metadata, element and place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from copydesk.outlet import address_names
from copydesk.records import BlockKind
from copydesk.strip.judgement import Fields
from copydesk.strip.lines.dates import is_date_line
from copydesk.strip.lines.folding import fold
from copydesk.strip.lines.lengths import HEAD_REACH, MIN_STANDFIRST_WORDS, MIN_TITLE_WORDS
from copydesk.strip.lines.pieces import PagePiece, lines_saying
from copydesk.strip.lines.remembered import remembered
from copydesk.strip.lines.shape import MIN_LEAD_WORDS, shape_of
from copydesk.strip.pages.byline import is_byline_place
from copydesk.strip.pages.places import is_heading_place, is_standfirst_place
from copydesk.strip.texts.bylines import byline_names

# A standfirst that its element or the page's description tells may be longer than others.
_MAX_STANDFIRST_WORDS = 90
# A heading and the metadata's title are one if either holds the other and is no mere word of it.
_MIN_TITLE_LETTERS = 8
_MIN_SHARE_OF_TITLE = 0.3
# What parts a title from the names of its outlet and section, and how long the part is that a line repeats.
_TITLE_JOINTS = re.compile(r"(?:(?<!\s)\s+)?[|_–—«»‹›·•]+\s*|(?<!\s)\s+-+\s+|--+|-(?=[^-]*$)|(?:(?<!\s)\s+)?::\s*")
_MIN_TITLE_PART = 10
_MIN_REPEATED_LETTERS = 20
_MIN_AT_PLACE = 2
_LISTED = frozenset({"li", "td", "th", "tr", "dd", "dt"})


def find_title(pieces: Sequence[PagePiece], fields: Fields) -> int | None:
    """The line that is the title: the h1 that says most of the metadata's, a line that equals it, or the only h1 above
    the text.

    An h1 that says the outlet's name alone is the site's.
    """
    headings = [i for i, piece in enumerate(pieces) if "h1" in (path := piece.block.path) and _is_title_place(path)]
    wanted = fold(fields.title or "").lower()
    outlet = fold(fields.outlet or "").lower()
    if wanted:
        same = [
            i for i in headings if _agrees(pieces[i].folded, fields.title or "", wanted) and outlet != pieces[i].folded
        ]
        same = [i for i in headings if pieces[i].folded == wanted] or same
        same.sort(key=lambda i: -len(pieces[i].folded))
        equal = lines_saying(pieces, wanted)
        same += sorted(equal, key=lambda i: not pieces[i].kept)
        same = same or _part_of_title(pieces, fields.title or "")
        if same:
            return same[0]
    first_text = next((i for i, piece in enumerate(pieces) if piece.paragraph), len(pieces))
    above = [i for i in headings if i < first_text and pieces[i].folded not in ("", outlet)]
    if len(above) == 1:
        piece = pieces[above[0]]
        # A lone h1 of a word or two is often the section's or the outlet's name; not so where it is kept as text.
        if piece.kept or len(piece.line.text.split()) >= MIN_TITLE_WORDS:
            return above[0]
    return None


def _is_title_place(path: str) -> bool:
    return "/h1" in path or path.startswith("h1")


def spelt_title(line: str, fields: Fields) -> str:
    """The line that is the title, as the page's data part it: without the kicker that stands in one element with it.

    "Premier LeagueLiverpool lose at Everton" is what a page says whose data say "Liverpool lose at Everton", and where
    they say "Premier League: Liverpool lose at Everton", that is how to write it.
    """
    line = line.strip(" |")
    folded = fold(line).lower()
    for title in fields.titles:
        wanted = fold(title).lower()
        if len(title.split()) >= MIN_TITLE_WORDS and _MIN_TITLE_PART <= len(wanted) < len(folded):
            cut = _last_letters(line, len(wanted)) if folded.endswith(wanted) else line
            if _is_kicker(line[: len(line) - len(cut)].strip()):
                return cut
            behind = line[len(_first_letters(line, len(wanted))) :]
            if folded.startswith(wanted) and is_date_line(behind.strip(" |/·•–—-")):
                return title
    letters = len(fold(line))
    begun = (_first_letters(title, letters) for title in fields.titles)
    parted = (title for title in begun if _PARTS.sub("", title) == _PARTS.sub("", line))
    return _part_kicker(max([line, *parted], key=lambda title: (_n_joints(title), " :" not in title)), fields)


# "Arms for Israel: Complaint lodged" is what the data say where the page shows "Arms for Israel Complaint rejected".
_KICKER_JOINT = re.compile(r"\s?:\s|\s[–—-]\s")


def _part_kicker(line: str, fields: Fields) -> str:
    """The title with the mark behind its kicker that the page's data have, and a heading of two elements has not."""
    for title in fields.titles:
        joint = _KICKER_JOINT.search(title)
        if joint is None or not line.startswith(title[: joint.start()]):
            continue
        kicker, behind = line[: joint.start()], line[joint.start() :]
        begins = behind.lstrip(' "“„«‘‚')[:1] if kicker[-1:].isalnum() else ""
        is_glued = behind[:1] != " "
        if begins.isupper() and behind[0] in ' "“„«‘‚' and (is_glued or len(kicker.split()) >= _MIN_KICKER_WORDS):
            return f"{kicker}{joint[0]}{behind.lstrip()}"
    return line


_MAX_TITLE_LINES = 3


def beside_title(pieces: Sequence[PagePiece], title: int, fields: Fields) -> list[int]:
    """The other lines that say the title, or the kicker that stands with it in one heading and in the field."""
    near = {i: (pieces[i].line.text, pieces[i].block.path) for i in near_title(title, len(pieces))}
    whole = whole_title(near, title, fields)
    beside = whole[0] if whole else range(0)
    return sorted({*beside, *lines_saying(pieces, pieces[title].folded)} - {title})


def bylines_below_title(pieces: Sequence[PagePiece], title: int) -> list[int]:
    """The lines between title and text that were kept and say who wrote it, or, where they are named so, below its
    first paragraph.
    """
    found = []
    below_text = False
    for i in range(title + 1, min(title + HEAD_REACH, len(pieces))):
        piece = pieces[i]
        if piece.paragraph and below_text:
            break
        below_text = below_text or piece.paragraph
        may_say = piece.kept and (not below_text or is_byline_place(piece.block.path))
        if may_say and _says_byline(piece.line.text):
            found.append(i)
    return found


@remembered  # the same lines are asked two or three times, and share buttons on each page
def _says_byline(text: str) -> bool:
    return bool(byline_names(text, named=False))


def near_title(title: int, n_lines: int) -> range:
    """The lines that may be of the title's heading."""
    return range(max(0, title - _MAX_TITLE_LINES), min(n_lines, title + _MAX_TITLE_LINES + 1))


def whole_title(near: Mapping[int, tuple[str, str]], title: int, fields: Fields) -> tuple[range, str] | None:
    """The lines of the heading that say kicker and title, and both as the page's data write them in one.

    `near` has the lines that are `near_title`, texts with their paths; None where the heading is one line, or the data
    say another title.
    """
    heading = _heading_of(near[title][1])
    inside = [i for i, (_, path) in near.items() if heading and _heading_of(path) == heading]
    if len(inside) < _MIN_AT_PLACE or len(inside) > _MAX_TITLE_LINES or inside[-1] - inside[0] >= len(inside):
        return None
    said = fold("".join(near[i][0] for i in inside)).lower()
    whole = next((other for other in fields.titles if fold(other).lower() == said), None)
    return (range(inside[0], inside[-1] + 1), whole) if whole else None


def _heading_of(path: str) -> str:
    """The path down to its h1, empty where there is none."""
    steps = path.split("/")
    at = next((i for i, step in enumerate(steps) if step == "h1" or step.startswith(("h1.", "h1#"))), None)
    return "" if at is None else "/".join(steps[: at + 1])


# What parts a kicker from its title, and is lost where each stands in an element of its own.
_PARTS = re.compile(r"[\s:|/–—\"'“”„«»‘’‚‹›-]+")
_JOINT = re.compile(r"\w\s?[:|/]\s\w|\w\s[–—-]\s\w|[:|/]\s?[\"“„«‘‚]")
_MIN_KICKER_WORDS, _MAX_KICKER_WORDS = 2, 6


def without_outlet_name(title: str, fields: Fields) -> str:
    """The title without the name of its outlet or its address behind it.

    "Storm hits the coast | The Post", but "The Post" and "What became of the Post" as they are.
    """
    outlets = {fold(name).lower() for name in (fields.outlet, *address_names(fields.url)) if name} - {""}
    joint = max(_TITLE_JOINTS.finditer(title), key=lambda match: match.start(), default=None)
    if joint is None or not joint.start() or fold(title[joint.end() :]).lower() not in outlets:
        return title
    return title[: joint.start()]


def _n_joints(text: str) -> int:
    return len(_JOINT.findall(text))


def _first_letters(title: str, n_letters: int) -> str:
    """The title up to the letter of this number."""
    letters = [i for i, char in enumerate(title) if char.isalnum()]
    if len(letters) <= n_letters or len(letters) != len(fold(title)):
        return title
    return title[: letters[n_letters]].rstrip(" |_–—«‹·•:-")


def _is_kicker(text: str) -> bool:
    """Whether what stands before the title is its kicker, not its beginning: parted from it, or ended like a name."""
    *_, last = text.split() or [""]
    return bool(last) and len(text.split()) <= _MAX_KICKER_WORDS and (not last[-1].isalnum() or not last[0].islower())


def _last_letters(line: str, n_letters: int) -> str:
    """The line from the letter on behind which so many stand, with the quotation mark before it."""
    letters = [i for i, char in enumerate(line) if char.isalnum()]
    if len(letters) != len(fold(line)) or n_letters >= len(letters):
        return line
    start = letters[-n_letters]
    while start and not line[start - 1].isspace() and line[start - 1] in "\"'“”„«»‘’‚‹›¿¡([":
        start -= 1
    return line[start:]


def _part_of_title(pieces: Sequence[PagePiece], title: str) -> list[int]:
    """The lines that say one part of the metadata's title, the others being the outlet's and the section's names.

    Headings first, and of other lines only those above the text that say its first part and are no link.
    """
    parts = [part for part in _folded_parts(title) if len(part) >= _MIN_TITLE_PART]
    first_text = next((i for i, piece in enumerate(pieces) if piece.paragraph), len(pieces))
    headings = [i for i, piece in enumerate(pieces[:first_text]) if is_heading_place(piece.block.path)]
    found = [i for part in sorted(parts, key=len, reverse=True) for i in headings if pieces[i].says(part)]
    return found or [
        i
        for i in (lines_saying(pieces[:first_text], parts[0]) if parts else ())
        if not pieces[i].block.n_link_chars and pieces[i].block.tag not in _LISTED
    ]


def _agrees(line: str, title: str, letters: str) -> bool:
    """Whether a heading is the title, or one holds the other: titles carry the outlet's name behind them.

    A word of the title is a section's heading as well.
    """
    if len(line) < _MIN_TITLE_LETTERS:
        return False
    if line in letters:
        return len(line) >= _MIN_SHARE_OF_TITLE * len(letters) or line in _folded_parts(title)
    return letters in line and len(letters) > 0.5 * len(line)


def _folded_parts(title: str) -> list[str]:
    return [fold(part).lower() for part in _TITLE_JOINTS.split(title)]


def find_standfirst(pieces: Sequence[PagePiece], fields: Fields, title: int) -> int | None:
    """The line under the title that its element's name says is the standfirst, or the page's description repeats.

    Or that is no sentence. None of it counts for a line that stands where the paragraphs stand: descriptions are often
    a first paragraph's copy, and whole articles lie in elements called "summary".
    """
    described = fold(fields.standfirst or "").lower()
    below_text = False
    paragraphs = [piece for piece in pieces[title + 1 :] if piece.paragraph]
    below = {other.block.path for other in paragraphs}
    for i in range(title + 1, min(title + HEAD_REACH, len(pieces))):
        piece = pieces[i]
        if paragraphs and piece is paragraphs[0]:
            del paragraphs[0]
            below = {other.block.path for other in paragraphs}
        if piece.says(pieces[title].folded) or _says_byline(piece.line.text):
            continue
        shape = piece.shape or shape_of(piece.line.text)
        if piece.kept and sum(len(other.line.text) for other in paragraphs) < len(piece.line.text):
            return None  # what is longer than all that follows is the article, not its standfirst
        path = piece.block.path
        if not below or (piece.paragraph and path in below):
            return None
        if not shape.date and MIN_STANDFIRST_WORDS <= shape.n_words <= _MAX_STANDFIRST_WORDS:
            is_text = path in below or _is_of_text(pieces, i, below)
            if not is_text and (_repeats(piece.folded, described) or is_standfirst_place(path)):
                return i
            unended = piece.kept and shape.headline and not shape.terminal and shape.reason is None
            if unended and not is_text and not below_text:
                return i
            below_text = below_text or (piece.kept and is_text)
    return None


def standfirst_kind(piece: PagePiece) -> BlockKind:
    """ "lead" where the standfirst is the text's first paragraph, too: an extracted sentence, or a long one.

    On 536 evaluation pages 50 wanted snippets stood in standfirsts, 40 of them in such sentences.
    """
    shape = piece.shape or shape_of(piece.line.text)
    is_text = shape.terminal and (piece.kept or shape.n_words >= MIN_LEAD_WORDS)
    return "lead" if is_text else "standfirst"


def _is_of_text(pieces: Sequence[PagePiece], i: int, paragraph_paths: Collection[str]) -> bool:
    """Whether the line is the text's first, not what stands above it: of several at one place, in a list or table, or
    a subheading, one of several beside the paragraphs.
    """
    piece, path = pieces[i], pieces[i].block.path
    if is_standfirst_place(path):
        return False
    if piece.kept and piece.block.tag in _LISTED:
        return True
    if sum(other.kept and other.block.path == path for other in pieces[i + 1 :]) >= _MIN_AT_PLACE:
        return True
    parent = path.rpartition("/")[0]
    return (
        is_heading_place(path)
        and any(other.rpartition("/")[0] == parent for other in paragraph_paths)
        and any(
            other.block.tag == piece.block.tag and other.block.path.rpartition("/")[0] == parent
            for other in pieces[i + 1 :]
        )
    )


def _repeats(line: str, described: str) -> bool:
    return len(line) >= _MIN_REPEATED_LETTERS and (
        line in described or (len(described) >= _MIN_REPEATED_LETTERS and described in line)
    )
