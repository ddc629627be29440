"""What a scrape's line and the ones beside it say themselves: the surest rules for text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile

from copydesk.strip.dumps.cookie_tables import cookie_tables
from copydesk.strip.lines.lengths import MAX_STANDFIRST_WORDS
from copydesk.strip.lines.shape import (
    CREDIT_LABEL_ANYWHERE,
    MIN_PROSE_WORDS,
    Shape,
    caption_reason,
    ends_like_credit,
    may_hold_credit,
    strip_bullet,
)
from copydesk.strip.lines.splitting import repeated_half
from copydesk.strip.lines.unspaced import is_unspaced, unspaced_reason
from copydesk.strip.lines.vocabulary import any_of, any_spelling, spellings, words_of
from copydesk.strip.lines.wording import is_speech
from copydesk.strip.rule import Found
from copydesk.strip.texts.draft import HEAD_LINES, Draft

_RULER = re.compile(r"[_=–—-](?:\s*[_=–—-]){2,}")


def rulers(draft: Draft) -> Iterator[int]:
    """The lines drawn with underscores or dashes."""
    for i, shape in enumerate(draft.shapes):
        if not shape.letters and draft.undecided(i) and _RULER.fullmatch(shape.text):
            yield i


# A bullet, a button's cross or an empty row of a table, alone: on 444, 63 and 25 pages' scrapes, and in no gold. A long
# dash is the author's mark between two parts in two of eight. Beside a figure it is a table's cell: "-", "4", "-", "5".
_LONE_MARK = re.compile(r"[-–•·×✕✖]|\|[\s|]*")


def lone_marks(draft: Draft) -> Iterator[int]:
    """The lines that are a bullet, a cross or an empty row alone."""
    start = 0
    for marks, shapes in groupby(draft.shapes, _is_lone_mark):
        end = start + len(list(shapes))
        if marks and not any(_is_figure(shape) for shape in draft.shapes[max(0, start - 1) : end + 1]):
            yield from filter(draft.undecided, range(start, end))
        start = end


def _is_lone_mark(shape: Shape) -> bool:
    return not shape.letters and _LONE_MARK.fullmatch(shape.text) is not None


def _is_figure(shape: Shape) -> bool:
    return bool(shape.words) and all(map(str.isdecimal, shape.words)) and not shape.date


def worded_lines(draft: Draft) -> Iterator[Found]:
    """The lines whose own words say what they are."""
    for i, shape in enumerate(draft.shapes):
        if shape.reason and draft.undecided(i):
            yield Found(i, shape.reason)


def unspaced_worded_lines(draft: Draft) -> Iterator[Found]:
    """The same for lines in scripts that write few spaces."""
    for i, shape in enumerate(draft.shapes):
        if draft.undecided(i) and not shape.letters.isascii() and (reason := unspaced_reason(shape.text)):
            yield Found(i, reason)


def captions_with_credit(draft: Draft) -> Iterator[Found]:
    """The captions and credits that say where their picture is from."""
    anywhere = CREDIT_LABEL_ANYWHERE.search(draft.text) is not None or may_hold_credit(draft.text)
    for i, shape in enumerate(draft.shapes):
        if draft.verdicts[i] is not None or not (anywhere or ends_like_credit(shape.text)):
            continue
        if reason := caption_reason(shape.text, shape.n_words):
            yield Found(i, reason)


# Names alone in brackets that stand so often in one article are who made its pictures.
_BRACKETED_NAMES = re.compile(r"\((?:[^\W\d_a-z][\w&.’'-]*[ ]){1,5}[^\W\d_a-z][\w&.’'-]*\)")
_MIN_BRACKETED = 3


def bracketed_names(draft: Draft) -> Iterator[int]:
    """Names in brackets that come back on lines of their own are a credit: "(Harbour Forest Service)"."""
    found = [i for i, shape in enumerate(draft.shapes) if _BRACKETED_NAMES.fullmatch(shape.text)]
    counts = Counter(draft.shapes[i].words for i in found)
    for i in found:
        if draft.undecided(i) and counts[draft.shapes[i].words] >= _MIN_BRACKETED:
            yield i


# A credit in brackets closes the caption that it stands under, and a cartoon's the words that are spoken in it: of 20
# lines above such credits on news pages 19 were that, the last was speech. Above "Photo: ..." 22 of 39 were. "(Credit:
# ...)" and "(Source: ...)" stand under the picture as often, and above them is the article: so it was on three other
# pages, with "(Foto: ...)" on none of three.
_CLOSING_CREDIT = re.compile(rf"[(\[](?!\s?{any_of('sources')}\s?:)|{any_of('cartoon_by')}\b")
_MAX_CREDITED_SENTENCES = 2


def captions_above_credits(draft: Draft) -> Iterator[int]:
    """The line above a credit in brackets is its caption, the one above a cartoonist's name is the cartoon's."""
    for i in draft.removed_for("credit"):
        above, credit = draft.shapes[i - 1], draft.shapes[i]
        if (
            draft.undecided(i - 1)
            and _CLOSING_CREDIT.match(credit.text)
            and above.n_words <= MAX_STANDFIRST_WORDS
            and above.n_sentences <= _MAX_CREDITED_SENTENCES
            and (not is_speech(above.text) or credit.text.startswith(spellings("cartoon_by")))
        ):
            yield i - 1


# A path of section names before everything else: so many items of a list, of so many words each, and no figures first:
# "2 tablespoons oil".
_MIN_BREADCRUMBS = 2
_MAX_BREADCRUMB_WORDS = 6


def breadcrumbs(draft: Draft) -> Iterator[int]:
    """The items of a path of section names, before everything else."""
    crumbs = list(takewhile(lambda shape: shape.text != strip_bullet(shape.text) and not shape.full_stop, draft.shapes))
    if len(crumbs) >= _MIN_BREADCRUMBS and all(_may_be_crumb(shape) for shape in crumbs):
        yield from filter(draft.undecided, range(len(crumbs)))


def _may_be_crumb(shape: Shape) -> bool:
    return shape.n_words <= _MAX_BREADCRUMB_WORDS and not strip_bullet(shape.text)[:1].isdecimal()


# The same on one line: "Home > News > Science > Whales sing lower", "首页 > 新闻 > 正文". Titles and datelines have
# such marks, too ("Rock > Paper > Scissors", "Kiel / Lübeck / Flensburg (dpa) – ..."): it takes a front page's name or
# the last item said again below. In 2,660 scrapes of 411 pages 47 of 63 lines with such marks have that, and seven of
# the others are no paths. Chinese paths of two items are as common as those of three.
_PATH_MARK = re.compile(r">{1,2}|[›＞]|(?<=\s)[»/](?=\s)")
_PATH_MARKS = frozenset(">›＞»/")
_MAX_PATH_CHARS = 200
_MIN_PATH_ITEMS = 3
_FRONT_PAGES = frozenset(spellings("front_pages"))
_UNSPACED_PATH = re.compile(
    rf"^(?:[^>›»＞/]{{0,10}}[:：]\s*)?(?:{any_spelling(filter(is_unspaced, _FRONT_PAGES))}\s*[>›»＞/]|TOP\s*[>›»＞])"
    rf"|[>›»＞/]\s*{any_of('path_ends')}$"
)


def paths(draft: Draft) -> Iterator[int]:
    """A path of section names on one line, above the first paragraph of a light scrape, is the page's menu's."""
    for i, shape in enumerate(draft.shapes[:HEAD_LINES]):
        if not draft.undecided(i):
            continue
        head_below = list(takewhile(lambda below: not below.prose, draft.shapes[i + 1 : HEAD_LINES]))
        if _is_path(shape, head_below):
            yield i
        elif shape.prose:
            return


def _is_path(shape: Shape, head_below: Sequence[Shape]) -> bool:
    text = shape.text
    if len(text) > _MAX_PATH_CHARS or _PATH_MARKS.isdisjoint(text) or "«" in text or shape.full_stop:
        return False
    items = [item for part in _PATH_MARK.split(text) if (item := part.strip(" \t|"))]
    if len(items) < 2 or any(len(item.split()) > _MAX_BREADCRUMB_WORDS for item in items[:-1]):
        return False
    if _UNSPACED_PATH.search(text):
        return True
    from_front = items[0].rpartition(":")[2].strip().casefold() in _FRONT_PAGES
    # "Home / Work / Life: what is left of it" is a title where there is no other.
    titled = "/" not in text or any(other.headline for other in head_below)
    # A title's last word may be a subheading, too.
    said_again = any(other.text == items[-1] and other.n_words >= _MIN_LISTED for other in head_below)
    return len(items) >= _MIN_PATH_ITEMS and (said_again or (from_front and titled))


# The link behind another story's standfirst: "... bears the name of its discoverer. mehr". A small letter and the word
# alone: "Read more" stands behind an article's own paragraphs too.
_MORE_WORDS = spellings("more")
_MORE_AT_END = re.compile(rf"[.!?…][\"”“»]?\s{any_of('more')}$")


def teasers_by_their_end(draft: Draft) -> Iterator[int]:
    """A paragraph that ends in a link to the rest of it is another story's, and so is the headline above it."""
    for i, shape in enumerate(draft.shapes):
        if not shape.text.endswith(_MORE_WORDS) or shape.n_words < MIN_PROSE_WORDS or not draft.undecided(i):
            continue
        if _MORE_AT_END.search(shape.text[-20:]):
            yield i
            if draft.undecided(i - 1) and draft.shapes[i - 1].headline:
                yield i - 1


# A line that says itself twice has so many words; a whole line comes back by chance if it has fewer than that.
_SELF_REPEAT_WORDS = 4, 60
MIN_REPEATED_WORDS = 8


def self_repeats(draft: Draft) -> Iterator[int]:
    """The lines that say themselves twice: captions and hover texts."""
    shortest, longest = _SELF_REPEAT_WORDS
    for i, shape in enumerate(draft.shapes):
        is_row = "|" in shape.text or "\t" in shape.text  # a table's two halves may have the same columns
        may_repeat = shortest <= shape.n_words <= longest and not is_row and draft.undecided(i)
        if may_repeat and repeated_half(shape.text) is not None:
            yield i


def second_copies(draft: Draft) -> Iterator[int]:
    """The lines that stand further up already."""
    seen: set[tuple[str, ...]] = set()
    for i, shape in enumerate(draft.shapes):
        if shape.n_words >= MIN_REPEATED_WORDS and draft.undecided(i):
            n_seen = len(seen)
            seen.add(shape.words)
            if len(seen) == n_seen:
                yield i


# A text that stands there twice: so many lines in a row, which have so many words and of which so many read like
# paragraphs. Two days of a plan may have the same meals.
_MIN_COPIED_LINES = 4
_MIN_COPIED_WORDS = 80
_MIN_COPIED_PARAGRAPHS = 2
_MAX_FIRST_COPIES = 3
# The lines beside one of a song or a list have so many words.
_MIN_LISTED = 3


def articles_own_copies(draft: Draft) -> Iterator[int]:
    """The second copies that stay.

    One goes only where the lines around it say why: it is straight below the first one, or beside furniture like it, or
    the whole text stands there again. Plans, opening hours, what stands under each item, refrains, questions to several
    people and quotations come back: of second copies on unseen pages 1,218 words were the article's, and 20 not.
    """
    copies = draft.removed_by("text.same_line")
    if not copies:
        return
    copied = _copied_texts(draft)
    last = max(
        (i for i, shape in enumerate(draft.shapes) if shape.prose and draft.undecided(i)), default=len(draft.shapes)
    )
    for i in copies:
        if i > last and draft.shapes[i].prose:
            continue  # an agency's word about itself, below the article and below the next one
        if not (i in copied or _is_doubled(draft, i) or _is_beside_captions(draft, i) or _is_in_menu(draft, i)):
            yield i


def _copied_texts(draft: Draft) -> set[int]:
    """The lines of texts that stand there a second time, in the same order."""
    places: dict[tuple[str, ...], list[int]] = {}
    copied: set[int] = set()
    for i, shape in enumerate(draft.shapes):
        earlier = places.setdefault(shape.words, [])
        if i not in copied and draft.is_by(i, "text.same_line"):
            runs = (_common_run(draft, first, i) for first in earlier[:_MAX_FIRST_COPIES])
            run = max(runs, key=len, default=range(0))
            shapes = draft.shapes[run.start : run.stop]
            if (
                len(run) >= _MIN_COPIED_LINES
                and sum(shape.n_words for shape in shapes) >= _MIN_COPIED_WORDS
                and sum(shape.prose for shape in shapes) >= _MIN_COPIED_PARAGRAPHS
            ):
                copied.update(run)
        earlier.append(i)
    return copied


def _common_run(draft: Draft, first: int, second: int) -> range:
    """The lines from `second` on that are the same as those from `first` on, which end above them."""
    pairs = zip(draft.shapes[first:second], draft.shapes[second:], strict=False)
    n_same = sum(1 for _ in takewhile(lambda pair: pair[0].words == pair[1].words, pairs))
    return range(second, second + n_same)


def _is_doubled(draft: Draft, i: int) -> bool:
    """Whether the line stands straight below its first copy, and neither in a song nor in a list."""
    return (
        i > 0
        and draft.shapes[i - 1].words == draft.shapes[i].words
        and not all(_may_be_listed(draft, k) for k in (i - 2, i, i + 1))
    )


def _may_be_listed(draft: Draft, i: int) -> bool:
    if not 0 <= i < len(draft.shapes):
        return True
    shape = draft.shapes[i]
    free = draft.undecided(i) or draft.is_by(i, "text.same_line")
    return free and shape.n_words >= _MIN_LISTED and not (shape.terminal or shape.date)


_OF_MENUS = ("navigation", "newsletter", "social", "consent")


def _is_in_menu(draft: Draft, i: int) -> bool:
    """Whether the lines above and below it are buttons."""
    return draft.removed_as(i - 1, *_OF_MENUS) and draft.removed_as(i + 1, *_OF_MENUS)


def _is_beside_captions(draft: Draft, i: int) -> bool:
    """Whether the line ends like none of the article's, and a caption, a credit or a cut tag is above or below it."""
    return not draft.shapes[i].terminal and any(
        draft.removed_as(k, "caption", "credit") or draft.is_by(k, "text.cut_tag") for k in (i - 1, i + 1)
    )


def cookie_lists(draft: Draft) -> Iterator[int]:
    """The lines of a consent manager's list of cookies."""
    if "cookie" in draft.text.lower():
        for table in cookie_tables(draft.shapes, draft.reasons()):
            yield from filter(draft.undecided, table)


# In an appeal the outlet speaks of itself; this decides only between two lines that are appeals by themselves.
_WE = words_of("we")


def between_appeals(draft: Draft) -> Iterator[int]:
    """A line in which the outlet speaks of itself, between two that are appeals, is one too."""
    for above, below in pairwise(draft.removed_for("appeal")):
        between = above + 1
        if below - above == 2 and draft.undecided(between) and not _WE.isdisjoint(draft.shapes[between].words):
            yield between


# Under "Read more" a line of fewer words is as often the next subheading as another story.
MIN_LISTED_WORDS = 6
# So often one label may head a list: all 19 lines under labels that came more often were the article's.
_MAX_LABELS = 3


def lists_under_labels(draft: Draft) -> Iterator[int]:
    """Headlines straight under "Read more" or its like belong to it.

    A label that comes again and again is the button below each item of a list, and heads nothing.
    """
    labels = Counter(draft.shapes[i].words for i in draft.removed_for("related_link") if draft.is_bare_label(i))
    if not labels:
        return
    for i in range(1, len(draft.shapes)):
        if (
            draft.is_bare_label(i - 1)
            and draft.undecided(i)
            and labels[draft.shapes[i - 1].words] <= _MAX_LABELS
            and draft.shapes[i].headline
            and draft.shapes[i].n_words >= MIN_LISTED_WORDS
        ):
            yield i


def marked_items(draft: Draft) -> Iterator[int]:
    """The items of a list with marks under a label: of 136 words of theirs in light scrapes 103 were the article's."""
    for i in draft.removed_by("text.under_label"):
        if draft.shapes[i].text != strip_bullet(draft.shapes[i].text):
            yield i
