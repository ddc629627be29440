"""Where on one page the article's body stands: the place of most of its paragraphs, and what lies in and around it.

A page's paragraphs nearly always stand at one place, as children of one kind of element. What the extractor lost there
comes back; fragments that it kept elsewhere, above the first or below the last paragraph, go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from copydesk.strip.judgement import Verdict, keep
from copydesk.strip.lines.lengths import MAX_STANDFIRST_WORDS
from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.lines.shape import Shape, is_sentence, shape_of
from copydesk.strip.outlets.paths import path_keys
from copydesk.strip.pages.draft import PageDraft
from copydesk.strip.pages.places import (
    close_reason,
    is_embedded_post,
    is_heading_place,
    is_question_place,
    place_reason,
)
from copydesk.strip.texts.line_rules import MIN_REPEATED_WORDS

# One place holds the body if so much of the extracted prose stands there.
_MIN_BODY_SHARE = 0.6
_MIN_BODY_PARAGRAPHS = 3
# So many texts under links are a list of other stories.
_MIN_STORIES = 3
_MIN_HEADLINE_CHARS = 16
_DIGITS = re.compile(r"\d+")
# Each of them is no longer than a standfirst, and all are no more of the text: the three lists on 791 guides were .02
# to .11 of it, and what is more may be what the article is about: books, products, a day's posts.
_MAX_STORIES_SHARE = 0.2
# Linked questions, each with its answer, are the article's.
_QUESTION_MARKS = "?", "？", "؟", ";"
_LISTED = "ol/li", "ul/li", "dl/dd"
# The titled article of a page with several has so many words.
_MIN_OWN_WORDS = 100
# The first subheading stands at most so many lines above the first paragraph.
_HEAD_REACH = 2
# A section's heading stands at most so many boxes outside its paragraphs.
_MAX_BOXES = 2
# Paragraphs below the last one that was kept come back if they are so much of what was kept.
_MIN_LOST_SHARE = 0.25
# A place of so many characters in sentences is taken for a half-lost body.
_MIN_HALF_CHARS = 300
_MAX_DOUBTFUL_SHARE = 0.5
_LINE_TAGS = frozenset({"p", "div"})
_MIN_SHOUTED_WORDS = 4
_POINTERS = ">>", "››", "»", "►", "▶", "➤", "→"
# So much of a page's prose belongs to the article wherever it stands.
_MIN_NEAR_SHARE = 0.1
# Prose below the body goes if it stands so many levels outside the paragraphs' parent, and is so little of the page.
_FAR_LEVELS = 4
_MAX_FAR_SHARE = 0.15
# What stands outside is not furniture where it is nearly all of the page, but a catalogue, .92 of its words; of the
# other pages none has more than .68 outside.
_MAX_OUTSIDE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class BodyPlace:
    """Where most of the paragraphs stand."""

    place: str
    parent: str
    first: int  # the first piece that stands there and was kept, and the last
    last: int


def find_body_place(pieces: Sequence[PagePiece], decided: Sequence[Verdict | None] | None = None) -> BodyPlace | None:
    """The place that holds most of the prose that was kept, and not removed since; None where no one place does."""
    n_words: Counter[str] = Counter()
    at: dict[str, list[int]] = {}
    for i, piece in enumerate(pieces):
        if decided is not None and (verdict := decided[i]) is not None and verdict.removed:
            continue
        if piece.shape is not None and piece.shape.prose and piece.shape.reason is None:
            place = place_of(piece)
            n_words[place] += piece.shape.n_words
            at.setdefault(place, []).append(i)
    if not n_words:
        return None
    place, n = n_words.most_common(1)[0]
    if n < _MIN_BODY_SHARE * n_words.total() or len(at[place]) < _MIN_BODY_PARAGRAPHS:
        return None
    parent = place.rpartition("/")[0]
    if place.endswith(_LISTED):
        parent = parent.rpartition("/")[0]  # beside a list of paragraphs its introduction stands
    return BodyPlace(place, parent, at[place][0], at[place][-1])


def place_of(piece: PagePiece) -> str:
    """The kind of element in which the piece stands, without what numbers or colours the piece itself."""
    return _parent_place(piece.block.path) + "/" + piece.block.tag


def _parent(piece: PagePiece) -> str:
    return _parent_place(piece.block.path)


@lru_cache(maxsize=16384)  # a page's lines share their places, and each is asked for some five times
def _parent_place(path: str) -> str:
    return path_keys(path)[0].rpartition("/")[0]


def recover_lost(pieces: Sequence[PagePiece]) -> Sequence[PagePiece]:
    """The pieces with those kept that the extractor lost in the middle of the body: paragraphs, subheadings, lists."""
    body = find_body_place(pieces)
    recovered = list(pieces)
    if body is None:
        return _with_lists(recovered)
    below: dict[int, PagePiece] = {}
    for i, piece in enumerate(pieces):
        if piece.kept:
            continue
        is_heading = _is_subheading(piece, body)
        may_list = body.first < i < body.last and _is_item(piece, body)
        if not (may_list or is_heading or place_of(piece) == body.place):
            continue
        shape = shape_of(piece.line.text)
        may_head = is_heading and body.first - _HEAD_REACH <= i < body.last
        if shape.reason is None and (shape.prose or may_head or may_list) and piece.may_be_text:
            found = replace(piece, kept=True, shape=shape)
            if i < body.last:
                recovered[i] = found
            else:
                below[i] = found
    if _is_lost_half(below.values(), pieces, body):
        for i, piece in below.items():
            recovered[i] = piece
    return recovered


def _with_lists(pieces: list[PagePiece]) -> list[PagePiece]:
    """The pieces of a short report, with each list kept that stands between two kept lines, beside both of them."""
    first = 0
    for i, piece in enumerate(pieces):
        if piece.block.tag == "li" and not piece.kept:
            continue
        if 0 < first < i and pieces[first - 1].kept and piece.kept:
            beside = _parent(piece)
            items = pieces[first:i]
            if beside == _parent(pieces[first - 1]) and all(_is_item_beside(item, beside) for item in items):
                pieces[first:i] = [item.with_kept(True) for item in items]
        first = i + 1
    return pieces


def _is_item_beside(piece: PagePiece, parent: str) -> bool:
    is_named = place_reason("/".join(piece.block.path.split("/")[-2:]))
    return _parent(piece).rpartition("/")[0] == parent and piece.may_be_text and not is_named


def _is_lost_half(below: Collection[PagePiece], pieces: Sequence[PagePiece], body: BodyPlace) -> bool:
    """Whether so much stands below the last kept paragraph, at its place, that it is no note under the article."""
    n_lost = sum(len(piece.line.text) for piece in below)
    n_kept = sum(len(piece.line.text) for piece in pieces if piece.kept and place_of(piece) == body.place)
    return len(below) >= _MIN_BODY_PARAGRAPHS and n_lost >= _MIN_LOST_SHARE * n_kept


def _is_subheading(piece: PagePiece, body: BodyPlace) -> bool:
    """Whether it is a heading beside the paragraphs, or beside the box of some of them: a post's, a section's."""
    if not is_heading_place(piece.block.path):
        return False
    parent = _parent(piece)
    boxes = body.parent.removeprefix(parent + "/") if body.parent.startswith(parent + "/") else None
    return parent == body.parent or (boxes is not None and boxes.count("/") < _MAX_BOXES)


def _is_item(piece: PagePiece, body: BodyPlace) -> bool:
    """Whether it is an item of a list that stands beside the paragraphs, or a line among them, unless named furniture.

    Between these 450 of 452 such items that the extractor had lost were the article's, on 40 guides; of lines 83 of 87.
    """
    steps = piece.block.path.split("/")
    if piece.block.tag == "p":
        return _parent(piece) == body.parent and not place_reason(steps[-1])
    return piece.block.tag == "li" and _is_item_beside(piece, body.parent)


def recover_titled(pieces: Sequence[PagePiece]) -> Sequence[PagePiece]:
    """The pieces, with the prose straight below the heading h1 kept in place of other stories, each under its link.

    Only where nothing was kept but such stories: longer together than a short report, they are what an extractor takes.
    """
    title = next((i for i, piece in enumerate(pieces) if piece.block.tag == "h1"), None)
    kept = [i for i, piece in enumerate(pieces) if piece.kept and is_sentence(piece.line.text)]
    if title is None or len(kept) < _MIN_STORIES or not all(i and pieces[i - 1].is_link for i in kept):
        return pieces
    own = [
        i
        for i in range(title + 1, kept[0])
        if is_sentence(pieces[i].line.text) and pieces[i].may_be_text and not pieces[i - 1].is_link
    ]
    places = {place_of(pieces[i]) for i in own}
    if len(own) < _MIN_BODY_PARAGRAPHS or len(places) > 1 or any(map(place_reason, places)):
        return pieces
    return [piece.with_kept(True) if i in own else piece.with_kept(False) for i, piece in enumerate(pieces)]


def recover_half(pieces: Sequence[PagePiece]) -> Sequence[PagePiece]:
    """The pieces, with the page's largest place of prose kept where the extractor kept less than half of it.

    Only if it is larger than all that was kept, and no name on its path says that it is furniture; if it is no other
    stories', each text under its link, stands below the heading h1, and says nothing again. In characters: some
    languages do not part words.
    """
    lost = [piece for piece in pieces if not piece.kept and is_sentence(piece.line.text)]
    if not lost or _is_more_kept(pieces, lost):
        return pieces
    sentences = [piece for piece in pieces if is_sentence(piece.line.text)]
    n_chars: Counter[str] = Counter()
    n_kept: Counter[str] = Counter()
    for piece in sentences:
        if piece.may_be_text:
            place, length = place_of(piece), len(piece.line.text)
            n_chars[place] += length
            n_kept[place] += length * piece.kept
    if not n_chars:
        return pieces
    place, n = max(n_chars.items(), key=lambda item: item[1])
    if n < _MIN_HALF_CHARS or n_kept[place] >= 0.5 * n or n_kept.total() >= n or place_reason(place):
        return pieces
    left = [i for i, piece in enumerate(pieces) if not piece.kept and place_of(piece) == place and piece.may_be_text]
    title = next((i for i, piece in enumerate(pieces) if piece.block.tag == "h1"), 0)
    said = {piece.folded for piece in pieces if piece.kept}
    n_linked = sum(pieces[i - 1].is_link for i in left if i)
    n_copies = sum(pieces[i].folded in said for i in left)
    if left[0] < title or max(n_linked, n_copies) > _MAX_DOUBTFUL_SHARE * len(left):
        return pieces
    recovered = list(pieces)
    for i in left:
        recovered[i] = pieces[i].with_kept(True)
    return recovered


def _is_more_kept(pieces: Sequence[PagePiece], lost: Sequence[PagePiece]) -> bool:
    """Whether so much was kept that no place can have more, half of it left: of most pages a few paragraphs tell.

    `lost` are the sentences that were not kept.
    """
    n_left: Counter[str] = Counter()
    for piece in lost:
        n_left[place_of(piece)] += len(piece.line.text)
    most = 2 * max(n_left.values())
    kept = (piece for piece in pieces if piece.kept and is_sentence(piece.line.text) and piece.may_be_text)
    return any(n >= most for n in accumulate(len(piece.line.text) for piece in kept))


def recover_posts(pieces: Sequence[PagePiece]) -> Sequence[PagePiece]:
    """The pieces, with what a network's embedded post says kept between the first and the last sentence that was."""
    sentences = [i for i, piece in enumerate(pieces) if piece.kept and piece.shape is not None and piece.shape.prose]
    if not sentences:
        return pieces
    recovered = list(pieces)
    for i in range(sentences[0] + 1, sentences[-1]):
        piece = pieces[i]
        if not piece.kept and is_embedded_post(piece.block.path):
            shape = shape_of(piece.line.text)
            if shape.prose and shape.reason is None:
                recovered[i] = replace(piece, kept=True, shape=shape)
    return recovered


def recover_questions(pieces: Sequence[PagePiece]) -> Sequence[PagePiece]:
    """The pieces, with the questions kept that stand straight above a paragraph that was: an accordion's, headings.

    A question that is a link only where its element is named so; others lead to other stories. Of 33 pages with such
    questions their gold bodies have them on 24, and the answers on all.
    """
    recovered = list(pieces)
    for i, piece in enumerate(pieces[:-1]):
        if piece.kept or not _asks(piece) or not pieces[i + 1].paragraph:
            continue
        if is_question_place(piece.block.path, named=not piece.may_be_text):
            recovered[i] = piece.with_kept(True)
    return recovered


def _asks(piece: PagePiece) -> bool:
    return piece.line.text.endswith(_QUESTION_MARKS)


def outside_body(draft: PageDraft) -> Collection[int]:
    """What was kept above the first and below the last paragraph, and away from all of them."""
    pieces, decided = draft.pieces, draft.verdicts
    body = find_body_place(pieces, decided)
    if body is None:
        return _links_above(draft, draft.title())
    kept = {
        i: piece.shape for i, piece in enumerate(pieces) if piece.shape is not None and decided[i] in (None, keep())
    }
    prose = _near_prose(kept, pieces, body)
    if not prose:
        return ()
    first, last = prose[0], prose[-1]
    first = _first_of_opening(kept, pieces, first)
    outside = {
        i: shape
        for i, shape in kept.items()
        if (i < first or i > last) and not shape.prose and _levels_outside(_parent(pieces[i]), body.parent)
    }
    outside |= _far_prose(kept, pieces, body, last)
    n_outside = sum(shape.n_words for shape in outside.values())
    return outside if n_outside <= _MAX_OUTSIDE_SHARE * sum(shape.n_words for shape in kept.values()) else ()


def _links_above(draft: PageDraft, title: int | None) -> Collection[int]:
    """The links above the title: a short report's page comes from the extractor with its menu.

    On 1,480 pages five have such lines, none of them the article's.
    """
    above = range(title or 0)
    return [i for i in above if draft.pieces[i].kept and draft.verdicts[i] is None and draft.pieces[i].is_link]


def _first_of_opening(kept: Mapping[int, Shape], pieces: Sequence[PagePiece], first: int) -> int:
    """The first of the headings and list items straight above the first paragraph: "Abstract", "Key points", "Step 1".

    Of such lines 154 words were the article's on 950 pages, 47 not; of the others above it 323 and 842.
    """
    while first - 1 in kept and _is_own_head(pieces[first - 1], kept[first - 1]):
        first -= 1
    return first


def _is_own_head(piece: PagePiece, shape: Shape) -> bool:
    if shape.date or shape.reason is not None or piece.is_link:
        return False
    path = piece.block.path
    if _asks(piece) and is_question_place(path):
        return True
    return (piece.block.tag == "li" or is_heading_place(path)) and not close_reason(path)


def _near_prose(kept: Mapping[int, Shape], pieces: Sequence[PagePiece], body: BodyPlace) -> list[int]:
    """The kept prose in and beside the body, and wherever else much of it stands."""
    n_words: Counter[str] = Counter()
    for i, shape in kept.items():
        n_words[place_of(pieces[i])] += shape.n_words * shape.prose
    much = _MIN_NEAR_SHARE * n_words.total()
    return [
        i
        for i, shape in kept.items()
        if shape.prose
        and (_levels_outside(_parent(pieces[i]), body.parent) <= 1 or n_words[place_of(pieces[i])] >= much)
    ]


def own_repeats(draft: PageDraft) -> Iterator[int]:
    """What an article says again at the same kind of place: a plan's meals, a refrain.

    What stands at another place again is a caption, a box or a copy for narrow screens: the rules for text see that.
    """
    places: dict[str, str] = {}
    said: set[str] = set()
    for i, piece in enumerate(draft.pieces):
        shape = piece.shape
        if draft.verdicts[i] is not None or shape is None or shape.reason is not None:
            continue
        if shape.n_words >= MIN_REPEATED_WORDS:
            place = place_of(piece)
            if places.setdefault(piece.folded, place) == place and piece.folded in said:
                yield i
            said.add(piece.folded)


def linked_lines(draft: PageDraft) -> Iterator[int]:
    """The lines that are one link, alone between two paragraphs, and shout or point: other stories.

    Of such lines that do neither 284 words of 417 were the article's on 950 pages: products, sources, subheadings.
    """
    pieces, decided = draft.pieces, draft.verdicts
    kept = [i for i, piece in enumerate(pieces) if piece.kept and decided[i] in (None, keep("lead"), keep("title"))]
    for above, i, below in zip(kept, kept[1:], kept[2:], strict=False):
        piece = pieces[i]
        if (
            decided[i] is None
            and piece.block.tag in _LINE_TAGS
            and piece.is_link
            and pieces[above].paragraph
            and pieces[below].paragraph
            and (_is_shouted(piece.line.text) or piece.line.text.startswith(_POINTERS))
        ):
            yield i


def _is_shouted(text: str) -> bool:
    return text.isupper() and len(text.split()) >= _MIN_SHOUTED_WORDS


def _far_prose(kept: Mapping[int, Shape], pieces: Sequence[PagePiece], body: BodyPlace, last: int) -> dict[int, Shape]:
    """Prose below the body and far outside it: who wrote it, what the outlet is; nothing where it is much."""
    prose = {i: shape for i, shape in kept.items() if shape.prose}
    far = {
        i: shape
        for i, shape in prose.items()
        if i > last and _levels_outside(_parent(pieces[i]), body.parent) >= _FAR_LEVELS
    }
    n_all = sum(shape.n_words for shape in prose.values())
    return far if sum(shape.n_words for shape in far.values()) <= _MAX_FAR_SHARE * n_all else {}


@lru_cache(maxsize=16384)
def _levels_outside(place: str, body: str) -> int:
    """How many of the elements that enclose the body do not enclose the place: 0 where it lies in the paragraphs'
    parent, which `body` is.

    Elements are told apart by their names alone.
    """
    steps, parent = place.split("/"), body.split("/")
    n_shared = 0
    while n_shared < min(len(steps), len(parent)) and steps[n_shared] == parent[n_shared]:
        n_shared += 1
    return len(parent) - n_shared


def other_articles(draft: PageDraft) -> list[int]:
    """Whole articles that follow the titled one on its page, as endless scrolling leaves them.

    Only where elements named "article" part them, the titled one has text of its own, and no other comes before it.
    """
    pieces, decided, title = draft.pieces, draft.verdicts, draft.title()
    if title is None or not (own := _article_element(pieces[title])):
        return []
    n_words: Counter[str] = Counter()
    for i, piece in enumerate(pieces):
        if piece.shape is not None and piece.shape.prose and decided[i] is None:
            n_words[_article_element(piece)] += piece.shape.n_words
    if n_words[own] < _MIN_OWN_WORDS or n_words[""] > n_words[own]:
        return []
    last = max(i for i, piece in enumerate(pieces) if piece.kept and _article_element(piece) == own)
    return [
        i
        for i, piece in enumerate(pieces)
        if i > last and piece.kept and decided[i] is None and _article_element(piece) not in ("", own)
    ]


def other_stories(draft: PageDraft) -> Collection[int]:
    """A list of other stories below the titled article: texts at one place, each under its link.

    Only where prose stands between the title and the list, at another place, and nothing but the list's at the list's;
    and the list is little of it all, or the elements part the two.
    """
    pieces, decided, title = draft.pieces, draft.verdicts, draft.title()
    if title is None:
        return ()
    at: dict[str, list[int]] = {}
    for i, piece in enumerate(pieces):
        if i > title and piece.shape is not None and piece.shape.prose and decided[i] is None:
            at.setdefault(place_of(piece), []).append(i)
    lists = [
        texts
        for texts in at.values()
        if len(texts) >= _MIN_STORIES
        and all(_is_under_link(pieces, decided, i) for i in texts)
        and _are_headlines([pieces[i - 1].line.text for i in texts])
    ]
    listed = {i for texts in lists for i in texts}
    own = [i for texts in at.values() for i in texts if i not in listed]
    if not listed or not own or max(own) > min(listed):
        return ()
    n_chars = sum(len(pieces[i].line.text) for i in listed)
    is_much = n_chars > _MAX_STORIES_SHARE * (n_chars + sum(len(pieces[i].line.text) for i in own))
    n_asked = sum(_asks(pieces[i - 1]) for i in listed)
    stories, article = [pieces[i] for i in listed], [pieces[i] for i in (title, *own)]
    is_parted = n_asked < len(stories) and _are_parted(article, stories)
    return listed if is_parted or not is_much else ()


def _are_parted(own: Sequence[PagePiece], listed: Sequence[PagePiece]) -> bool:
    """Whether the page's elements say that the stories are not the article's: it is in an "article", they are not, or
    they are named as other stories, and it is not.
    """
    elements = {_article_element(piece) for piece in own}
    if len(elements) == 1 and "" not in elements and elements.isdisjoint(map(_article_element, listed)):
        return True
    return {place_reason(piece.block.path) for piece in listed} == {"related_link"} and not any(
        place_reason(piece.block.path) == "related_link" for piece in own
    )


def _is_under_link(pieces: Sequence[PagePiece], decided: Sequence[Verdict | None], i: int) -> bool:
    """Whether the text is short, and the line straight above is a headline that is nothing but a link, not kept."""
    above, shape = pieces[i - 1], pieces[i].shape
    return (
        (not above.kept or decided[i - 1] is not None)
        and above.is_link
        and (is_heading_place(above.block.path) or len(above.line.text) >= _MIN_HEADLINE_CHARS)
        and shape is not None
        and shape.n_words <= MAX_STANDFIRST_WORDS
    )


def _are_headlines(lines: Sequence[str]) -> bool:
    """Whether each of the lines says something else: "Link to this post, 10:31" does not."""
    return len({_DIGITS.sub("", line) for line in lines}) == len(lines)


def _article_element(piece: PagePiece) -> str:
    """The path down to the outermost element named "article"; empty where there is none."""
    return _article_of(piece.block.path)


@lru_cache(maxsize=16384)
def _article_of(path: str) -> str:
    steps = path.split("/")
    at = next((i for i, step in enumerate(steps) if step.split(".")[0].split("#")[0] == "article"), None)
    return "" if at is None else "/".join(steps[: at + 1])
