"""A page's lines judged: trafilatura says which are the article, the page's own data which are title and standfirst.

What trafilatura keeps is then a light scrape like any other, and goes through the rules for text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import trafilatura
from trafilatura.utils import load_html

from copydesk.errors import ArticleError
from copydesk.records import Article, PageBlock
from copydesk.strip.align import Alignment, align, fold
from copydesk.strip.dates import find_date, is_date_line
from copydesk.strip.judgement import Fields, Judgement, Verdict, keep, remove
from copydesk.strip.lines import Line, split_page_lines
from copydesk.strip.metadata import read_metadata
from copydesk.strip.shape import caption_reason, is_byline, own_reason, shape_of
from copydesk.strip.text import judge_lines, judge_text
from copydesk.strip.wording import fold_words

# Where on a page furniture lives, by the names that its builders give to elements; the innermost that matches counts.
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        ("comment_form", r"comment|disqus|respond|reply"),
        ("newsletter", r"newsletter|signup|sign-up|subscribe-form|mailing"),
        ("consent", r"cookie|consent|gdpr|privacy"),
        ("copyright", r"copyright|legal"),
        ("social", r"share|social|follow"),
        ("appeal", r"paywall|subscri|donat|membership|support-us|contribution"),
        ("caption", r"figcaption|caption|figure"),
        ("credit", r"credit"),
        ("byline", r"byline|author|contributor"),
        ("date", r"(?:^|[-._#])(?:date|time|timestamp|published|updated|dateline)"),
        (
            "related_link",
            r"related|recommend|read-?more|more-?(?:from|on|stories)|teaser|trending|most-?(?:read|popular)|promo|card",
        ),
        ("advert", r"(?:^|[-._#])(?:ad|ads|advert\w*|sponsor\w*|taboola|outbrain)(?:$|[-._#])"),
        ("navigation", r"^nav|[-._#]nav|menu|breadcrumb|^header|^footer|toolbar|sidebar|tags|topics|^button|^aside"),
    )
)
_STANDFIRST_PLACE = re.compile(
    r"standfirst|sub-?(?:title|head|headline)|(?:^|[-_.#])(?:dek|deck|lede|lead|intro|kicker-text|summary|excerpt|abstract|strapline"
    r"|vorspann|chapo|chapeau|entradilla|bajada|sommario|ingress|teaser|description)(?:$|[-_.#])",
    re.IGNORECASE,
)
_NO_STANDFIRST_PLACE = re.compile(
    r"fig|caption|image|img|media|paywall|form|footer|breadcrumb|byline|date|widget", re.I
)
# Real pages are 10 to 40 elements deep; paths name no more steps than that.
_DEEP = 99
# A page that trafilatura finds nothing on is an article only if the rules for text keep so much.
_MIN_ARTICLE_WORDS = 50
_MAX_LINK_SHARE = 0.6
_MIN_PAGE_WORDS = 10
# Of a line that trafilatura kept in part: so much or more is the whole line, so little or less is none of it. Measured
# between: a missing inline element ("Read more"), a joint of two elements.
_WHOLE_SHARE = 0.9
_NO_SHARE = 0.1
_MIN_CUT_LETTERS = 8


def judge_page(article: Article) -> Judgement:
    """Every line of an HTML article's page with its verdict, and the fields that the page's data fill.

    `article.text` has one line a page block. Where trafilatura finds nothing, and on pages nested deeper than
    libxml2 reads, the rules for text judge the page's lines. Raises ArticleError("no_article") for a list of
    links and for a page without paragraphs.
    """
    lines = split_page_lines(article.text)
    tree = load_html(article.html or "")
    fields = Fields() if tree is None else read_metadata(tree, url=article.url)
    extracted = "" if tree is None else _extract(tree, article.url)
    if not extracted.strip() or _is_deep(article.page_blocks):
        return _judged_as_text(article, lines, fields)
    source_lines = article.source_text.split("\n")
    alignment = align(extracted.splitlines(), source_lines)
    pieces, kept = _kept_pieces(lines, source_lines, alignment)
    _reject_link_list(article, pieces, kept)
    decided = _page_verdicts(pieces, kept, article.page_blocks, alignment, fields)
    judgement = _judged(pieces, decided, fields)
    _reject_empty(article, judgement)
    return judgement


def _is_deep(blocks: Sequence[PageBlock]) -> bool:
    """Whether a line stands so deep that trafilatura may not have seen it: libxml2 drops what lies below 255."""
    return any(block.path.count("/") >= _DEEP for block in blocks)


def _judged_as_text(article: Article, lines: list[Line], fields: Fields) -> Judgement:
    judged = judge_text(lines, whole_page=True)
    kept = [line for line, verdict in zip(judged.lines, judged.verdicts, strict=True) if verdict.kind == "paragraph"]
    if sum(len(fold_words(line.text)) for line in kept) < _MIN_ARTICLE_WORDS:
        raise ArticleError("no_article", f"{article.source_path}: no article, neither for trafilatura nor by its text")
    return replace(judged, fields=_with_head(fields, judged.fields, judged.lines, judged.verdicts))


def _reject_empty(article: Article, judgement: Judgement) -> None:
    """Raises ArticleError where less is left than one short sentence: consent walls, galleries, error pages."""
    kept = [line for line, verdict in zip(judgement.lines, judgement.verdicts, strict=True) if not verdict.removed]
    body = [shape_of(line).n_words for line in kept]
    if sum(body) < _MIN_PAGE_WORDS:
        raise ArticleError("no_article", f"{article.source_path}: {sum(body)} words are left of the page")


def _reject_link_list(article: Article, pieces: Sequence[Line], kept: Sequence[bool]) -> None:
    """Raises ArticleError where what was kept is headlines that link away, with no paragraphs among them."""
    n_chars = n_link_chars = n_paragraphs = 0
    for piece, is_kept in zip(pieces, kept, strict=True):
        if is_kept:
            block = article.page_blocks[piece.page_line]
            shape = shape_of(piece)
            n_chars += len(piece.text)
            n_link_chars += min(block.n_link_chars, len(piece.text))
            plain = block.n_link_chars < 0.5 * len(piece.text)
            n_paragraphs += plain and shape.full_stop and shape.n_words >= _MIN_PARAGRAPH_WORDS
    if n_paragraphs < 2 and n_link_chars > _MAX_LINK_SHARE * n_chars:
        raise ArticleError("no_article", f"{article.source_path}: links, {n_link_chars} of {n_chars} characters")


def _extract(tree: Any, url: str | None) -> str:
    """trafilatura's text of the page, one paragraph a line; its defaults, without the comments."""
    return trafilatura.extract(tree, url=url, include_comments=False, deduplicate=False) or ""


def _kept_pieces(
    lines: Sequence[Line], source_lines: Sequence[str], alignment: Alignment
) -> tuple[list[Line], list[bool]]:
    """The lines, those cut that were kept in part, and whether each piece was kept."""
    pieces: list[Line] = []
    kept: list[bool] = []
    for line in lines:
        share = alignment.share(line.page_line)
        cut = None
        if _NO_SHARE < share < _WHOLE_SHARE:
            cut = _cut_places(line, source_lines[line.page_line], alignment)
        if cut is None:
            pieces.append(line)
            kept.append(share > 0.5)
            continue
        start, end = cut
        for part, is_kept in (
            (line.part(0, start), False),
            (line.part(start, end), True),
            (line.part(end, len(line.text)), False),
        ):
            if part.text:
                pieces.append(part)
                kept.append(is_kept)
    _keep_marks_between(pieces, kept)
    return pieces, kept


def _cut_places(line: Line, source_line: str, alignment: Alignment) -> tuple[int, int] | None:
    """Where the kept stretch of the line begins and ends; None where it is not one stretch, or hardly less than all."""
    span = alignment.kept_span(line.page_line)
    letters = [i for i, char in enumerate(line.text) if char.isalnum()]
    # Where repair changed letters in the line (mojibake), places cannot be carried over: the line stays whole.
    if span is None or fold(line.text) != fold(source_line) or len(letters) != len(fold(source_line)):
        return None
    first, last = span
    if first < _MIN_CUT_LETTERS and len(letters) - last < _MIN_CUT_LETTERS:
        return None
    start = 0 if first < _MIN_CUT_LETTERS else letters[first]
    end = len(line.text) if len(letters) - last < _MIN_CUT_LETTERS else letters[last - 1] + 1
    while start and not line.text[start - 1].isspace() and not line.text[start - 1].isalnum():
        start -= 1
    while end < len(line.text) and not line.text[end].isspace() and not line.text[end].isalnum():
        end += 1
    return start, end


def _keep_marks_between(pieces: Sequence[Line], kept: list[bool]) -> None:
    """A line of marks alone ("* * *") goes with the lines around it."""
    for i in range(1, len(pieces) - 1):
        if kept[i - 1] and kept[i + 1] and not any(map(str.isalnum, pieces[i].text)):
            kept[i] = True


def _page_verdicts(
    pieces: Sequence[Line],
    kept: Sequence[bool],
    blocks: Sequence[PageBlock],
    alignment: Alignment,
    fields: Fields,
) -> list[Verdict | None]:
    """What the page's own evidence says of each piece; None where it says nothing against a kept one."""
    decided: list[Verdict | None] = [None] * len(pieces)
    title = _title_piece(pieces, kept, blocks, fields)
    if title is not None:
        decided[title] = keep("title")
        folded_title = fold(pieces[title].text).lower()
        for i, piece in enumerate(pieces):
            if i != title and fold(piece.text).lower() == folded_title:
                decided[i] = remove("repeated", "page.title_again")
        standfirst = _standfirst_piece(pieces, kept, blocks, fields, title)
        if standfirst is not None:
            decided[standfirst] = keep("standfirst")
    for i, piece in enumerate(pieces):
        if decided[i] is None and not kept[i]:
            decided[i] = remove(_furniture_reason(piece, blocks[piece.page_line]), "page.trafilatura")
        elif decided[i] is None and piece.page_line in alignment.joined:
            decided[i] = keep()
        elif decided[i] is None and "figcaption" in blocks[piece.page_line].path:
            decided[i] = remove("caption", "page.figcaption")
    _remove_by_place(pieces, kept, blocks, decided)
    return decided


# Reasons that an element's name gives even for a line that trafilatura kept, and the most of the kept text that one
# reason may take so: whole articles stand in elements called "card", "teaser" or "newsletter". Of 320 news pages' kept
# lines so named, 96% were furniture; "paywall", "sidebar", "ads" and "figure" name the article itself too often.
_TELLING_PLACES = frozenset(
    {"comment_form", "newsletter", "byline", "date", "related_link", "copyright", "social", "consent"}
)
_MAX_TELLING_SHARE = 0.15
_HEADING_ID = re.compile(r"^(h\d)#[^.]*")


def _remove_by_place(
    pieces: Sequence[Line], kept: Sequence[bool], blocks: Sequence[PageBlock], decided: list[Verdict | None]
) -> None:
    """Removes kept lines whose innermost elements are named as furniture, where that is a small part of the text."""
    named: dict[str, list[int]] = {}
    n_kept = 0
    for i, piece in enumerate(pieces):
        if kept[i] and decided[i] is None:
            n_kept += len(piece.text)
            reason = _place_reason(blocks[piece.page_line].path, n_steps=3)
            if reason in _TELLING_PLACES:
                named.setdefault(reason, []).append(i)
    for reason, places in named.items():
        if sum(len(pieces[i].text) for i in places) <= _MAX_TELLING_SHARE * n_kept:
            for i in places:
                decided[i] = remove(reason, "page.place")


def _place_reason(path: str, *, n_steps: int) -> str | None:
    """The reason that the innermost telling name among the path's last steps gives."""
    for step in reversed(path.lower().split("/")[-n_steps:]):
        name = _HEADING_ID.sub(r"\1", step)  # a heading's id is its own text
        for reason, pattern in _PLACES:
            if pattern.search(name):
                return reason
    return None


def _title_piece(
    pieces: Sequence[Line], kept: Sequence[bool], blocks: Sequence[PageBlock], fields: Fields
) -> int | None:
    """The h1 or other line that is the title: the one that agrees with the page's metadata, or the only h1."""
    headings = [i for i, piece in enumerate(pieces) if "/h1" in "/" + blocks[piece.page_line].path]
    if fields.title:
        wanted = fold(fields.title).lower()
        same = [i for i in headings if _agrees(fold(pieces[i].text).lower(), wanted)]
        same += [i for i, piece in enumerate(pieces) if kept[i] and fold(piece.text).lower() == wanted]
        same += [i for i, piece in enumerate(pieces) if fold(piece.text).lower() == wanted]
        if same:
            return same[0]
    if len(headings) == 1 and len(fold_words(pieces[headings[0]].text)) >= 3:
        return headings[0]
    return None


def _agrees(line: str, title: str) -> bool:
    """Whether a folded heading is the folded title, or one holds the other: titles carry the outlet's name."""
    return len(line) >= 8 and (line in title or (title in line and len(title) > 0.5 * len(line)))


# The standfirst stands at most so many lines below the title: sections, bylines, dates and share buttons between them.
_STANDFIRST_REACH = 25
_MIN_STANDFIRST_WORDS = 5
_MAX_STANDFIRST_WORDS = 90
_MIN_PARAGRAPH_WORDS = 12


def _standfirst_piece(
    pieces: Sequence[Line], kept: Sequence[bool], blocks: Sequence[PageBlock], fields: Fields, title: int
) -> int | None:
    """The line under the title that its element's name says is the standfirst, or the page's description repeats.

    Or that is no sentence. None of it counts for a line that stands where the paragraphs stand: descriptions are often
    a first paragraph's copy, and whole articles lie in elements called "summary".
    """
    shapes = {i: shape_of(pieces[i]) for i in range(title + 1, len(pieces)) if kept[i]}
    paragraphs = {i for i, shape in shapes.items() if shape.full_stop and shape.n_words >= _MIN_PARAGRAPH_WORDS}
    described = fold(fields.standfirst or "").lower()
    for i in range(title + 1, min(title + _STANDFIRST_REACH, len(pieces))):
        below = {blocks[pieces[j].page_line].path for j in paragraphs if j > i}
        n_words = len(fold_words(pieces[i].text))
        path = blocks[pieces[i].page_line].path
        if not below or (kept[i] and n_words >= 20 and path in below):
            return None
        if (
            not _MIN_STANDFIRST_WORDS <= n_words <= _MAX_STANDFIRST_WORDS
            or path in below
            or is_date_line(pieces[i].text)
        ):
            continue
        folded = fold(pieces[i].text).lower()
        repeats = len(folded) >= 20 and (folded in described or (len(described) >= 20 and described in folded))
        unended = i in shapes and shapes[i].headline and not shapes[i].terminal
        if repeats or unended or _is_standfirst_place(path):
            return i
    return None


def _is_standfirst_place(path: str) -> bool:
    steps = path.split("/")[-3:]
    if any(_NO_STANDFIRST_PLACE.search(step) for step in steps):
        return False
    return any(_STANDFIRST_PLACE.search(step) for step in steps)


def _furniture_reason(piece: Line, block: PageBlock) -> str:
    """Why a line outside the article is what it is, by its words, its place and its links."""
    words = fold_words(piece.text)
    if reason := own_reason(piece.text, words):
        return reason
    if is_date_line(piece.text):
        return "date"
    if is_byline(piece.text):
        return "byline"
    if reason := caption_reason(piece.text, len(words)):
        return reason
    if reason := _place_reason(block.path, n_steps=40):
        return reason
    if block.n_link_chars >= 0.8 * len(piece.text):
        return "related_link" if len(words) >= 5 else "navigation"
    return "boilerplate"


def _judged(pieces: list[Line], decided: Sequence[Verdict | None], fields: Fields) -> Judgement:
    """The rules for text run over what the page left, and both verdicts put together."""
    body = [i for i, verdict in enumerate(decided) if verdict is None or verdict.kind is not None]
    judged = judge_lines([pieces[i] for i in body], [decided[i] for i in body])
    verdicts = [verdict or keep() for verdict in decided]
    for i, verdict in zip(body, judged.verdicts, strict=True):
        verdicts[i] = verdict
    return Judgement(pieces, verdicts, _with_head(fields, judged.fields, pieces, verdicts))


def _with_head(fields: Fields, head: Fields, pieces: Sequence[Line], verdicts: Sequence[Verdict]) -> Fields:
    """The page's fields, and what the text tells where the page's data do not."""
    said = {
        reason: [piece.text for piece, verdict in zip(pieces, verdicts, strict=True) if verdict.reason == reason]
        for reason in ("date", "byline")
    }
    dated = next(filter(None, map(find_date, said["date"])), None)
    byline = next(filter(is_byline, said["byline"]), None)
    return replace(
        fields,
        published=fields.published or head.published or dated,
        byline=fields.byline or head.byline or byline,
    )
