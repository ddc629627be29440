"""Where a scrape's article is over: readers' comments under it, and the posts of a live blog."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from copydesk.strip.lines.dates import is_date_line
from copydesk.strip.lines.lengths import MAX_LABEL_WORDS, MIN_TITLE_WORDS
from copydesk.strip.lines.shape import Shape, strip_bullet
from copydesk.strip.lines.vocabulary import any_of, spellings, words_of
from copydesk.strip.texts.draft import Draft

# A label over comments, with or without their number. "Discussion" is a section of papers.
_COMMENTS_LABEL = re.compile(
    rf"^(?:{any_of('comments_openers')} )?(?:\(?\d{{1,4}}\)? {any_of('comments', 'counted_comments')}"
    rf"|{any_of('comments')}(?: ?\(?\d{{1,4}}\)?)?|\d{{1,4}} {any_of('comments_about')} .{{3,}})$",
    re.IGNORECASE,
)
_MAX_COMMENTS_LABEL_WORDS = 9
_MIN_GOING_ON = 2
# The two lines that blogs' comments bring each time: who says it, and the button to answer.
_COMMENT_MARK = re.compile(rf"^(?:.{{2,40}} {any_of('comment_says')}:?|{any_of('reply_buttons')})$", re.IGNORECASE)
_COMMENT_MARK_ENDS = words_of("comment_says") | {button.split()[-1] for button in spellings("reply_buttons")}
_MIN_COMMENT_MARKS = 2
# Above a label there is more prose than this, or the label is a button at the article's head: in words.
_MIN_WORDS_ABOVE = 100

# A post of a live blog is signed with its time: "Sam Porter 12 June 2023 10:23", or stamped in seconds.
_POST_TIME = re.compile(r"^[^\W\d_][^\d:]{3,40}?\s?(?=\d)(?P<when>\d{1,2} [^\W\d_]+ \d{4},? \d{1,2}[:.]\d\d)$")
_POST_STAMP = re.compile(r"^1[4-9]\d{8}$")
_MIN_POST_TIMES = 2
# Or over two lines: a name, and below it day and hour.
_NAME_LINE = re.compile(r"[^\W_][\w.’'-]*(?: [^\W_][\w.’'-]*){0,3}")
_CLOCK_AT_END = re.compile(r"\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\.?)?$", re.IGNORECASE)
# The title that says so, and the line that leads over to the posts. Concerts and broadcasts are live, too ("Sting en
# vivo: ...", "en direct du col"): the words count only where a part of the title begins with them ("..., en vivo").
_LIVE_TITLE = re.compile(
    rf"(?:^|[-–—:|,.]\s*)live(?:\s*$|\s*:|\s+{any_of('live_nouns')}|[- ]?blog|ticker)|\blive(?:blog|ticker)\b"
    rf"|\blive (?:updates|blog)\b|(?:^|[-–—:|,.]\s*){any_of('live')}\b(?! d)",
    re.IGNORECASE,
)
_POSTS_BELOW = re.compile(rf"\b{any_of('posts_below')}\b|\b{any_of('posts_below_at_end')}\b.{{0,20}}$", re.IGNORECASE)
_MAX_LEAD_OVER_WORDS = 12
# The opening is the article if it is prose of so many words and paragraphs, and so large a part of it and the posts:
# where it is an introduction of a sentence or two to what follows, the posts are the article. Of three live blogs with
# a gold text, the two with openings of 18% and 36% have it alone there, and the one with 5% has all its posts.
MIN_OPENING_WORDS = 60
_MIN_OPENING_PARAGRAPHS = 2
_MIN_OPENING_SHARE = 0.1
# Where neither times nor a line mark the posts, the opening is so many paragraphs and the posts have so many headlines.
_MIN_UNLED_OPENING = 3
_MIN_UNLED_HEADLINES = 3


def comments(draft: Draft) -> Iterator[int]:
    """The readers' comments, to the end."""
    start = _comments_start(draft.shapes)
    yield from () if start is None else draft.rest(start)


def _comments_start(shapes: Sequence[Shape]) -> int | None:
    """The line with which the readers' comments begin, or None: below it nothing is the article's."""
    marks = [i for i, shape in enumerate(shapes) if _is_comment_mark(shape)]
    marks = marks if len(marks) >= _MIN_COMMENT_MARKS else _signatures(shapes)
    marked = marks[0] if len(marks) >= _MIN_COMMENT_MARKS else None
    n_words = 0
    of_article = set(_labels_over_sentences(shapes))
    for i, shape in enumerate(shapes):
        if n_words >= _MIN_WORDS_ABOVE and (i == marked or (_is_comments_label(shape) and i not in of_article)):
            return i
        n_words += shape.n_words if shape.prose else 0
    return None


def labels_of_article(draft: Draft) -> Iterator[int]:
    """The labels of comments that are the article's own: of two sentences below one both may be the page's."""
    labels = _labels_over_sentences(draft.shapes)
    n_sentences = len(draft.shapes) - labels[-1] - len(labels) if labels else 0
    if n_sentences > _MIN_GOING_ON:
        yield from (i for i in labels if draft.removed_as(i, "comment_form"))


def _labels_over_sentences(shapes: Sequence[Shape]) -> list[int]:
    """The labels that head no comments, from the last to the first.

    They stand below a paragraph, have no number, and two sentences and more stand below them and nothing else but such
    labels: no name, day or button. So it was below none of 45 labels in scrapes; a play that has the word for a title
    goes on in sentences.
    """
    labels: list[int] = []
    n_sentences = 0
    for i in range(len(shapes) - 1, -1, -1):
        if _is_comments_label(shapes[i]):
            if n_sentences < _MIN_GOING_ON or any(map(str.isdecimal, shapes[i].text)):
                break
            labels.append(i)
        elif _is_sentence_of_text(shapes[i]):
            n_sentences += 1
        else:
            break
    first_prose = next((i for i, shape in enumerate(shapes) if shape.prose), len(shapes))
    return [i for i in labels if i > first_prose]


def _is_comments_label(shape: Shape) -> bool:
    return (
        shape.n_words <= _MAX_COMMENTS_LABEL_WORDS
        and _COMMENTS_LABEL.match(strip_bullet(shape.text).rstrip(":")) is not None
    )


def _is_sentence_of_text(shape: Shape) -> bool:
    return shape.full_stop and not shape.reason and shape.text == strip_bullet(shape.text)


def _is_comment_mark(shape: Shape) -> bool:
    return (
        shape.n_words <= 7
        and not _COMMENT_MARK_ENDS.isdisjoint(shape.words[-1:])
        and _COMMENT_MARK.match(shape.text) is not None
    )


def live_posts(draft: Draft) -> Iterator[int]:
    """A live blog's posts, to the end."""
    start = _posts_start(draft.shapes)
    yield from () if start is None else draft.rest(start)


def _posts_start(shapes: Sequence[Shape]) -> int | None:
    """The line with which a live blog's posts begin, below an opening that stands alone; None where there are none.

    Posts are told by the times that sign them, or by a title that says "live" and either a line that leads over to them
    or headlines below an opening of three paragraphs. Dated sections of a timeline bear the date alone, and above them.
    """
    times = [i for i, shape in enumerate(shapes) if shape.n_words <= 12 and _is_post_time(shape.text)]
    titled = any(shape.headline and _LIVE_TITLE.search(shape.text) for shape in shapes[:3])
    if not times and any("live" in shape.words for shape in shapes[:3]):
        times = _signatures(shapes)
    signed = len(times) >= _MIN_POST_TIMES
    if not signed and not titled:
        return None
    lead_over = next(
        (
            i
            for i, shape in enumerate(shapes)
            if shape.n_words <= _MAX_LEAD_OVER_WORDS and _POSTS_BELOW.search(shape.text)
        ),
        None,
    )
    first_post = times[0] if signed else len(shapes)
    if lead_over is not None and lead_over < first_post:
        start = lead_over + (shapes[lead_over].n_words > MAX_LABEL_WORDS)
    else:
        start = _opening_end(shapes, first_post, labelled=signed)
    opening = [shape for shape in shapes[:start] if shape.prose]
    if not signed and lead_over is None:
        n_headlines = sum(shape.headline and shape.n_words >= MIN_TITLE_WORDS for shape in shapes[start:])
        if len(opening) < _MIN_UNLED_OPENING or n_headlines < _MIN_UNLED_HEADLINES:
            return None
    n_posts = sum(shape.n_words for shape in shapes[start:])
    return start if start < len(shapes) and stands_alone(opening, n_posts) else None


def _signatures(shapes: Sequence[Shape]) -> list[int]:
    """The lines that are a name alone, with day and hour alone on the line below: posts and comments are signed so.

    In 949 scrapes of articles such lines stand twice in two live blogs, and in nothing else.
    """
    return [
        i
        for i, (above, below) in enumerate(pairwise(shapes))
        if below.date and _CLOCK_AT_END.search(below.text) and _NAME_LINE.fullmatch(above.text)
    ]


def stands_alone(opening: Sequence[Shape], n_post_words: int) -> bool:
    """Whether a live blog's opening, of these paragraphs, is an article by itself."""
    n_words = sum(shape.n_words for shape in opening)
    return (
        len(opening) >= _MIN_OPENING_PARAGRAPHS
        and n_words >= MIN_OPENING_WORDS
        and n_words >= _MIN_OPENING_SHARE * (n_words + n_post_words)
    )


def _is_post_time(text: str) -> bool:
    if not text[-1:].isdecimal():
        return False
    return _POST_STAMP.match(text) is not None or (
        (match := _POST_TIME.match(text)) is not None and is_date_line(match["when"])
    )


def _opening_end(shapes: Sequence[Shape], first_post: int, *, labelled: bool) -> int:
    """Behind the opening's first run of paragraphs: a label ends it, or the headline that the posts begin with."""
    first = next((i for i in range(first_post) if shapes[i].prose and not shapes[i].reason), first_post)
    label = next((i for i in range(first, first_post) if shapes[i].reason), None)
    if labelled and label is not None:
        return label
    return next((i for i in range(first, first_post) if not shapes[i].prose), first_post)
