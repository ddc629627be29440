"""A scrape that is text already, judged line by line: article or furniture, and why.

The rules run from the surest to the least sure, each on the lines that the ones before left undecided; what no rule
decides is kept. The order, and what each is measured on, is told in docs/strip.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from types import MappingProxyType

from copydesk.records import BlockKind
from copydesk.strip.dumps.cookie_tables import cookie_tables
from copydesk.strip.judgement import Fields, Judgement, Verdict, keep, remove
from copydesk.strip.lines.shape import Shape, caption_reason, shape_of
from copydesk.strip.lines.splitting import Line, glued_joints
from copydesk.strip.texts.author_bio import author_bios
from copydesk.strip.texts.cards import cards_start, headless_cards, inline_cards
from copydesk.strip.texts.draft import Draft
from copydesk.strip.texts.head import judge_datelines, judge_head
from copydesk.strip.texts.line_rules import (
    judge_lone_marks,
    judge_own_words,
    judge_paths,
    judge_unspaced_wording,
    spare_items,
    spare_repeats,
)
from copydesk.strip.texts.sections import comments_start, labels_of_article, posts_start
from copydesk.strip.texts.tail import judge_behind_furniture, judge_tail


def judge_text(lines: Sequence[Line], *, whole_page: bool = False) -> Judgement:
    """Every line of a scrape with its verdict; a line that was two glued together comes out as two.

    `whole_page` says that the lines are a whole page's, menus and all; else they are asked.
    """
    whole_lines = split_glued(lines)
    verdicts, fields = judge_shapes([shape_of(line.text) for line in whole_lines], whole_page=whole_page)
    return Judgement(whole_lines, verdicts, fields)


def judge_shapes(
    shapes: Sequence[Shape],
    decided: Sequence[Verdict | None] = (),
    *,
    whole_page: bool = False,
    recurring: Mapping[int, Verdict] = MappingProxyType({}),
) -> tuple[list[Verdict], Fields]:
    """Every line's verdict, those that were `decided` by better evidence left as they are; and what the head says.

    With lines decided, no standfirst is guessed from the text; with a title among them, no title either. `recurring`
    are verdicts on single lines, by index, that the outlet's other articles gave; the others are judged as ever.
    """
    draft = _drafted(shapes, decided, recurring)
    light = True
    if whole_page or (not decided and is_whole_page(draft.shapes)):
        light = not _judge_outside_article(draft, whole_page=whole_page)
    if light:
        if not decided:  # a page says itself where a second copy stands
            spare_repeats(draft)
            spare_items(draft)
        judge_unspaced_wording(draft)
        judge_lone_marks(draft)
        judge_paths(draft)
        for i in labels_of_article(draft.shapes):
            if draft.verdicts[i] == remove("comment_form", "text.wording"):
                draft.verdicts[i] = None
        _judge_from(draft, comments_start(draft.shapes), remove("comment_form", "text.comments"))
    judge_head(draft, look_for_standfirst=not decided)
    judge_tail(draft)
    _judge_from(draft, cards_start(draft.shapes, draft.verdicts), remove("related_link", "text.card_row"))
    for i in [*inline_cards(draft.shapes, draft.verdicts), *headless_cards(draft.shapes, draft.verdicts)]:
        draft.verdicts[i] = remove("related_link", "text.inline_card")
    for i in author_bios(draft.shapes, draft.verdicts):
        draft.verdicts[i] = remove("byline", "text.author_bio")
    _judge_inline_teasers(draft)
    if light:
        judge_behind_furniture(draft)
    verdicts = [verdict or keep(_body_kind(draft, i)) for i, verdict in enumerate(draft.verdicts)]
    return verdicts, Fields(published=draft.published, byline=draft.byline)


def is_whole_page(shapes: Sequence[Shape]) -> bool:
    """Whether these are the lines of a whole page, menus and all, rather than of an extractor's output."""
    # Imported where it is asked: the model brings numpy, which takes .07 s to load, and HTML needs none of it.
    from copydesk.strip.dumps.model import is_page_dump

    return is_page_dump(shapes)


def reasons_by_rules(shapes: Sequence[Shape]) -> list[str | None]:
    """For each line the reason for which it is removed before the dump model is asked, or None."""
    return _drafted(shapes).reasons()


def _drafted(
    shapes: Sequence[Shape],
    decided: Sequence[Verdict | None] = (),
    recurring: Mapping[int, Verdict] = MappingProxyType({}),
) -> Draft:
    """The lines with what can be said before it is asked whether they are a page dump's."""
    draft = Draft(list(shapes), list(decided) or [recurring.get(i) for i in range(len(shapes))])
    judge_own_words(draft)
    if "cookie" in draft.text.lower():
        for table in cookie_tables(draft.shapes, draft.reasons()):
            _judge_lines(draft, table, remove("consent", "text.cookie_table"))
    if not decided:
        _judge_from(draft, posts_start(draft.shapes), remove("live_post", "text.live_post"))
    return draft


def split_glued(lines: Sequence[Line]) -> list[Line]:
    """The lines, with each one cut where furniture and article were glued together.

    Both sides must not be of one kind: a missing space between two sentences of the article is no joint, nor is one
    inside an appeal.
    """
    glued = glued_joints([line.text for line in lines])
    split: list[Line] = []
    for i, line in enumerate(lines):
        joints = glued.get(i)
        if not joints:
            split.append(line)
            continue
        cuts = [0, *joints, len(line.text)]
        pieces = [line.part(start, end) for start, end in pairwise(cuts)]
        furniture = [_is_furniture_alone(piece) for piece in pieces]
        joints = [cut for cut, (left, right) in zip(joints, pairwise(furniture), strict=True) if left != right]
        split += [line.part(start, end) for start, end in pairwise([0, *joints, len(line.text)])]
    return split


def _is_furniture_alone(line: Line) -> bool:
    shape = shape_of(line.text)
    return shape.reason is not None or caption_reason(line.text, shape.n_words) is not None


def _judge_from(draft: Draft, start: int | None, verdict: Verdict) -> None:
    """What is undecided from line `start` on gets the verdict."""
    if start is not None:
        _judge_lines(draft, range(start, len(draft.shapes)), verdict)


def _judge_lines(draft: Draft, lines: range, verdict: Verdict) -> None:
    """Those of the lines that are undecided get the verdict."""
    for i in lines:
        if draft.undecided(i):
            draft.verdicts[i] = verdict


# Where the model finds no article, lines of so many words with next to no furniture among them are verses. Of 411
# unseen pages two are songs, which all of seven extractors' outputs lost; of eight pages of links one looks so, too.
_MIN_VERSE_WORDS = 4
_MAX_FURNITURE_IN_VERSE = 0.05


def _is_verse(draft: Draft) -> bool:
    """Whether a scrape without an article for the model is a poem or a song rather than menus and links."""
    n_furniture = sum(reason not in (None, "repeated") for reason in draft.reasons())
    return median(
        shape.n_words for shape in draft.shapes
    ) >= _MIN_VERSE_WORDS and n_furniture <= _MAX_FURNITURE_IN_VERSE * len(draft.shapes)


def _judge_outside_article(draft: Draft, *, whole_page: bool) -> bool:
    """Of a page dump's lines those go that the trained model does not take for the article's, but for its title.

    Whether a line is the article's is no matter of its place alone: boxes stand inside, and other articles follow.
    False, and nothing is judged, where the lines are a song's, unless they are known to be a `whole_page`.
    """
    from copydesk.strip.dumps.model import find_article

    found = find_article(draft.shapes, draft.reasons())
    if not (whole_page or found.stay.any()) and _is_verse(draft):
        return False
    stay = [i for i, stays in enumerate(found.stay.tolist()) if stays]
    if stay and (title := _title_above(draft, stay[0], stay[-1] + 1)) is not None:
        draft.verdicts[title] = keep("title")
        judge_datelines(draft, range(title + 1, stay[0]))
    for i, (chance, stays) in enumerate(zip(found.chances.tolist(), found.stay.tolist(), strict=True)):
        if not stays and draft.undecided(i):
            draft.verdicts[i] = remove("boilerplate", f"dump.model {chance:.2f}")
    return True


# A dump's title stands at most so many lines above the first one that stays, has so many words, and so many in common
# with the first lines of the article.
_TITLE_REACH = 25
_MIN_DUMP_TITLE_WORDS = 4
_MIN_TITLE_SHARED = 2
_OPENING_LINES = 8


def _title_above(draft: Draft, start: int, end: int) -> int | None:
    """The headline above the body that has most words in common with it, the nearest of equals.

    It may be the first line that the model keeps.
    """
    start += not draft.shapes[start].prose
    body = set().union(*(_stems(shape) for shape in draft.shapes[start : min(end, start + _OPENING_LINES)]))
    candidates = [
        (len(_stems(draft.shapes[i]) & body), i)
        for i in range(max(0, start - _TITLE_REACH), start)
        if draft.undecided(i) and draft.shapes[i].headline and draft.shapes[i].n_words >= _MIN_DUMP_TITLE_WORDS
    ]
    shared, i = max(candidates, default=(0, -1))
    return i if shared >= _MIN_TITLE_SHARED else None


# A long unended line between two paragraphs is a subheading, or another story's headline that stood there as a link.
# Measured on lines of 7 words and more that stand so in news scrapes: 137 of 147 are subheadings (long ones come in
# series, or beside short ones, and take up words of the paragraphs under them). So a line goes only if all of this
# holds: nine words or more; no other subheading but such lines in the article, and three at most; few of its content
# words (by their first five letters) in the section under it; a third of them nowhere else in the article; and the
# article is plain prose. On those scrapes the rule takes two lines, both right, and leaves eight.
_MIN_TEASER_WORDS = 9
_MAX_TEASER_WORDS = 16
# Who said it, and where: "Laurence Bloch, directrice de France Inter, Télérama, 27 juin 2019".
_MAX_TEASER_COMMAS = 1
_MAX_TEASERS = 3
_MAX_SHARE_IN_SECTION = 0.35
_MAX_SHARE_IN_ARTICLE = 0.7
_MIN_BODY_LINES = 8
_MIN_PROSE_SHARE = 0.85
_SECTION_LINES = 4


def _stems(shape: Shape) -> set[str]:
    return {word[:5] for word in shape.words if len(word) >= 4}


def _judge_inline_teasers(draft: Draft) -> None:
    """A lone headline between paragraphs that it has nothing to do with is another story's."""
    body = [i for i in range(len(draft.shapes)) if draft.undecided(i)]
    shapes = [draft.shapes[i] for i in body]
    heads = [
        k
        for k in range(1, len(shapes) - 1)
        if shapes[k].headline
        and not shapes[k].terminal
        and "://" not in shapes[k].text
        and shapes[k].text.count(",") <= _MAX_TEASER_COMMAS
        and len(shapes[k].words) == shapes[k].n_words
        and shapes[k - 1].prose
        and shapes[k + 1].prose
    ]
    plain = sum(shape.prose for shape in shapes) >= _MIN_PROSE_SHARE * len(shapes) >= _MIN_PROSE_SHARE * _MIN_BODY_LINES
    if not heads or not plain or len(heads) > _MAX_TEASERS or any(shapes[k].n_words < _MIN_TEASER_WORDS for k in heads):
        return
    stems = [_stems(shape) for shape in shapes]
    n_lines_with = Counter(stem for line_stems in stems for stem in line_stems)
    for at, k in enumerate(heads):
        end = min(heads[at + 1] if at + 1 < len(heads) else len(shapes), k + 1 + _SECTION_LINES)
        section = set().union(*stems[k + 1 : end])
        own = stems[k]
        if shapes[k].n_words > _MAX_TEASER_WORDS:
            continue
        n_elsewhere = sum(n_lines_with[stem] > 1 for stem in own)
        if len(own & section) < _MAX_SHARE_IN_SECTION * len(own) and n_elsewhere < _MAX_SHARE_IN_ARTICLE * len(own):
            draft.verdicts[body[k]] = remove("related_link", "text.inline_teaser")


def _body_kind(draft: Draft, i: int) -> BlockKind:
    """ "heading" for a short unended line with a paragraph somewhere below it, else "paragraph"."""
    shape = draft.shapes[i]
    if not shape.headline or shape.n_words > 15:
        return "paragraph"
    below = next((j for j in range(i + 1, len(draft.shapes)) if draft.undecided(j)), None)
    return "heading" if below is not None and draft.shapes[below].prose else "paragraph"
