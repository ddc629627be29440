"""A scrape that is text already, judged line by line: article or furniture, and why.

The rules run from the surest to the least sure, each on the lines that the ones before left undecided; what no rule
decides is kept. The order, and what each is measured on, is told in docs/strip.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from copydesk.records import BlockKind
from copydesk.strip.author_bio import author_bios
from copydesk.strip.cards import cards_start, inline_cards
from copydesk.strip.dates import find_date
from copydesk.strip.dump_model import find_article, is_page_dump
from copydesk.strip.embeds import embed_reason
from copydesk.strip.judgement import Fields, Judgement, Verdict, keep, remove
from copydesk.strip.lines import Line, glued_joints, repeated_half
from copydesk.strip.sections import comments_start, posts_start
from copydesk.strip.shape import (
    MIN_PROSE_WORDS,
    Shape,
    caption_reason,
    is_byline,
    is_place_line,
    shape_of,
    strip_bullet,
)
from copydesk.strip.wording import is_speech, word_set

# The head of an article is at most so many lines: title, standfirst, byline, date, caption, player, each once or twice.
_HEAD_LINES = 12
_TITLE_LINES = 3
_MIN_TITLE_WORDS = 3
_MAX_TITLE_WORDS = 30
# A section's name above the title has at most so many words, the title below one at least so many.
_MAX_SECTION_WORDS = 3
_MIN_TITLE_UNDER_SECTION = 5
_MAX_TITLE_NUMBERS = 4
_MAX_EXCLAIMED_WORDS = 15
_MIN_STANDFIRST_WORDS = 5
_MAX_STANDFIRST_WORDS = 45


@dataclass(slots=True)
class _Scrape:
    shapes: list[Shape]
    verdicts: list[Verdict | None] = field(default_factory=list)
    published: str | None = None
    byline: str | None = None

    def __post_init__(self) -> None:
        self.verdicts = [None] * len(self.shapes)

    def reasons(self) -> list[str | None]:
        """For each line the reason for which it is removed, None for the others."""
        return [verdict.reason if verdict is not None and verdict.removed else None for verdict in self.verdicts]

    def undecided(self, i: int) -> bool:
        return 0 <= i < len(self.shapes) and self.verdicts[i] is None

    def removed_as(self, i: int, *reasons: str) -> bool:
        if not 0 <= i < len(self.verdicts):
            return False
        verdict = self.verdicts[i]
        return verdict is not None and verdict.removed and (not reasons or verdict.reason in reasons)

    def is_bare_label(self, i: int) -> bool:
        """Whether the line is "Read more" or its like with nothing behind it, or stands in the list under one."""
        return self.removed_as(i, "related_link") and (
            self.shapes[i].n_words <= 5 or self.verdicts[i] == remove("related_link", "text.under_label")
        )

    def goes_on_below(self, i: int) -> bool:
        """Whether line `i` is a verse, or a broken sentence: a fragment with a small letter stands below."""
        below = self.shapes[i + 1] if i + 1 < len(self.shapes) else None
        return (
            below is not None
            and below.text[:1].islower()
            and not (below.prose or below.date or is_byline(below.text) or is_place_line(below.text))
        )

    def first_prose(self) -> int:
        """The first undecided line that reads like a paragraph; the number of lines where there is none."""
        for i, shape in enumerate(self.shapes):
            if self.verdicts[i] is None and shape.prose:
                return i
        return len(self.shapes)


def judge_text(lines: Sequence[Line], *, whole_page: bool = False) -> Judgement:
    """Every line of a scrape with its verdict; a line that was two glued together comes out as two.

    `whole_page` says that the lines are a whole page's, menus and all; else they are asked.
    """
    return judge_shapes([shape_of(line) for line in split_glued(lines)], whole_page=whole_page)


def judge_shapes(
    shapes: Sequence[Shape], decided: Sequence[Verdict | None] = (), *, whole_page: bool = False
) -> Judgement:
    """Every line with its verdict, those that were `decided` by better evidence left as they are.

    With lines decided, no standfirst is guessed from the text; with a title among them, no title either.
    """
    scrape = _Scrape(list(shapes))
    if decided:
        scrape.verdicts = list(decided)
    _judge_by_own_words(scrape)
    if not decided:
        _judge_from(scrape, posts_start(scrape.shapes), remove("live_post", "text.live_post"))
    if whole_page or (not decided and is_page_dump(scrape.shapes)):
        _judge_outside_article(scrape)
        light = False
    else:
        _judge_from(scrape, comments_start(scrape.shapes), remove("comment_form", "text.comments"))
        light = True
    _judge_head(scrape, look_for_standfirst=not decided)
    _judge_tail(scrape)
    _judge_from(scrape, cards_start(scrape.shapes, scrape.verdicts), remove("related_link", "text.card_row"))
    for i in inline_cards(scrape.shapes, scrape.verdicts):
        scrape.verdicts[i] = remove("related_link", "text.inline_card")
    for i in author_bios(scrape.shapes, scrape.verdicts):
        scrape.verdicts[i] = remove("byline", "text.author_bio")
    _judge_inline_teasers(scrape)
    if light:
        _judge_behind_furniture(scrape)
    verdicts = [verdict or keep(_body_kind(scrape, i)) for i, verdict in enumerate(scrape.verdicts)]
    fields = Fields(published=scrape.published, byline=scrape.byline)
    return Judgement([shape.line for shape in scrape.shapes], verdicts, fields)


def reasons_by_rules(shapes: Sequence[Shape]) -> list[str | None]:
    """For each line the reason for which it is removed before the dump model is asked, or None."""
    scrape = _Scrape(list(shapes))
    _judge_by_own_words(scrape)
    _judge_from(scrape, posts_start(scrape.shapes), remove("live_post", "text.live_post"))
    return scrape.reasons()


def _judge_by_own_words(scrape: _Scrape) -> None:
    """What a line and the ones beside it say themselves."""
    _judge_rulers(scrape)
    _judge_wording(scrape)
    _judge_captions(scrape)
    _judge_bracketed_names(scrape)
    _judge_above_credits(scrape)
    _judge_embeds(scrape)
    _judge_breadcrumbs(scrape)
    _judge_teasers_by_their_end(scrape)
    _judge_repeats(scrape)
    _judge_appeal_runs(scrape)
    _judge_lists_under_labels(scrape)


def split_glued(lines: Sequence[Line]) -> list[Line]:
    """The lines, with each one cut where furniture and article were glued together.

    Both sides must not be of one kind: a missing space between two sentences of the article is no joint, nor is one
    inside an appeal.
    """
    split: list[Line] = []
    for line in lines:
        cuts = [0, *glued_joints(line.text), len(line.text)]
        if len(cuts) == 2:
            split.append(line)
            continue
        pieces = [line.part(start, end) for start, end in pairwise(cuts)]
        furniture = [_is_furniture_alone(piece) for piece in pieces]
        joints = [cut for cut, (left, right) in zip(cuts[1:-1], pairwise(furniture), strict=True) if left != right]
        split += [line.part(start, end) for start, end in pairwise([0, *joints, len(line.text)])]
    return split


def _is_furniture_alone(line: Line) -> bool:
    shape = shape_of(line)
    return shape.reason is not None or caption_reason(line.text, shape.n_words) is not None


_RULER = re.compile(r"[_=–—-](?:\s*[_=–—-]){2,}")


def _judge_rulers(scrape: _Scrape) -> None:
    """A line drawn with underscores or dashes is layout; stars and colons between sections may be the author's."""
    for i, shape in enumerate(scrape.shapes):
        if scrape.undecided(i) and _RULER.fullmatch(shape.text):
            scrape.verdicts[i] = remove("boilerplate", "text.ruler")


def _judge_wording(scrape: _Scrape) -> None:
    for i, shape in enumerate(scrape.shapes):
        if shape.reason and scrape.undecided(i):
            scrape.verdicts[i] = remove(shape.reason, "text.wording")


def _judge_captions(scrape: _Scrape) -> None:
    for i, shape in enumerate(scrape.shapes):
        if scrape.verdicts[i] is None and (reason := caption_reason(shape.text, shape.n_words)):
            scrape.verdicts[i] = remove(reason, "text.credit")


# Names alone in brackets that stand so often in one article are who made its pictures.
_BRACKETED_NAMES = re.compile(r"\((?:[^\W\d_a-z][\w&.’'-]*[ ]){1,5}[^\W\d_a-z][\w&.’'-]*\)")
_MIN_BRACKETED = 3


def _judge_bracketed_names(scrape: _Scrape) -> None:
    """Names in brackets that come back on lines of their own are a credit: "(Harbour Forest Service)"."""
    found = [i for i, shape in enumerate(scrape.shapes) if _BRACKETED_NAMES.fullmatch(shape.text)]
    counts = Counter(scrape.shapes[i].words for i in found)
    for i in found:
        if scrape.undecided(i) and counts[scrape.shapes[i].words] >= _MIN_BRACKETED:
            scrape.verdicts[i] = remove("credit", "text.bracketed_names")


# A credit in brackets closes the caption that it stands under, and a cartoon's the words that are spoken in it: of 20
# lines above such credits on news pages 19 were that, the last was speech. Above "Photo: ..." 22 of 39 were.
_CLOSING_CREDIT = re.compile(r"[(\[]|Cartoon by\b")
_MAX_CREDITED_WORDS = 45
_MAX_CREDITED_SENTENCES = 2


def _judge_above_credits(scrape: _Scrape) -> None:
    """The line above a credit in brackets is its caption, the one above a cartoonist's name is the cartoon's."""
    for i in range(1, len(scrape.shapes)):
        above, credit = scrape.shapes[i - 1], scrape.shapes[i]
        if (
            scrape.removed_as(i, "credit")
            and scrape.undecided(i - 1)
            and _CLOSING_CREDIT.match(credit.text)
            and above.n_words <= _MAX_CREDITED_WORDS
            and above.n_sentences <= _MAX_CREDITED_SENTENCES
            and (not is_speech(above.text) or credit.text.startswith("Cartoon"))
        ):
            scrape.verdicts[i - 1] = remove("caption", "text.above_credit")


def _judge_embeds(scrape: _Scrape) -> None:
    for i, shape in enumerate(scrape.shapes):
        if scrape.verdicts[i] is None and (found := embed_reason(shape.text)):
            scrape.verdicts[i] = remove(*found)


# A path of section names before everything else: so many items of a list, of so many words each.
_MIN_BREADCRUMBS = 2
_MAX_BREADCRUMB_WORDS = 6


def _judge_breadcrumbs(scrape: _Scrape) -> None:
    crumbs = list(
        takewhile(lambda shape: shape.text != strip_bullet(shape.text) and not shape.full_stop, scrape.shapes)
    )
    if len(crumbs) >= _MIN_BREADCRUMBS and all(shape.n_words <= _MAX_BREADCRUMB_WORDS for shape in crumbs):
        for i in range(len(crumbs)):
            if scrape.undecided(i):
                scrape.verdicts[i] = remove("navigation", "text.breadcrumbs")


# The link behind another story's standfirst: "... bears the name of its discoverer. mehr". A small letter and the word
# alone: "Read more" stands behind an article's own paragraphs too.
_MORE_AT_END = re.compile(r"[.!?…][\"”“»]?\s(?:mehr|more|meer|mere)$")


def _judge_teasers_by_their_end(scrape: _Scrape) -> None:
    """A paragraph that ends in a link to the rest of it is another story's, and so is the headline above it."""
    for i, shape in enumerate(scrape.shapes):
        if scrape.undecided(i) and shape.n_words >= MIN_PROSE_WORDS and _MORE_AT_END.search(shape.text[-20:]):
            scrape.verdicts[i] = remove("related_link", "text.more_at_end")
            if scrape.undecided(i - 1) and scrape.shapes[i - 1].headline:
                scrape.verdicts[i - 1] = remove("related_link", "text.more_at_end")


def _judge_from(scrape: _Scrape, start: int | None, verdict: Verdict) -> None:
    """What is undecided from line `start` on gets the verdict."""
    for i in range(len(scrape.shapes) if start is None else start, len(scrape.shapes)):
        if scrape.undecided(i):
            scrape.verdicts[i] = verdict


# A line that says itself twice has so many words; a whole line comes back by chance if it has fewer than that, a
# removed caption's words if they are fewer still.
_SELF_REPEAT_WORDS = 4, 60
_MIN_REPEATED_WORDS = 8
_MIN_REPEATED_CAPTION_WORDS = 5


def _judge_repeats(scrape: _Scrape) -> None:
    """A line that says itself twice is a caption or a hover text; a line that comes back is kept once.

    What a removed caption says is not kept at all, unless it ends like a sentence of the article.
    """
    captions = {
        shape.words
        for i, shape in enumerate(scrape.shapes)
        if shape.n_words >= _MIN_REPEATED_CAPTION_WORDS and scrape.removed_as(i, "caption")
    }
    seen: set[tuple[str, ...]] = set()
    shortest, longest = _SELF_REPEAT_WORDS
    for i, shape in enumerate(scrape.shapes):
        if scrape.verdicts[i] is not None:
            continue
        if shortest <= shape.n_words <= longest and repeated_half(shape.text) is not None:
            scrape.verdicts[i] = remove("repeated", "text.self_repeat")
        elif shape.words in captions and not shape.terminal:
            scrape.verdicts[i] = remove("repeated", "text.same_line")
        elif shape.n_words >= _MIN_REPEATED_WORDS:
            if shape.words in seen:
                scrape.verdicts[i] = remove("repeated", "text.same_line")
            seen.add(shape.words)


# In an appeal the outlet speaks of itself; this decides only between two lines that are appeals by themselves.
_WE = word_set("""we us our ours wir uns unser unsere nous notre nos nosotros nuestro nuestra noi nostro nós nosso wij
    ons vi vår""")


def _judge_appeal_runs(scrape: _Scrape) -> None:
    """A line in which the outlet speaks of itself, between two that are appeals, is one too."""
    for i in range(1, len(scrape.shapes) - 1):
        if (
            scrape.undecided(i)
            and scrape.removed_as(i - 1, "appeal")
            and scrape.removed_as(i + 1, "appeal")
            and not _WE.isdisjoint(scrape.shapes[i].words)
        ):
            scrape.verdicts[i] = remove("appeal", "text.between_appeals")


# Under "Read more" a line of fewer words is as often the next subheading as another story.
_MIN_LISTED_WORDS = 6
# So often one label may head a list: all 19 lines under labels that came more often were the article's.
_MAX_LABELS = 3


def _judge_lists_under_labels(scrape: _Scrape) -> None:
    """Headlines straight under "Read more" or its like belong to it.

    A label that comes again and again is the button below each item of a list, and heads nothing.
    """
    labels = Counter(shape.words for i, shape in enumerate(scrape.shapes) if scrape.is_bare_label(i))
    for i in range(1, len(scrape.shapes)):
        if (
            scrape.is_bare_label(i - 1)
            and scrape.undecided(i)
            and labels[scrape.shapes[i - 1].words] <= _MAX_LABELS
            and scrape.shapes[i].headline
            and scrape.shapes[i].n_words >= _MIN_LISTED_WORDS
        ):
            scrape.verdicts[i] = remove("related_link", "text.under_label")


def _judge_outside_article(scrape: _Scrape) -> None:
    """Of a page dump's lines those go that the trained model does not take for the article's, but for its title.

    Whether a line is the article's is no matter of its place alone: boxes stand inside, and other articles follow.
    """
    found = find_article(scrape.shapes, scrape.reasons())
    stay = [i for i, stays in enumerate(found.stay.tolist()) if stays]
    if stay and (title := _title_above(scrape, stay[0], stay[-1] + 1)) is not None:
        scrape.verdicts[title] = keep("title")
        _judge_datelines(scrape, range(title + 1, stay[0]))
    for i, (chance, stays) in enumerate(zip(found.chances.tolist(), found.stay.tolist(), strict=True)):
        if not stays and scrape.undecided(i):
            scrape.verdicts[i] = remove("boilerplate", f"dump.model {chance:.2f}")


# A dump's title stands at most so many lines above the first one that stays, has so many words, and so many in common
# with the first lines of the article.
_TITLE_REACH = 25
_MIN_DUMP_TITLE_WORDS = 4
_MIN_TITLE_SHARED = 2
_OPENING_LINES = 8


def _title_above(scrape: _Scrape, start: int, end: int) -> int | None:
    """The headline above the body that has most words in common with it, the nearest of equals."""
    body = set().union(*(_stems(shape) for shape in scrape.shapes[start : min(end, start + _OPENING_LINES)]))
    candidates = [
        (len(_stems(scrape.shapes[i]) & body), i)
        for i in range(max(0, start - _TITLE_REACH), start)
        if scrape.undecided(i) and scrape.shapes[i].headline and scrape.shapes[i].n_words >= _MIN_DUMP_TITLE_WORDS
    ]
    shared, i = max(candidates, default=(0, -1))
    return i if shared >= _MIN_TITLE_SHARED else None


def _judge_head(scrape: _Scrape, *, look_for_standfirst: bool) -> None:
    """Title, standfirst, byline and date at the head of the article are what they are."""
    end = min(scrape.first_prose(), _HEAD_LINES)
    shapes = scrape.shapes
    title = next((i for i, verdict in enumerate(scrape.verdicts) if verdict == keep("title")), None)
    if title is None and (title := _title_line(scrape, end)) is not None:
        scrape.verdicts[title] = keep("title")
        for i in range(title):
            if scrape.undecided(i) and shapes[i].n_words <= _MAX_SECTION_WORDS:
                scrape.verdicts[i] = remove("navigation", "text.section_label")
    _judge_datelines(scrape, range(end))
    if title is not None and look_for_standfirst:
        _judge_standfirst(scrape, title, end)
        # A standfirst that ends like a sentence looked like prose: the head goes on below it.
        _judge_datelines(scrape, range(min(scrape.first_prose(), _HEAD_LINES)))


def _title_line(scrape: _Scrape, end: int) -> int | None:
    """The head's headline: the first line, or the second under a section's name."""
    shapes = scrape.shapes
    if end == len(shapes):
        return None
    start = next((i for i in range(end) if not scrape.removed_as(i, "navigation")), end)
    for i in range(start, min(end + 1, start + _TITLE_LINES)):
        shape = shapes[i]
        if not scrape.undecided(i) or shape.date or is_byline(shape.text):
            continue
        if _is_ended_title(shape) and not shape.headline:
            return i if scrape.undecided(i + 1) else None
        if _is_title(shape) and not scrape.goes_on_below(i) and (i < end or _is_ended_title(shape)):
            if shape.n_words > _MAX_SECTION_WORDS or not _may_be_under_section(scrape, i + 1, end):
                return i
        elif shape.n_words > _MAX_SECTION_WORDS:
            return None
    return None


def _may_be_under_section(scrape: _Scrape, i: int, end: int) -> bool:
    """Whether line `i` may be the title, so that the short one above it is its section's name."""
    shapes = scrape.shapes
    if i > end or not scrape.undecided(i) or shapes[i].n_words < _MIN_TITLE_UNDER_SECTION:
        return False
    return not scrape.goes_on_below(i) and (shapes[i].headline or _is_ended_title(shapes[i]))


def _is_title(shape: Shape) -> bool:
    """Like a headline, and no item of a list or line of figures: results and timetables begin articles, too."""
    return shape.headline and _MIN_TITLE_WORDS <= shape.n_words <= _MAX_TITLE_WORDS and not _is_of_list(shape)


def _is_of_list(shape: Shape) -> bool:
    # Norwegian titles may begin with the dash of speech: only a number marks an item.
    numbered = shape.text[:1].isdecimal() and shape.text != strip_bullet(shape.text)
    return numbered or sum(map(str.isdecimal, shape.words)) > _MAX_TITLE_NUMBERS


def _is_ended_title(shape: Shape) -> bool:
    """A question, an exclamation or two sentences without a stop: a title that reads like a paragraph otherwise.

    Of the first lines of scrapes that are so, 12 of 13 were titles on news pages and 26 of 38 elsewhere.
    """
    text = shape.text
    return (
        _MIN_TITLE_WORDS <= shape.n_words <= _MAX_TITLE_WORDS
        and shape.n_sentences <= 2
        and not _is_of_list(shape)
        and not is_speech(text)
        and not text[:1].islower()
        and not text.endswith((".", "…", "。", ":", ";", ","))
        and (not shape.full_stop or (text.endswith(("!", "！")) and shape.n_words <= _MAX_EXCLAIMED_WORDS))
    )


def _judge_datelines(scrape: _Scrape, lines: Iterable[int]) -> None:
    for i in lines:
        if not scrape.undecided(i):
            continue
        shape = scrape.shapes[i]
        if shape.date:
            scrape.published = scrape.published or find_date(shape.text)
            scrape.verdicts[i] = remove("date", "text.head_date")
        elif is_byline(shape.text):
            scrape.byline = scrape.byline or shape.text
            scrape.verdicts[i] = remove("byline", "text.head_byline")
        elif is_place_line(shape.text):
            scrape.verdicts[i] = remove("byline", "text.byline_rest")


def _judge_standfirst(scrape: _Scrape, title: int, end: int) -> None:
    """The line under the title, if it is no paragraph yet, or one sentence with furniture of the head below it."""
    i = next((i for i in range(title + 1, min(end + 1, len(scrape.shapes))) if scrape.undecided(i)), None)
    if i is None:
        return
    shape = scrape.shapes[i]
    if shape.headline and shape.n_words >= _MIN_STANDFIRST_WORDS and i < end and not scrape.goes_on_below(i):
        scrape.verdicts[i] = keep("standfirst")
        return
    one_sentence = shape.n_sentences == 1 and _MIN_STANDFIRST_WORDS <= shape.n_words <= _MAX_STANDFIRST_WORDS
    below = i + 1
    if one_sentence and i == title + 1 and below < len(scrape.shapes):
        head_below = (
            scrape.removed_as(below, "caption", "credit", "byline", "date")
            or scrape.shapes[below].date
            or is_byline(scrape.shapes[below].text)
        )
        if head_below:
            scrape.verdicts[i] = keep("standfirst")


def _judge_tail(scrape: _Scrape) -> None:
    """What stands below the article's last paragraph: other stories' headlines, and headings over furniture.

    Read from the end upwards, the tail ends at the first line that is neither furniture, headline, date, label nor the
    standfirst between a headline and a date. Headlines in it go only as a run with a date, under a label, or as
    three and more that other furniture frames; a lone one above nothing is a sentence without its stop.
    """
    shapes = scrape.shapes
    start = len(shapes)
    while start > 0 and _may_stand_in_tail(scrape, start - 1):
        start -= 1
    if not any(scrape.verdicts[i] is None and shapes[i].prose for i in range(start)):
        return
    i = start
    while i < len(shapes):
        if not scrape.undecided(i):
            i += 1
            continue
        end = i
        while end < len(shapes) and scrape.undecided(end):
            end += 1
        _judge_tail_run(scrape, i, end)
        i = end


def _may_stand_in_tail(scrape: _Scrape, i: int) -> bool:
    shape = scrape.shapes[i]
    if scrape.removed_as(i) or shape.headline or shape.date:
        return True
    if scrape.verdicts[i] is not None:
        return False
    if shape.n_words <= 5 and not (shape.full_stop and shape.words):
        return True
    return _is_card_standfirst(scrape, i)


def _is_card_standfirst(scrape: _Scrape, i: int) -> bool:
    """One sentence under a headline and above a date: another story's standfirst."""
    shapes = scrape.shapes
    return (
        i > 0
        and i + 1 < len(shapes)
        and shapes[i].n_sentences == 1
        and shapes[i].n_words <= _MAX_STANDFIRST_WORDS
        and shapes[i - 1].headline
        and shapes[i + 1].date
    )


# Lists of names and results end articles too: a run without a date is of headlines only if most of it is long enough.
_MIN_LISTED_SHARE = 0.7


def _judge_tail_run(scrape: _Scrape, start: int, end: int) -> None:
    """Decides about undecided lines [start, end) of the tail, which stand together."""
    shapes = scrape.shapes
    run = shapes[start:end]
    n_headlines = sum(shape.headline and shape.n_words >= _MIN_LISTED_WORDS for shape in run)
    dated = any(shape.date for shape in run)
    labelled = scrape.is_bare_label(start - 1)
    below = scrape.verdicts[end] if end < len(shapes) else None
    framed = any(
        verdict is not None and verdict.rule != "text.same_line"  # a song's refrain frames nothing
        for verdict in (below, scrape.verdicts[start - 1] if start else None)
    )
    listed = n_headlines >= 3 and n_headlines >= _MIN_LISTED_SHARE * len(run) and framed
    if not any(shape.words for shape in run):
        for i in range(start, end):
            scrape.verdicts[i] = remove("navigation", "text.tail_marks")
    elif (dated and n_headlines >= 1) or listed or (labelled and n_headlines):
        for i in range(start, end):
            scrape.verdicts[i] = remove("related_link", "text.tail_run")
    elif end - start == 1 and scrape.removed_as(start - 1) and below is not None and run[0].headline:
        # Between furniture and furniture, a lone headline heads what stands below it.
        scrape.verdicts[start] = remove(below.reason, "text.tail_heading")
    elif end - start == 1 and run[0].date:
        scrape.verdicts[start] = remove("date", "text.tail_date")
    elif any(is_byline(shape.text) for shape in run) and all(_is_of_bylines(shape) for shape in run):
        for i in range(start, end):
            scrape.verdicts[i] = remove("byline" if not shapes[i].date else "date", "text.tail_byline")


def _is_of_bylines(shape: Shape) -> bool:
    """A byline, its date, or a label of a word or two between bylines ("Interview")."""
    return is_byline(shape.text) or shape.date or (shape.n_words <= 2 and not shape.full_stop)


# A long unended line between two paragraphs is a subheading, or another story's headline that stood there as a link.
# Measured on lines of 7 words and more that stand so in news scrapes: 137 of 147 are subheadings (long ones come in
# series, or beside short ones, and take up words of the paragraphs under them). So a line goes only if all of this
# holds: nine words or more; no other subheading but such lines in the article, and three at most; few of its content
# words (by their first five letters) in the section under it; a third of them nowhere else in the article; and the
# article is plain prose. On those scrapes the rule takes two lines, both right, and leaves eight.
_MIN_TEASER_WORDS = 9
_MAX_TEASER_WORDS = 16
_MAX_TEASERS = 3
_MAX_SHARE_IN_SECTION = 0.35
_MAX_SHARE_IN_ARTICLE = 0.7
_MIN_BODY_LINES = 8
_MIN_PROSE_SHARE = 0.85
_SECTION_LINES = 4


def _stems(shape: Shape) -> set[str]:
    return {word[:5] for word in shape.words if len(word) >= 4}


def _judge_inline_teasers(scrape: _Scrape) -> None:
    """A lone headline between paragraphs that it has nothing to do with is another story's."""
    body = [i for i in range(len(scrape.shapes)) if scrape.undecided(i)]
    shapes = [scrape.shapes[i] for i in body]
    heads = [
        k
        for k in range(1, len(shapes) - 1)
        if shapes[k].headline
        and not shapes[k].terminal
        and "://" not in shapes[k].text
        and shapes[k - 1].prose
        and shapes[k + 1].prose
    ]
    plain = sum(shape.prose for shape in shapes) >= _MIN_PROSE_SHARE * len(shapes) >= _MIN_PROSE_SHARE * _MIN_BODY_LINES
    if not plain or len(heads) > _MAX_TEASERS or any(shapes[k].n_words < _MIN_TEASER_WORDS for k in heads):
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
            scrape.verdicts[body[k]] = remove("related_link", "text.inline_teaser")


# What stands behind such furniture at the very end belongs to it: of 14 lines in light scrapes none was the article's.
# Behind links, shares and credits the article goes on.
_CLOSING = ("appeal", "comment_form", "copyright", "newsletter", "byline", "navigation")
_MAX_BEHIND = 3
_MAX_SHARE_BEHIND = 0.2


def _judge_behind_furniture(scrape: _Scrape) -> None:
    """The last lines, if an appeal, a form or a notice stands straight above them and nothing but furniture below."""
    left = [i for i in range(len(scrape.shapes)) if scrape.undecided(i)]
    n_all = sum(scrape.shapes[i].n_words for i in left)
    for n in range(1, min(_MAX_BEHIND, len(left) - 1) + 1):
        first = left[-n]
        n_words = sum(scrape.shapes[i].n_words for i in left[-n:])
        if left[-n:] != list(range(first, first + n)) or n_words > _MAX_SHARE_BEHIND * n_all:
            return
        if is_speech(scrape.shapes[first].text):
            return
        above = scrape.verdicts[first - 1] if first else None
        if above is not None and above.reason in _CLOSING:
            for i in left[-n:]:
                scrape.verdicts[i] = remove(above.reason, "text.behind_furniture")
            return


def _body_kind(scrape: _Scrape, i: int) -> BlockKind:
    """ "heading" for a short unended line with a paragraph somewhere below it, else "paragraph"."""
    shape = scrape.shapes[i]
    if not shape.headline or shape.n_words > 15:
        return "paragraph"
    below = next((j for j in range(i + 1, len(scrape.shapes)) if scrape.undecided(j)), None)
    return "heading" if below is not None and scrape.shapes[below].prose else "paragraph"
