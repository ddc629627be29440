"""The rules for HTML pages, in the order in which they run; then what is left goes through the rules for text.

Before them the restorers run on what trafilatura took; between, on pages of an outlet that is known, `OUTLET_RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.outlets.rules import OUTLET_RULES
from copydesk.strip.pages.body_place import (
    linked_lines,
    other_articles,
    other_stories,
    outside_body,
    own_repeats,
    recover_half,
    recover_lost,
    recover_posts,
    recover_questions,
    recover_titled,
)
from copydesk.strip.pages.draft import PageDraft
from copydesk.strip.pages.head import (
    beside_title,
    bylines_below_title,
    find_standfirst,
    find_title,
    standfirst_kind,
)
from copydesk.strip.pages.live_posts import recover_times
from copydesk.strip.pages.named_boxes import named_as_furniture
from copydesk.strip.pages.places import is_embedded_post, sure_reason
from copydesk.strip.rule import Found, Restorer, Rule, rule_name
from copydesk.strip.texts.embeds import is_post_mark


def _title(draft: PageDraft) -> Iterator[int]:
    title = find_title(draft.pieces, draft.fields)
    yield from () if title is None else (title,)


def _title_again(draft: PageDraft) -> Iterator[int]:
    title = draft.title()
    yield from () if title is None else beside_title(draft.pieces, title, draft.fields)


def _byline(draft: PageDraft) -> Iterator[int]:
    title = draft.title()
    yield from () if title is None else bylines_below_title(draft.pieces, title)


def _standfirst(draft: PageDraft) -> Iterator[Found]:
    title = draft.title()
    found = None if title is None else find_standfirst(draft.pieces, draft.fields, title)
    if found is not None:
        yield Found(found, standfirst_kind(draft.pieces[found]))


def _told_by(rule: str) -> Callable[[PageDraft], list[Found]]:
    """What the rule said already, of lines that it cannot see here: to the page's data, or to the outlet's profile."""
    return lambda draft: [
        Found(i, verdict.reason, verdict.rule.removeprefix(rule))
        for i, verdict in draft.told.items()
        if rule_name(verdict.rule) == rule
    ]


def _by_piece(test: Callable[[PagePiece], object]) -> Callable[[PageDraft], list[int]]:
    """The undecided lines of which it is true."""
    return lambda draft: [i for i, piece in enumerate(draft.pieces) if draft.verdicts[i] is None and test(piece)]


def _is_of_post(piece: PagePiece) -> bool:
    return is_embedded_post(piece.block.path) and not is_post_mark(piece.line.text)


def _not_extracted(draft: PageDraft) -> list[int]:
    return [] if draft.by_profile else _not_kept(draft)


def _not_in_profile(draft: PageDraft) -> list[int]:
    return _not_kept(draft) if draft.by_profile else []


def _not_kept(draft: PageDraft) -> list[int]:
    return [i for i, piece in enumerate(draft.pieces) if draft.verdicts[i] is None and not piece.kept]


def _at_sure_places(draft: PageDraft) -> Iterator[Found]:
    for i, piece in enumerate(draft.pieces):
        if draft.verdicts[i] is None and (reason := sure_reason(piece.block.path)):
            yield Found(i, reason)


RESTORERS: tuple[Restorer[Sequence[PagePiece]], ...] = (
    Restorer(
        "page.titled",
        recover_titled,
        "the prose straight below the h1, in place of other stories that each stand under a link, where nothing but "
        "those was taken",
    ),
    Restorer(
        "page.half",
        recover_half,
        "the page's largest place of prose, where less than half of it was taken and it is larger than all that was",
        "other stories' texts, and copies of what was taken",
    ),
    Restorer(
        "page.posts",
        recover_posts,
        "what embedded posts say, between the first and the last sentence",
    ),
    Restorer(
        "page.questions",
        recover_questions,
        "questions straight above a paragraph, in a heading or where an element's name says so: an accordion's buttons",
        "linked questions elsewhere: other stories",
    ),
    Restorer(
        "page.lost",
        recover_lost,
        "paragraphs at the place where the paragraphs stand, and subheadings, lists and lines between them",
        "what is named as furniture; notes below the last paragraph",
    ),
    Restorer(
        "page.times",
        recover_times,
        "the time above each of a live blog's posts",
        "times with a name or a headline on their line",
    ),
)

PAGE_RULES: tuple[Rule[PageDraft], ...] = (
    Rule(
        "page.title", "", "HTML", _title,
        "the heading that agrees with the page's data, a line that equals their title, or the only h1",
        keeps="title",
    ),
    Rule(
        "page.title_again", "repeated", "HTML", _title_again,
        "each copy of the title, and the kicker that stands with it in one heading and in the field",
    ),
    Rule(
        "page.byline", "byline", "HTML", _byline,
        "the lines between title and text that say who wrote it",
        "a paragraph that begins with a name",
    ),
    Rule(
        "page.standfirst", "", "HTML", _standfirst,
        "the line under the title whose element is named so, that the page's description repeats, or that is no "
        "sentence; a sentence that was extracted, or a long one, stands in the text, too",
        "a line that stands where the paragraphs stand; one that is longer than all that follows",
        keeps="standfirst",
    ),
    Rule(
        "page.below_data", "boilerplate", "HTML", _told_by("page.below_data"),
        "what stands below the last line of schema.org's `articleBody`, elsewhere than the paragraphs: at most 5% of "
        "the text",
        "everything, where the data do not hold the text above",
    ),
    Rule(
        "page.live_post", "live_post", "HTML", _told_by("page.live_post"),
        "a live blog's posts, where its opening is an article by itself",
        'all posts with `live_posts = "keep"`; a Q&A, dated sections, a timeline',
    ),
    *(
        Rule(rule.name, rule.reason, "HTML", _told_by(rule.name), rule.takes, rule.spares)
        for rule in OUTLET_RULES
        if not rule.keeps
    ),
    Rule(
        "page.trafilatura", "boilerplate", "HTML", _not_extracted,
        "what the extractor left out, or what stands beside an article that the page has in its data alone; its "
        "reason is told by its words, its place and its links",
    ),
    Rule(
        "profile.article", "boilerplate", "HTML", _not_in_profile,
        "what stands elsewhere than the outlet's articles do, on a page that an earlier batch's profile tells in place "
        "of the extractor; its reason as with that",
        "pages on which much stands at unknown places, and one in sixteen, to compare: they are extracted, and all are "
        "where the rule is turned off",
    ),
    Rule(
        "page.joined", "", "HTML", _by_piece(lambda piece: piece.joined),
        "lines that make one paragraph of the extractor's",
        keeps="paragraph",
    ),
    Rule(
        "page.embedded_post", "", "HTML", _by_piece(_is_of_post),
        "what an embedded post says; its signature goes as in texts (`text.embedded_post`)",
        keeps="paragraph",
    ),
    Rule(
        "page.sure_place", "", "HTML", _at_sure_places,
        "lines in elements whose names leave no doubt",
    ),
    Rule(
        "page.place", "", "HTML", named_as_furniture,
        "lines whose innermost elements are named as furniture, or are another story's card, at most 15% of the text "
        "for one reason; comments however many, below the article",
        'whole articles in elements called "card" or "teaser"; a line of more than eight words in an element named '
        '"time"',
    ),
    Rule(
        "page.other_article", "related_link", "HTML", other_articles,
        "whole articles that follow the titled one, each in an element named `article`",
        "the page's articles, where another comes before the titled one",
    ),
    Rule(
        "page.other_story", "related_link", "HTML", other_stories,
        "three and more texts below the article, each no longer than a standfirst and under a link of its own "
        "wording: a fifth of the text at most, or parted from it by an element `article` or their elements' names",
        "a list that is more of the text: it may be what the article is about; linked questions with their answers",
    ),
    Rule(
        "page.outside_body", "boilerplate", "HTML", outside_body,
        "fragments above the first and below the last paragraph, outside the place where the paragraphs stand; far "
        "prose below it, if it is little",
        "prose beside the paragraphs, or wherever much of it stands; headings and list items straight above the "
        "first paragraph; all, where it is nearly all of the page",
    ),
    Rule(
        "page.linked_line", "related_link", "HTML", linked_lines,
        "a line that is one link, alone between two paragraphs, and shouts or points",
        "all other such lines: products, sources, subheadings",
    ),
    Rule(
        "page.own_repeats", "", "HTML", own_repeats,
        "what the article says again at the same kind of place: a plan's meals, a refrain",
        keeps="paragraph",
    ),
)  # fmt: skip
