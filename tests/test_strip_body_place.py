"""Where the body stands on one page: what was lost there comes back, what was kept elsewhere goes."""

from dataclasses import replace

import pytest

from copydesk.records import PageBlock
from copydesk.strip.judgement import Fields, keep
from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.lines.shape import shape_of
from copydesk.strip.lines.splitting import Line
from copydesk.strip.pages.body_place import (
    find_body_place,
    linked_lines,
    other_articles,
    other_stories,
    outside_body,
    recover_questions,
)
from copydesk.strip.pages.draft import PageDraft
from copydesk.strip.pages.rules import RESTORERS
from copydesk.strip.rule import restore_all

BODY = "html/body/main/article/div.text"
PROSE = "The ferry number {n} left the harbour at noon with {n} people on board, the company said on day {n}."


def piece(text: str, path: str, *, kept: bool = True, n_link_chars: int = 0) -> PagePiece:
    block = PageBlock(path=path, tag=path.rsplit("/", 1)[-1].split(".")[0], n_link_chars=n_link_chars)
    return PagePiece(Line(0, len(text), text), block, kept, False, shape_of(text) if kept else None)


def body(n: int, *, start: int = 0, kept: bool = True) -> list[PagePiece]:
    return [piece(PROSE.format(n=start + k), f"{BODY}/p", kept=kept) for k in range(n)]


def recovered(pieces: list[PagePiece]) -> list[bool]:
    restored = restore_all(RESTORERS, pieces)
    return [after.kept and not before.kept for before, after in zip(pieces, restored, strict=True)]


def gone(pieces: list[PagePiece]) -> set[int]:
    return set(outside_body(draft_of(pieces)))


def draft_of(pieces: list[PagePiece], title: int | None = None) -> PageDraft:
    draft = PageDraft(pieces, Fields(), {})
    if title is not None:
        draft.verdicts[title] = keep("title")
    return draft


def test_a_subheading_between_the_paragraphs_comes_back() -> None:
    """By its element or by its name; other fragments beside it do not."""
    heads = [piece("What the ferry cost", f"{BODY}/{step}", kept=False) for step in ("h2", "div.subhead", "div.ad")]
    assert recovered([*body(3), *heads, *body(3, start=3)]) == [False] * 3 + [True, True, False] + [False] * 3


def test_a_linked_or_captioned_line_does_not_come_back() -> None:
    """Neither is a paragraph of the body, wherever it stands."""
    link = piece(PROSE.format(n=50), f"{BODY}/p", kept=False, n_link_chars=90)
    caption = piece("The ferry left the harbour at noon. (Photo: Jane Doe/AFP)", f"{BODY}/p", kept=False)
    assert not any(recovered([*body(3), link, caption, *body(3, start=3)]))


def test_a_paragraph_lost_in_the_body_comes_back() -> None:
    """It stands among its like."""
    assert recovered([*body(3), *body(1, start=3, kept=False), *body(3, start=4)])[3]


def test_a_list_lost_between_the_paragraphs_comes_back() -> None:
    """And a line among them; not a linked item, one deeper in a box, nor a list below the paragraphs or above them."""
    item = piece("A jar of flour", f"{BODY}/ul/li", kept=False)
    link = piece("Ferry goes to the museum", f"{BODY}/ul/li", kept=False, n_link_chars=24)
    boxed = piece("Ferry goes to the museum", f"{BODY}/div.box/ul/li", kept=False)
    line = piece("Price range: 20 to 40", f"{BODY}/p", kept=False)
    pieces = [item, *body(3), item, link, boxed, line, *body(3, start=3), item]
    assert recovered(pieces) == [False] * 4 + [True, False, False, True] + [False] * 4


def test_a_list_between_two_lines_of_a_short_report_comes_back() -> None:
    """Beside both of them; not tags, nor the links of another list."""
    items = [piece(text, f"{BODY}/ul/li", kept=False) for text in ("Line 4: by Lime Street", "Line 7: no change")]
    assert recovered([*body(1), *items, *body(1, start=1)]) == [False, True, True, False]
    tags = [piece(text, f"{BODY}/ul.tags/li", kept=False) for text in ("Harbour", "Storm")]
    links = [piece(text, f"{BODY}/ul/li", kept=False, n_link_chars=9) for text in ("Storm hits", "Ferry sinks")]
    assert not any(recovered([*body(1), *tags, *body(1, start=1), *links, *body(1, start=2)]))
    assert not any(recovered([*body(1), *items, piece("© Hartley Post", "html/body/footer")]))


def test_a_list_of_tags_does_not_come_back() -> None:
    """Its name says what it is, as does an advert's."""
    tags = [piece(text, f"{BODY}/ul.tags/li", kept=False) for text in ("Harbour", "Storm")]
    advert = piece("Buy one boat", f"{BODY}/p.ad", kept=False)
    assert not any(recovered([*body(3), *tags, advert, *body(3, start=3)]))


def test_a_note_below_the_body_stays_out_and_half_of_it_comes_back() -> None:
    """One line may be anything; three paragraphs that are a quarter of the body are the body."""
    assert not any(recovered([*body(8), *body(1, start=8, kept=False)]))
    assert recovered([*body(8), *body(4, start=8, kept=False)]) == [False] * 8 + [True] * 4


def asked(pieces: list[PagePiece]) -> list[bool]:
    return [after.kept and not before.kept for before, after in zip(pieces, recover_questions(pieces), strict=True)]


def test_a_question_straight_above_its_answer_comes_back() -> None:
    """In a heading, or where the element says so, a link too; not a promoted story's, nor one above no paragraph."""
    ask = "What did the ferry cost?"
    for step in ("h3", "button.faq-question", "h2.accordion-header/button.accordion-button", "details/summary"):
        assert asked([*body(3), piece(ask, f"{BODY}/{step}", kept=False), *body(3, start=3)])[3], step
    linked = piece(ask, f"{BODY}/div.accordion-item/h3", kept=False, n_link_chars=len(ask))
    assert asked([*body(3), linked, *body(3, start=3)])[3]
    promoted = piece(ask, f"{BODY}/div.promo/h3", kept=False, n_link_chars=len(ask))
    plain = piece(ask, f"{BODY}/div.poll/span", kept=False)
    assert not any(asked([*body(3), promoted, *body(3, start=3), plain, *body(2, start=6)]))
    assert not any(asked([*body(3), piece(ask, "html/body/div.faq/h3", kept=False), piece("Yes", f"{BODY}/b")]))


def test_the_largest_place_of_prose_comes_back_where_hardly_any_of_it_was_kept() -> None:
    """The extractor took a box for the article."""
    box = piece("Readers of the letter know of the ferry before all others do, every morning.", "html/body/aside/p")
    assert recovered([box, *body(6, kept=False)]) == [False] + [True] * 6
    comments = [piece(PROSE.format(n=n), "html/body/div.comments/p", kept=False) for n in range(6)]
    assert not any(recovered([box, *comments]))


def test_fragments_above_and_below_the_body_go() -> None:
    """Not those in the body, nor a heading of more text."""
    crumb = piece("News from the harbour", "html/body/nav.n/ul/li")
    inner = piece("What the ferry cost", f"{BODY}/div.box/p")
    last = piece("More of the harbour", "html/body/footer/div")
    assert gone([crumb, *body(3), inner, *body(3, start=3), last]) == {0, 8}
    more = [piece(PROSE.format(n=n), "html/body/main/article/section/p") for n in range(10, 16)]
    assert not gone([*body(12), last, *more])


def test_headings_and_key_points_straight_above_the_body_stay() -> None:
    """They head it, in a box of their own or outside the section; not with a line between that was not kept."""
    heads = [
        piece("Key takeaways", "html/body/main/article/div.points/h4"),
        piece("Kitchens cost the most", "html/body/main/article/div.points/ul/li"),
        piece("Step 1: The plan", "html/body/main/article/h2"),
    ]
    assert not gone([*heads, *body(6)])
    contents = [piece("Contents", "html/body/main/div.toc/h2"), piece("The plan", "html/body/main/ul/li", kept=False)]
    links = [piece(city, "html/body/main/ul/li", n_link_chars=len(city)) for city in ("Hartley", "Seaham")]
    assert set(gone([*contents, *links, *body(6)])) == {0, 2, 3}


def test_a_catalogue_with_a_few_sentences_stays() -> None:
    """Nearly all of it stands outside them; half of the words may be furniture."""
    rows = [piece(f"Pages {n} to {n + 9}: hinges, handles", "html/body/main/table/tr/td") for n in range(90)]
    assert not gone([*body(3), *rows])
    assert len(gone([*body(6), *rows[:20]])) == 20


def test_what_introduces_a_list_of_paragraphs_stays() -> None:
    """A recipe's steps are items of a list, its ingredients stand above it; the menu does not stand beside the list."""
    steps = [piece(PROSE.format(n=n), f"{BODY}/ol/li") for n in range(4)]
    menu = piece("Recipes of the day", "html/body/main/div.menu")
    pieces = [menu, piece("300 g of flour", f"{BODY}/p"), *steps, piece("Serves four", f"{BODY}/p")]
    assert gone(pieces) == {0}


def test_much_prose_far_below_the_body_stays() -> None:
    """A note on the author goes, a second half does not."""
    far = "html/div/div/p"
    assert gone([*body(10), piece(PROSE.format(n=90), far)]) == {10}
    assert not gone([*body(10), *[piece(PROSE.format(n=90 + n), far) for n in range(6)]])


def test_another_article_below_the_titled_one_goes() -> None:
    """Not one above it, and nothing where the titled one has no text of its own."""
    title = piece("The ferry is late", "html/body/article#one/h1")
    first = [piece(PROSE.format(n=n), "html/body/article#one/p") for n in range(8)]
    second = [piece(PROSE.format(n=10 + n), "html/body/article#two/p") for n in range(4)]
    pieces = [*second, title, *first, *second]
    assert other_articles(draft_of(pieces, title=4)) == [13, 14, 15, 16]
    assert not other_articles(draft_of([title, *second], title=0))
    assert not other_articles(draft_of(pieces))


def story(n: int, *, linked: bool = True) -> list[PagePiece]:
    headline = f"Ferry {'ABCDE'[n % 5]} goes to the museum"
    where = "html/body/div.more/div.next"
    above = piece(headline, f"{where}/h2", kept=False, n_link_chars=len(headline) * linked)
    return [above, piece(PROSE.format(n=n), f"{where}/p")]


def moved(pieces: list[PagePiece], old: str, new: str) -> list[PagePiece]:
    """The same in other elements."""
    return [replace(p, block=p.block._replace(path=p.block.path.replace(old, new))) for p in pieces]


def unparted(pieces: list[PagePiece]) -> list[PagePiece]:
    """The same on a page without an element "article"."""
    return moved(pieces, "/article/", "/")


def test_other_stories_longer_than_a_report_go_where_elements_part_them() -> None:
    """It is in an "article" and they are not, or they are named as such; not reviews in one element with the intro,
    nor questions under links.
    """
    pieces = [piece("The ferry is late", f"{BODY}/h1"), *body(2), *story(13), *story(14), *story(15)]
    assert other_stories(draft_of(pieces, title=0)) == {4, 6, 8}
    assert not other_stories(draft_of(unparted(pieces), title=0))
    named = moved(unparted(pieces), ".more", ".teasers")
    assert other_stories(draft_of(named, title=0)) == {4, 6, 8}
    asked = [
        piece(f"{p.line.text}?", p.block.path, kept=False, n_link_chars=99) if p.block.tag == "h2" else p
        for p in pieces
    ]
    assert not other_stories(draft_of(asked, title=0))


def test_a_list_of_other_stories_below_the_article_goes() -> None:
    """Each text under a headline that is a link."""
    title = piece("The ferry is late", f"{BODY}/h1")
    pieces = [title, *body(13), *story(13), *story(14), *story(15)]
    assert other_stories(draft_of(pieces, title=0)) == {15, 17, 19}
    assert not other_stories(draft_of(pieces))


def test_sections_of_the_article_are_no_list_of_other_stories() -> None:
    """Where their headings are no links, where there are two, where the article goes on below them or begins there.

    Nor are posts, each under the same link to itself, and what is a good part of the text: reviews, products.
    """
    title = piece("The ferry is late", f"{BODY}/h1")
    links = [piece(f"Link to this post, 10:3{n}", f"{BODY}/div.post", kept=False, n_link_chars=24) for n in range(3)]
    posts = [line for n, link in enumerate(links, 13) for line in (link, story(n)[1])]
    for pieces in (
        [title, *body(13), *story(13), *story(14, linked=False), *story(15)],
        [title, *body(13), *story(13), *story(14)],
        [title, *body(13), *story(13), *story(14), *story(15), *body(1, start=20)],
        [title, *story(13), *story(14), *story(15)],
        [title, *body(13), *posts],
        unparted([title, *body(3), *story(13), *story(14), *story(15)]),
    ):
        assert not other_stories(draft_of(pieces, title=0))


def listed(n_paragraphs: int, *, n_words: int = 19) -> bool:
    """Whether three other stories go below so many paragraphs, one of them with a text of so many words."""
    title = piece("The ferry is late", f"{BODY}/h1")
    headline, _ = story(13)
    text = piece(" ".join(["ferry"] * (n_words - 1)) + " late.", "html/body/div.more/div.next/p")
    pieces = unparted([title, *body(n_paragraphs), headline, text, *story(14), *story(15)])
    return len(other_stories(draft_of(pieces, title=0))) == 3


def test_a_list_of_other_stories_is_a_fifth_of_the_text_at_most() -> None:
    """Of about the same length: three of 16 paragraphs, not three of 13."""
    assert listed(14, n_words=16)
    assert not listed(10, n_words=16)


def test_another_storys_text_is_no_longer_than_a_standfirst() -> None:
    """That is 45 words."""
    assert listed(24, n_words=45)
    assert not listed(24, n_words=46)


@pytest.mark.parametrize(("text", "goes"), [("FERRY GOES TO MUSEUM", True), ("FERRY TO MUSEUM", False)])
def test_a_linked_line_shouts_in_four_words(text: str, goes: bool) -> None:
    """Fewer are a label of the article's own."""
    pieces = [*body(2), piece(text, f"{BODY}/p", n_link_chars=len(text)), *body(2, start=2)]
    assert (2 in linked_lines(draft_of(pieces))) == goes


@pytest.mark.parametrize(("n_paragraphs", "goes"), [(12, True), (10, False)])
def test_prose_far_below_the_body_is_little(n_paragraphs: int, goes: bool) -> None:
    """A seventh of the words is, a sixth is not."""
    notes = [piece(PROSE.format(n=90 + n), path) for n, path in enumerate(("html/div/div/p", "html/div/section/p"))]
    assert bool(gone([*body(n_paragraphs), *notes])) == goes


@pytest.mark.parametrize(("parent", "comes_back"), [("html/body/main", True), ("html/body", False)])
def test_a_sections_heading_stands_two_boxes_outside_its_paragraphs_at_most(parent: str, comes_back: bool) -> None:
    """Further out it is the page's."""
    pieces = [*body(3), piece("What the ferry cost", f"{parent}/h2", kept=False), *body(3, start=3)]
    assert recovered(pieces)[3] == comes_back


@pytest.mark.parametrize(("n_linked", "comes_back"), [(5, True), (6, False)])
def test_a_lost_half_under_links_is_other_stories(n_linked: int, comes_back: bool) -> None:
    """Five of ten paragraphs may have a link above them, six may not."""
    title, kept = piece("The ferry is late", f"{BODY}/h1"), piece(PROSE.format(n=90), "html/body/div/div/p")
    lost = body(10, kept=False)
    link = piece("Read on", f"{BODY}/div", kept=False, n_link_chars=7)
    pieces = [title, *[x for i, line in enumerate(lost) for x in ([link, line] if i < n_linked else [line])], kept]
    assert any(recovered(pieces)) == comes_back


@pytest.mark.parametrize(
    ("headline", "link_share", "goes"),
    [("Ferry {} goes far", 1, True), ("Ferry {} goes on", 1, False), ("Ferry {} goes far", 0.92, True),
     ("Ferry {} goes far", 0.85, False)],
    ids=["16 characters", "15 characters", "most of it a link", "part of it a link"],
)  # fmt: skip
def test_other_stories_stand_under_headlines_that_are_links(headline: str, link_share: float, goes: bool) -> None:
    """Where no element says that they are headings, their length does."""
    stories = []
    for n, letter in enumerate("ABC"):
        text = headline.format(letter)
        link = piece(text, "html/body/div.more/div", kept=False, n_link_chars=round(link_share * len(text)))
        stories += [link, piece(PROSE.format(n=n), "html/body/div.more/p")]
    pieces = [piece("The ferry is late", f"{BODY}/h1"), *body(20), *stories]
    assert bool(other_stories(draft_of(pieces, title=0))) == goes


@pytest.mark.parametrize(
    ("n_here", "n_elsewhere", "found"), [(6, 4, True), (11, 9, False), (3, 0, True), (2, 0, False)]
)
def test_the_body_is_three_paragraphs_at_one_place_and_most_of_the_prose(
    n_here: int, n_elsewhere: int, found: bool
) -> None:
    """Six of ten are, eleven of twenty are not; nor are two alone."""
    elsewhere = [piece(PROSE.format(n=50 + n), f"html/body/main/div.box{'abcdefghi'[n]}/p") for n in range(n_elsewhere)]
    assert (find_body_place([*body(n_here), *elsewhere]) is not None) == found


@pytest.mark.parametrize(("n_own", "goes"), [(5, True), (4, False)])
def test_the_titled_article_of_several_has_a_hundred_words(n_own: int, goes: bool) -> None:
    """With less it may be the others' introduction."""
    title = piece("The ferry is late", "html/body/article#one/h1")
    own = [piece(PROSE.format(n=n), "html/body/article#one/p") for n in range(n_own)]
    other = [piece(PROSE.format(n=10 + n), "html/body/article#two/p") for n in range(4)]
    assert bool(other_articles(draft_of([title, *own, *other], title=0))) == goes


@pytest.mark.parametrize(("n_between", "comes_back"), [(1, True), (2, False)])
def test_the_first_subheading_stands_close_above_the_first_paragraph(n_between: int, comes_back: bool) -> None:
    """With one line between them at most."""
    head = piece("What the ferry cost", f"{BODY}/h2", kept=False)
    between = [piece("Share", f"{BODY}/div.share", kept=False)] * n_between
    assert recovered([head, *between, *body(3)])[0] == comes_back


@pytest.mark.parametrize(("n_kept", "comes_back"), [(11, True), (14, False)])
def test_what_was_lost_below_the_body_is_a_good_part_of_it(n_kept: int, comes_back: bool) -> None:
    """Three paragraphs of eleven come back, of fourteen they are a note."""
    assert recovered([*body(n_kept), *body(3, start=50, kept=False)])[-1] == comes_back


@pytest.mark.parametrize(("n_chars", "comes_back"), [(155, True), (140, False)])
def test_a_lost_half_has_three_hundred_characters(n_chars: int, comes_back: bool) -> None:
    """In two paragraphs here."""
    lost = [piece(f"{letter * (n_chars - 6)} late.", f"{BODY}/p", kept=False) for letter in "ab"]
    assert any(recovered(lost)) == comes_back


@pytest.mark.parametrize(
    ("n_paragraphs", "path", "goes"),
    [(10, "html/div/div/p", True), (10, "html/body/div/p", False), (9, "html/div/div/p", False)],
    ids=["four levels outside", "three levels outside", "a tenth of the prose"],
)
def test_prose_below_the_body_goes_if_it_is_far_and_little(n_paragraphs: int, path: str, goes: bool) -> None:
    """Four levels outside the paragraphs' parent, and less than a tenth at one place."""
    assert bool(gone([*body(n_paragraphs), piece(PROSE.format(n=90), path)])) == goes
