"""A page's lines judged: trafilatura says which are the article, the page's own data which are title and standfirst.

What trafilatura keeps is then a light scrape like any other, and goes through the rules for text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from lxml.html import HtmlElement

from copydesk.errors import ArticleError
from copydesk.reasons import EXTRACTOR_RULE, PROFILE_RULE
from copydesk.records import BODY_KINDS, DATA_BLOCK, Article, OutletProfile
from copydesk.strip.judgement import Fields, Judgement, Verdict, keep, remove, title_of
from copydesk.strip.lines.dates import is_date_line
from copydesk.strip.lines.folding import fold, fold_words
from copydesk.strip.lines.lengths import is_mostly_link
from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.lines.remembered import remembered
from copydesk.strip.lines.shape import (
    MIN_PROSE_WORDS,
    caption_reason,
    ends_statement,
    is_byline,
    is_sentence,
    own_reason,
    shape_of,
)
from copydesk.strip.lines.splitting import Line, make_line, split_page_lines
from copydesk.strip.outlets.observation import Observation, ObservedLine, folded_digest, make_observed_line
from copydesk.strip.outlets.own_outlet import own_outlet
from copydesk.strip.outlets.profile import MIN_PAGES
from copydesk.strip.outlets.rules import correct_by_profile
from copydesk.strip.pages.align import Alignment
from copydesk.strip.pages.body_place import place_of
from copydesk.strip.pages.draft import PageDraft
from copydesk.strip.pages.extraction import extract, page_tree
from copydesk.strip.pages.fields import fill_fields
from copydesk.strip.pages.head import find_title
from copydesk.strip.pages.live_posts import find_live_posts
from copydesk.strip.pages.metadata import PageData, read_page_data
from copydesk.strip.pages.no_article import kept_words, resemblance, wall_instead
from copydesk.strip.pages.places import is_heading_place, place_reason
from copydesk.strip.pages.rules import PAGE_RULES, RESTORERS
from copydesk.strip.pages.witness import below_data
from copydesk.strip.pages.wrapper import Wrappers, is_checked
from copydesk.strip.rule import apply_rules, restore_all
from copydesk.strip.texts.judging import judge_shapes, judge_text

# A page that trafilatura finds nothing on is an article only if the rules for text keep so much.
_MIN_ARTICLE_WORDS = 50
_MIN_PAGE_WORDS = 10
_MIN_UNLINKED_PARAGRAPHS = 2
# Of a line that trafilatura kept in part: so much or more is the whole line, so little or less is none of it. Between
# them lie a missing inline element ("Read more") and a joint of two elements.
_WHOLE_SHARE = 0.9
_NO_SHARE = 0.1
_MIN_CUT_LETTERS = 8
# A link of so many words is another story's headline, a shorter one a menu's.
_MIN_LINKED_WORDS = 5
# Extractor and profile tell the same article if they differ in so little of it: a byline, a subheading.
_MAX_DIFFERING_SHARE = 0.05


def observe_page(
    article: Article,
    parsed: HtmlElement | None = None,
    off: Collection[str] = (),
    wrappers: Wrappers | None = None,
) -> Observation:
    """The lines of an HTML article's page, which of them this page alone keeps, and the fields that its data fill.

    `article.text` has one line a page block. `parsed` is the page's tree as `read` made it, if that is still there; it
    is used up. Nothing is extracted where trafilatura finds nothing, and on pages nested deeper than libxml2 reads.
    Rules named in `off` do not run. Where `wrappers` know the outlet, and tell the page, it is not extracted.
    """
    html = article.html or ""
    tree = page_tree(html, parsed)
    data = PageData(fields=Fields()) if tree is None else read_page_data(tree, html, url=article.url)
    outlet = own_outlet(article, data.fields)
    wrapper = wrappers.of(outlet) if wrappers and "profile.article" not in off else None
    told = wrapper.tell(article) if wrapper else None
    by_profile = told is not None and wrapper is not None and wrapper.is_trusted and not is_checked(article)
    alignment = told if told is not None and by_profile else extract(tree, article)
    pieces = _page_pieces(article, alignment, off)
    is_extracted = 1 in alignment.covered or DATA_BLOCK in article.page_blocks
    verdicts = _page_verdicts(pieces, data.fields, off, by_profile=by_profile)
    agrees = None
    if told is not None and not by_profile:
        others = _page_pieces(article, told, off)
        agrees = _agree(pieces, verdicts, others, _page_verdicts(others, data.fields, off, by_profile=True))
    said: dict[int, Verdict] = {}
    if data.article_body and "page.below_data" not in off:
        below = below_data(pieces, verdicts, data.article_body)
        said |= dict.fromkeys(below, remove("boilerplate", "page.below_data"))
        verdicts = [said.get(i, verdict) for i, verdict in enumerate(verdicts)]
    if "page.live_post" not in off:
        posts = find_live_posts(pieces, title_of(verdicts), data.live_blog)
        said |= dict.fromkeys((i for i in posts if pieces[i].kept), remove("live_post", "page.live_post"))
    # What a profile tells is corrected by it on four pages of five, and judged then.
    may_stay = is_extracted and not said and not by_profile
    alone, head = _judge_body(pieces, verdicts, off) if may_stay else ([], Fields())
    return Observation(
        article_id=article.article_id,
        outlet=outlet,
        is_page=True,
        is_extracted=is_extracted,
        fields=data.fields,
        lines=tuple(map(_observed, pieces, verdicts, map(said.get, range(len(pieces))))),
        by_profile=by_profile,
        agrees=agrees,
        alone=tuple(None if verdict == _NOT_EXTRACTED[False] else verdict for verdict in alone),
        alone_head=head,
    )


def _agree(
    pieces: Sequence[PagePiece],
    verdicts: Sequence[Verdict | None],
    others: Sequence[PagePiece],
    other_verdicts: Sequence[Verdict | None],
) -> bool:
    """Whether the same letters of the page are kept both times, but for a little."""
    one, other = _kept_letters(pieces, verdicts), _kept_letters(others, other_verdicts)
    n_differing = (one - other).total() + (other - one).total()
    return n_differing <= _MAX_DIFFERING_SHARE * one.total()


def _kept_letters(pieces: Sequence[PagePiece], verdicts: Sequence[Verdict | None]) -> Counter[int]:
    """How many letters of each of the page's lines are kept."""
    kept: Counter[int] = Counter()
    for piece, verdict in zip(pieces, verdicts, strict=True):
        if _is_kept(piece, verdict):
            kept[piece.line.page_line] += len(piece.folded)
    return kept


def _is_kept(piece: PagePiece, verdict: Verdict | None) -> bool:
    return piece.kept and not (verdict and verdict.removed) and not (piece.shape and piece.shape.reason)


def _observed(piece: PagePiece, verdict: Verdict | None, said: Verdict | None) -> ObservedLine:
    start_char, end_char, text, page_line = piece.line
    shape = piece.shape
    n_words = shape.n_words if shape else len(text.split())
    return make_observed_line(
        (
            start_char,
            end_char,
            page_line,
            piece.block.path,
            piece.kept,
            piece.joined,
            piece.kept and _is_kept(piece, verdict),
            shape.prose if shape else n_words >= MIN_PROSE_WORDS and ends_statement(text),
            n_words,
            min(piece.block.n_link_chars, len(text)),
            folded_digest(piece.folded),
            said,
        )
    )


def judge_page(
    article: Article, observation: Observation, profile: OutletProfile | None, off: Collection[str] = ()
) -> Judgement:
    """Every line of an HTML article's page with its verdict, and the fields that the page's data fill.

    What the outlet's profile knows of a line's place and of its recurrence overrules what this page alone says. Where
    nothing was extracted, the rules for text judge the page's lines. What resembles a page without an article comes
    out with a doubt; ArticleError("no_article") is raised for error pages, walls and pages without prose.
    """
    fields = observation.fields
    if not observation.is_extracted:
        return _judged_as_text(article, observation, off)
    pieces = _pieces_of(article, observation)
    corrected = pieces
    profiled: dict[int, Verdict] = {}
    if profile is not None and len(profile.articles) >= MIN_PAGES:
        corrected, profiled = correct_by_profile(pieces, observation.lines, profile, off)
    said = {i: line.verdict for i, line in enumerate(observation.lines) if line.verdict is not None}
    corrected, doubt = _without_links(corrected)
    by_profile = observation.by_profile
    if observation.alone and corrected == pieces and not profiled:
        verdicts, head = [verdict or _NOT_EXTRACTED[False] for verdict in observation.alone], observation.alone_head
    else:
        pieces = [piece.with_kept(i not in said) if piece.kept else piece for i, piece in enumerate(corrected)]
        decided = _page_verdicts(pieces, fields, off, profiled | said, by_profile=by_profile)
        verdicts, head = _judge_body(pieces, decided, off)
    lines = [piece.line for piece in pieces]
    verdicts = _with_reasons(pieces, verdicts)
    judgement = Judgement(lines, verdicts, fill_fields(fields, head, lines, verdicts, article.page_blocks), doubt)
    judgement = _with_body(judgement)
    if not _n_words_left(judgement):
        judgement = _less_removed(article, pieces, judgement, by_profile)
    return _without_walls(article, judgement)


def _with_body(judgement: Judgement) -> Judgement:
    """The judgement with the standfirst as its text, where there is no other: a report of one line without a stop."""
    if any(verdict.kind in BODY_KINDS for verdict in judgement.verdicts):
        return judgement
    verdicts = [keep("lead") if verdict.kind == "standfirst" else verdict for verdict in judgement.verdicts]
    return replace(judgement, verdicts=verdicts)


def _less_removed(article: Article, pieces: Sequence[PagePiece], judgement: Judgement, by_profile: bool) -> Judgement:
    """What was extracted, where the rules leave less of it than one short sentence; else the page's longest prose."""
    verdicts = [
        keep() if piece.kept and verdict.removed else verdict
        for piece, verdict in zip(pieces, judgement.verdicts, strict=True)
    ]
    whole = replace(judgement, verdicts=verdicts, doubt="furniture: the rules take all that was extracted")
    kept = [piece.line.text for piece in pieces if piece.kept]
    if any(is_sentence(text) and not _reason_by_words(text) for text in kept) and _n_words_left(whole):
        return whole
    doubt = judgement.doubt or "next to nothing is left of what was extracted"
    return _longest_prose(article, pieces, judgement.fields, doubt, by_profile=by_profile)


def _pieces_of(article: Article, observation: Observation) -> list[PagePiece]:
    """The page's lines as they were observed; most pages' are not judged anew, and need no shapes."""
    text, blocks = article.text, article.page_blocks
    return [
        PagePiece(make_line((start, end, text[start:end], at)), blocks[at], extracted, joined, None)
        for start, end, at, _, extracted, joined, *_ in observation.lines
    ]


def _judged_as_text(article: Article, observation: Observation, off: Collection[str]) -> Judgement:
    """Of a page on which nothing was extracted, what the rules for text keep; else its longest prose."""
    fields = observation.fields
    judged = judge_text(split_page_lines(article.text), whole_page=True, off=off)
    kept = [line for line, verdict in zip(judged.lines, judged.verdicts, strict=True) if verdict.kind == "paragraph"]
    n_words = sum(len(fold_words(line.text)) for line in kept)
    filled = fill_fields(fields, judged.fields, judged.lines, judged.verdicts, article.page_blocks)
    judgement = replace(judged, fields=filled)
    if n_words < _MIN_ARTICLE_WORDS or not _n_words_left(judgement):
        pieces = _pieces_of(article, observation)
        doubt = f"{n_words} words: no article, neither for the extractor nor by its text"
        judgement = _longest_prose(article, pieces, judgement.fields, doubt)
    return _without_walls(article, judgement)


def _without_links(pieces: Sequence[PagePiece]) -> tuple[list[PagePiece], str | None]:
    """The pieces, and a doubt where what was kept is headlines that link away, with next to no paragraphs among them.

    Then only what is no link stays, if there is a sentence among it: a short report beside a large menu.
    """
    kept = [piece for piece in pieces if piece.kept]
    n_chars = sum(len(piece.line.text) for piece in kept)
    n_link_chars = sum(min(piece.block.n_link_chars, len(piece.line.text)) for piece in kept)
    if not is_mostly_link(n_link_chars, n_chars):
        return list(pieces), None
    unlinked = [piece.with_kept(True) for piece in kept if not piece.is_mostly_link]
    if sum(piece.paragraph for piece in unlinked) >= _MIN_UNLINKED_PARAGRAPHS:
        return list(pieces), None
    doubt = f"links: {n_link_chars} of {n_chars} characters lead elsewhere"
    return [replace(piece, kept=piece.kept and not piece.is_mostly_link) for piece in pieces], doubt


def _longest_prose(
    article: Article, pieces: Sequence[PagePiece], fields: Fields, doubt: str, *, by_profile: bool = False
) -> Judgement:
    """The page's sentences, and lines as long, at the place that has most of them, none a link or named furniture.

    Raises ArticleError("no_article") where they are no more than one short sentence: a page without prose.
    """
    n_chars: Counter[str] = Counter()
    prose: dict[int, str] = {}
    title = find_title(pieces, fields)
    for i, piece in enumerate(pieces):
        text = piece.line.text
        may_be_prose = is_sentence(text) or (
            shape_of(text).n_words >= _MIN_PAGE_WORDS and not is_heading_place(piece.block.path)
        )
        if i != title and may_be_prose and not piece.is_mostly_link and not _furniture_by_name_or_words(piece):
            prose[i] = place_of(piece)
            n_chars[prose[i]] += len(text)
    (place, _), *_ = n_chars.most_common(1) or [("", 0)]
    verdicts = [
        keep("title") if i == title else keep() if prose.get(i) == place else _NOT_EXTRACTED[by_profile]
        for i in range(len(pieces))
    ]
    if (
        sum(shape_of(piece.line.text).n_words for i, piece in enumerate(pieces) if prose.get(i) == place)
        < _MIN_PAGE_WORDS
    ):
        raise ArticleError("no_article", f"{article.source_path}: no article, {doubt}")
    return Judgement([piece.line for piece in pieces], _with_reasons(pieces, verdicts), fields, doubt)


def _furniture_by_name_or_words(piece: PagePiece) -> bool:
    return bool(place_reason(piece.block.path) or _reason_by_words(piece.line.text))


def _n_words_left(judgement: Judgement) -> int:
    """How many words are left of the page, its title with them; 0 where they are fewer than one short sentence."""
    kept = [line for line, verdict in zip(judgement.lines, judgement.verdicts, strict=True) if not verdict.removed]
    if not any(verdict.kind in BODY_KINDS for verdict in judgement.verdicts):
        return 0
    n_words = 0
    for line in kept:
        n_words += shape_of(line.text).n_words
        if n_words >= _MIN_PAGE_WORDS:
            return n_words
    return 0


def _without_walls(article: Article, judgement: Judgement) -> Judgement:
    """The judgement with what else the page may be; raises ArticleError for an error page and a consent wall."""
    kept = kept_words(judgement)
    if wall := wall_instead(judgement, kept, article.page_blocks):
        raise ArticleError("no_article", f"{article.source_path}: no article, {wall}")
    return replace(judgement, doubt=judgement.doubt or resemblance(judgement, kept, article.page_blocks))


def _page_pieces(article: Article, alignment: Alignment, off: Collection[str]) -> Sequence[PagePiece]:
    """The page's lines, those cut that trafilatura kept in part, with what it made of each."""
    source_lines = article.source_text.split("\n")
    parts: list[tuple[Line, bool]] = []
    for line in split_page_lines(article.text):
        share = alignment.share(line.page_line)
        cut = None
        if _NO_SHARE < share < _WHOLE_SHARE:
            cut = _cut_places(line, source_lines[line.page_line], alignment)
        if cut is None:
            parts.append((line, share > 0.5))
        else:
            start, end = cut
            cuts = (line.part(0, start), False), (line.part(start, end), True), (line.part(end, len(line.text)), False)
            parts += [(part, kept) for part, kept in cuts if part.text]
    if DATA_BLOCK in article.page_blocks:
        # The article stands in the page's data alone: what the extractor took is something else.
        parts = [(line, article.page_blocks[line.page_line] == DATA_BLOCK) for line, _ in parts]
    _keep_marks_between(parts)
    pieces = []
    for line, kept in parts:
        at, text = line.page_line, line.text
        letters = alignment.folded_lines[at] if text == source_lines[at] else None
        shape = shape_of(text) if kept else None
        pieces.append(PagePiece(line, article.page_blocks[at], kept, at in alignment.joined, shape, letters))
    return restore_all(RESTORERS, pieces, off)


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


def _keep_marks_between(parts: list[tuple[Line, bool]]) -> None:
    """A line of marks alone ("* * *") goes with the lines around it."""
    for i in range(1, len(parts) - 1):
        line = parts[i][0]
        if parts[i - 1][1] and parts[i + 1][1] and not any(map(str.isalnum, line.text)):
            parts[i] = line, True


# Stands for every line that trafilatura left out, or the outlet's profile where that told the page, until its reason is
# looked for: observing does not need it.
_NOT_EXTRACTED = {False: remove("boilerplate", EXTRACTOR_RULE), True: remove("boilerplate", PROFILE_RULE)}


def _page_verdicts(
    pieces: Sequence[PagePiece],
    fields: Fields,
    off: Collection[str],
    told: Mapping[int, Verdict] = MappingProxyType({}),
    *,
    by_profile: bool = False,
) -> list[Verdict | None]:
    """What the page's own evidence says of each piece; None where it says nothing against a kept one."""
    draft = PageDraft(pieces, fields, told, by_profile)
    apply_rules(PAGE_RULES, draft, off)
    return draft.verdicts


def _with_reasons(pieces: Sequence[PagePiece], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts, with its reason for each line that was not extracted, or that is not of the page's data."""
    not_extracted = tuple(_NOT_EXTRACTED.values())
    return [
        remove(_furniture_reason(piece), verdict.rule) if verdict in not_extracted else verdict
        for piece, verdict in zip(pieces, verdicts, strict=True)
    ]


def _furniture_reason(piece: PagePiece) -> str:
    """Why a line outside the article is what it is, by its words, its place and its links."""
    reason, n_words = _said_by_words(piece.line.text)
    if not reason:
        reason = place_reason(piece.block.path)
        # Beside menus, in side columns and feet, stand sentences that are of none: of 120 pages' lines there 2 in 100.
        if reason == "navigation" and not piece.is_link and is_sentence(piece.line.text):
            reason = "boilerplate"
    if not reason and piece.is_link:
        return "related_link" if n_words >= _MIN_LINKED_WORDS else "navigation"
    return reason or "boilerplate"


def _reason_by_words(text: str) -> str | None:
    return _said_by_words(text)[0]


@remembered  # an outlet's pages have the same menus
def _said_by_words(text: str) -> tuple[str | None, int]:
    """The reason that the words give, and how many they are."""
    words = fold_words(text)
    reason = own_reason(text, words)
    if not reason and is_date_line(text):
        reason = "date"
    if not reason and is_byline(text):
        reason = "byline"
    return reason or caption_reason(text, len(words)), len(words)


def _judge_body(
    pieces: Sequence[PagePiece], decided: Sequence[Verdict | None], off: Collection[str]
) -> tuple[list[Verdict], Fields]:
    """The verdicts, with those of the rules for text on what the page left; and what the text's head says."""
    body = [i for i, verdict in enumerate(decided) if verdict is None or verdict.kind is not None]
    shapes = [pieces[i].shape or shape_of(pieces[i].line.text) for i in body]
    judged, head = judge_shapes(shapes, [decided[i] for i in body], off=off)
    verdicts = [verdict or keep() for verdict in decided]
    for i, verdict in zip(body, judged, strict=True):
        verdicts[i] = verdict
    return verdicts, head
