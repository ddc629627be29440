"""Where the body stands on one page: what was lost there comes back, what was kept elsewhere goes."""

from dataclasses import replace

from copydesk.records import PageBlock
from copydesk.strip.judgement import Fields, keep
from copydesk.strip.lines.pieces import PagePiece, page_piece
from copydesk.strip.lines.splitting import Line
from copydesk.strip.pages.body_place import (
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
    return page_piece(Line(0, len(text), text), block, kept=kept, joined=False)


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
