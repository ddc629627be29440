"""What an outlet's articles show together, and what it does to each of them."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from copydesk.read.json_records import article_from_record
from copydesk.rebuild import rebuild_article
from copydesk.records import Article, OutletProfile
from copydesk.strip import StripOptions, learn_profiles, observe, strip_article, strip_articles
from copydesk.strip.options import DEFAULTS
from copydesk.strip.outlets.observation import Observation
from copydesk.strip.outlets.paths import path_keys
from copydesk.strip.outlets.profile import MAX_PAGES, known_path

APPEAL = "The Post is read in every village of the valley, and printed by eleven of us."
PLACES = ["harbour", "market", "school", "bridge", "station", "museum", "forest", "airport"]


def sentences(topic: str, n: int = 5) -> list[str]:
    """Prose that no other topic has."""
    return [
        f"The {topic} was closed at {k} o'clock on day {k} for {k + 3} hours, said its {topic} keeper."
        for k in range(n)
    ]


def text(name: str, outlet: str, *lines: str) -> Article:
    return article_from_record({"id": name, "outlet": outlet, "text": "\n".join(lines)}, default_id=name)


def page(name: str, body: str, *, outlet: str = "Post") -> Article:
    return article_from_record(
        {"id": name, "outlet": outlet, "html": f"<html><body>{body}</body></html>"}, default_id=name
    )


def stripped(*articles: Article, options: StripOptions = DEFAULTS) -> list[Article]:
    outcomes = strip_articles(articles, options=options)
    assert all(isinstance(outcome, Article) for outcome in outcomes), outcomes
    return [outcome for outcome in outcomes if isinstance(outcome, Article)]


def test_what_stands_under_every_article_of_an_outlet_goes() -> None:
    """The rule names the recurrence, and nothing is lost."""
    articles = [text(place, "Post", *sentences(place), APPEAL) for place in PLACES[:4]]
    for before, after in zip(articles, stripped(*articles), strict=True):
        assert APPEAL not in after.text
        assert [(r.reason, r.rule) for r in after.removals] == [("repeated", "profile.line")]
        assert rebuild_article(after) == before.source_text


def test_one_article_alone_is_as_without_a_profile() -> None:
    """Nothing recurs, no path has been seen twice."""
    lone = text("a", "Post", *sentences("harbour"), APPEAL)
    assert stripped(lone)[0] == strip_article(lone)
    html = page("b", "<article>" + "".join(f"<p>{line}</p>" for line in sentences("market")) + "</article>")
    assert stripped(html)[0] == strip_article(html)


def test_a_profile_that_can_correct_nothing_need_not_be_learned() -> None:
    """An outlet with one article counts all the same where it is told what stands in several outlets."""
    seen = [observe(text(place, "Post", *sentences(place), APPEAL)) for place in PLACES[:2]]
    seen.append(observe(text("c", "Herald", *sentences("museum"), APPEAL)))
    post, herald = sorted(learn_profiles(seen), key=lambda profile: profile.outlet, reverse=True)
    assert learn_profiles(seen, min_articles=2) == (post,)
    assert max(line.n_outlets for line in post.lines) == 2
    again = observe(text("d", "Herald", *sentences("forest")))
    assert len(learn_profiles([again], earlier=[herald], min_articles=2)) == 1


def test_an_agencys_paragraph_in_two_outlets_stays() -> None:
    """It recurs in one outlet because two of its stories have it, and it stands in another outlet too."""
    wire = "The ministers of both countries meet in Geneva on Monday to talk about the ferry, the agency reported."
    posts = [text(place, "Post", *sentences(place), wire) for place in PLACES[:2]]
    others = [text(place, "Post", *sentences(place)) for place in PLACES[2:5]]
    mail = text("mail", "Mail", *sentences("airport"), wire)
    assert all(wire in article.text for article in stripped(*posts, mail, *others)[:3])


def test_a_storys_background_stays_at_the_end_of_the_next_one() -> None:
    """Two of thirty articles end with it; what one in seven ends with is no background."""
    background = "The ferry sank in the harbour two winters ago, and nobody has been charged with anything since."
    endings = [[background]] * 2 + [[APPEAL]] * 4 + [[]] * 24
    articles = [text(str(k), "Post", *sentences(f"{PLACES[k % 8]} {k}"), *ending) for k, ending in enumerate(endings)]
    after = stripped(*articles)
    assert [background in article.text for article in after[:2]] == [True, True]
    assert not any(APPEAL in article.text for article in after)


def test_a_columns_opening_stays() -> None:
    """Two of an outlet's articles begin so."""
    opening = "Every Friday our gardener answers what readers want to know about their gardens."
    columns = [text(place, "Post", opening, *sentences(place)) for place in PLACES[:2]]
    others = [text(place, "Post", *sentences(place)) for place in PLACES[2:6]]
    assert all(opening in article.text for article in stripped(*columns, *others)[:2])


def test_a_quoted_slogan_stays() -> None:
    """However many articles quote it."""
    slogan = "“We want the ferry back, and we want it now, and we will not go away.”"
    articles = [text(place, "Post", *sentences(place), slogan) for place in PLACES[:4]]
    assert all(slogan in article.text for article in stripped(*articles))


def test_two_versions_of_one_story_lose_nothing() -> None:
    """What recurs is most of the article: no furniture is."""
    first = text("1", "Post", *sentences("harbour", 8))
    second = text("2", "Post", *sentences("harbour", 8), "It was opened again in the evening, said the harbour keeper.")
    for before, after in zip((first, second), stripped(first, second), strict=True):
        assert after.text.split("\n\n") == before.text.split("\n")


@pytest.mark.parametrize("n_versions", [3, 4, 6])
def test_many_versions_of_one_story_lose_nothing(n_versions: int) -> None:
    """They are all that is known of the outlet, so that every line stands in half of its articles and more."""
    story = sentences("harbour", 8)
    versions = [text(f"v{k}", "Post", *story, *sentences(f"quay {k}", 1)) for k in range(n_versions)]
    pages = [
        page(f"p{k}", "<article>" + "".join(f"<p>{line}</p>" for line in story) + f"<p>Update {k}.</p></article>")
        for k in range(n_versions)
    ]
    for batch in (versions, pages):
        assert all(line in after.text for after in stripped(*batch) for line in story)


def test_a_foot_that_one_article_loses_by_itself_goes_from_short_ones() -> None:
    """It is more than half of what they keep, as versions of one story share; but these lose none alone."""
    foot = ["The Post prints news and views from every village of the valley.", APPEAL]
    short = [text(place, "Post", *sentences(place, 1), *foot) for place in PLACES[:3]]
    long = [text(place, "Post", *sentences(place, 12), "Sign up to our newsletter", *foot) for place in PLACES[3:5]]
    kept_alone = [sum(line in strip_article(article).text for line in foot) for article in (*short, *long)]
    assert kept_alone == [2, 2, 2, 0, 0]
    for place, after in zip(PLACES, stripped(*short, *long), strict=False):
        assert not any(line in after.text for line in foot)
        assert sentences(place, 1)[0] in after.text


def test_a_label_that_heads_the_articles_own_text_stays() -> None:
    """ "What we know" stands in every article, with something else under it each time."""
    articles = [text(p, "Post", *sentences(p, 3), "What we know", *sentences(p, 6)[3:]) for p in PLACES[:4]]
    assert all("What we know" in article.text for article in stripped(*articles))


BOX = '<div class="box"><p>{box}</p></div>'


def story(place: str, *, extra: str = "", kind: str = "text") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in sentences(place, 6))
    return f'<main><h1>The {place} is closed</h1><div class="{kind}">{paragraphs}</div>{extra}</main>'


Profiled = tuple[Article, Observation, OutletProfile, str]  # a page with its outlet's profile, and the line in question


def page_with_lost_paragraph() -> Profiled:
    pages = [page(place, story(place)) for place in PLACES[:3]]
    observations = [observe(article) for article in pages]
    at = next(i for i, line in enumerate(observations[0].lines) if line.kept and line.prose)
    lost = observations[0].lines[at]._replace(extracted=False, kept=False)
    lines = (*observations[0].lines[:at], lost, *observations[0].lines[at + 1 :])
    first = replace(observations[0], lines=lines, alone=())
    (profile,) = learn_profiles([first, *observations[1:]])
    return pages[0], first, profile, pages[0].text[lost.start_char : lost.end_char]


def page_with_box() -> Profiled:
    boxes = [f"Subscribers of the {p} letter read about {p} matters before all others do." for p in PLACES[:6]]
    pages = [page(p, story(p, extra=BOX.format(box=box))) for p, box in zip(PLACES, boxes, strict=False)]
    observations = []
    for n, article in enumerate(pages):
        seen = observe(article)
        kept = n == 0
        lines = [x._replace(extracted=kept, kept=kept) if "div.box" in x.path else x for x in seen.lines]
        observations.append(replace(seen, lines=tuple(lines), alone=()))
    (profile,) = learn_profiles(observations)
    return pages[0], observations[0], profile, boxes[0]


def test_a_paragraph_lost_on_one_page_comes_back_by_its_place() -> None:
    """On the other pages its place holds kept prose."""
    article, seen, profile, sentence = page_with_lost_paragraph()
    assert sentence not in strip_article(article, observation=seen).text
    assert sentence in strip_article(article, observation=seen, profile=profile).text


def test_a_place_that_other_pages_do_not_keep_goes() -> None:
    """One page's extractor was taken in; the rule names place and counts."""
    article, seen, profile, box = page_with_box()
    alone = strip_article(article, observation=seen)
    corrected = strip_article(article, observation=seen, profile=profile)
    assert box in alone.text
    assert box not in corrected.text
    (removal,) = [removal for removal in corrected.removals if removal.text == box]
    assert removal.rule == "profile.path main/div.box/p"
    known = known_path(profile, "html/body/main/div.box/p")
    assert known is not None
    assert (known.verdict, known.n_pages, known.n_kept_pages) == ("furniture", 6, 1)


@pytest.mark.parametrize(
    ("rule", "profiled"), [("profile.prose", page_with_lost_paragraph), ("profile.path", page_with_box)]
)
def test_a_rule_for_an_outlets_places_can_be_turned_off(rule: str, profiled: Callable[[], Profiled]) -> None:
    """Then the page comes out as without a profile."""
    article, seen, profile, line = profiled()
    alone = strip_article(article, observation=seen)
    on, off = (
        strip_article(article, observation=seen, profile=profile, options=StripOptions(rules_off=frozenset(names)))
        for names in ((), (rule,))
    )
    assert (line in on.text) != (line in off.text)
    assert off == alone


def test_the_rule_for_recurring_lines_can_be_turned_off() -> None:
    """For texts and for pages."""
    texts = [text(place, "Post", *sentences(place), APPEAL) for place in PLACES[:4]]
    pages = [page(place, story(place).replace("</div>", f"<p>{APPEAL}</p></div>")) for place in PLACES[:4]]
    off = StripOptions(rules_off=frozenset({"profile.line"}))
    for batch in (texts, pages):
        assert not any(APPEAL in article.text for article in stripped(*batch))
        assert all(APPEAL in article.text for article in stripped(*batch, options=off))


def test_profiles_do_not_depend_on_order() -> None:
    """Nor on how the batch was divided."""
    observations = [observe(text(f"{p}{n}", p[0], *sentences(p + str(n)), APPEAL)) for p in PLACES for n in range(9)]
    shuffled = observations.copy()
    random.Random(1).shuffle(shuffled)
    assert learn_profiles(shuffled) == learn_profiles(observations)


def test_memory_is_bounded_by_a_sample_of_each_outlet() -> None:
    """The same articles whatever the order; what is common is found in them."""
    observations = [observe(text(str(n), "Post", f"Story number {n} is short.", APPEAL)) for n in range(3 * MAX_PAGES)]
    (profile,) = learn_profiles(observations)
    assert len(profile.articles) == MAX_PAGES
    assert max(line.n_pages for line in profile.lines) == MAX_PAGES
    assert learn_profiles(observations[::-1]) == (profile,)


def test_profiles_gather_over_batches() -> None:
    """As if all had been one batch; an article that comes again is not counted again."""
    observations = [observe(text(place, "Post", *sentences(place), APPEAL)) for place in PLACES]
    (whole,) = learn_profiles(observations)
    (half,) = learn_profiles(observations[:4])
    (gathered,) = learn_profiles(observations[2:], earlier=[half])
    assert gathered.articles == whole.articles
    assert {line.digest: line.n_pages for line in gathered.lines} == {line.digest: line.n_pages for line in whole.lines}
    assert learn_profiles([], earlier=[half]) == (half,)


@pytest.mark.parametrize("broken", ["", "\n\n", "\ud800 lone", "﻿", "...\n***"])
def test_any_text_may_be_observed(broken: str) -> None:
    """Empty lines have no digest and recur nowhere."""
    profiles = learn_profiles([observe(text(str(n), "Post", broken)) for n in range(3)])
    assert [profile.outlet for profile in profiles] == ["Post"]


def kept_as(articles: list[Article], n_kept: list[int], part: str) -> list[Observation]:
    """The pages as observed, of whose lines at the place named `part` the first so many are kept."""
    observations = []
    for article, n in zip(articles, n_kept, strict=True):
        seen = observe(article)
        inside = [i for i, line in enumerate(seen.lines) if part in line.path]
        lines = [
            line._replace(extracted=i in inside[:n], kept=i in inside[:n]) if i in inside else line
            for i, line in enumerate(seen.lines)
        ]
        observations.append(replace(seen, lines=tuple(lines), alone=()))
    return observations


def boxed(place: str, n: int) -> Article:
    """A page of six paragraphs with so many others in a box."""
    box = "".join(f"<p>{line}</p>" for line in sentences(f"{place} box", n))
    return page(place, story(place, extra=f'<div class="box">{box}</div>'))


@pytest.mark.parametrize(
    ("n_kept", "verdict"), [(21, "prose"), (20, "mixed"), (7, "mixed"), (6, "furniture")], ids=["21", "20", "7", "6"]
)
def test_a_place_is_prose_from_seven_in_ten_and_furniture_to_two_in_ten(n_kept: int, verdict: str) -> None:
    """Of thirty lines of one length, on two pages."""
    pages = [boxed(place, 15) for place in PLACES[:2]]
    (profile,) = learn_profiles(kept_as(pages, [min(n_kept, 15), max(0, n_kept - 15)], "div.box"))
    known = known_path(profile, "html/body/main/div.box/p")
    assert known is not None
    assert known.verdict == verdict


@pytest.mark.parametrize(("n_others", "verdict"), [(9, "prose"), (11, "mixed")])
def test_a_long_page_counts_for_400_words(n_others: int, verdict: str) -> None:
    """It is kept whole, and of the other one nothing."""
    pages = [boxed("harbour", 60), boxed("market", n_others)]
    (profile,) = learn_profiles(kept_as(pages, [60, 0], "div.box"))
    known = known_path(profile, "html/body/main/div.box/p")
    assert known is not None
    assert known.verdict == verdict


@pytest.mark.parametrize(("n_lines", "goes"), [(3, True), (4, False)])
def test_what_goes_for_its_place_is_little(n_lines: int, goes: bool) -> None:
    """Of nine paragraphs three may go, of ten four may not: they are longer ones."""
    pages = [boxed(place, n_lines) for place in PLACES[:6]]
    observations = kept_as(pages, [n_lines, 0, 0, 0, 0, 0], "div.box")
    (profile,) = learn_profiles(observations)
    corrected = strip_article(pages[0], observation=observations[0], profile=profile)
    assert (sentences("harbour box", 1)[0] not in corrected.text) == goes


@pytest.mark.parametrize(
    ("n_pages", "link_share", "comes_back"),
    [(2, 0, False), (3, 0, True), (3, 0.45, True), (3, 0.55, False)],
    ids=["two pages", "three pages", "less than half a link", "more than half a link"],
)
def test_lost_prose_comes_back_where_three_pages_have_theirs(n_pages: int, link_share: float, comes_back: bool) -> None:
    """And it is no link for the most."""
    pages = [page(place, story(place)) for place in PLACES[:n_pages]]
    first, *others = [observe(article) for article in pages]
    at = next(i for i, line in enumerate(first.lines) if line.kept and line.prose)
    n_chars = first.lines[at].end_char - first.lines[at].start_char
    lost = first.lines[at]._replace(extracted=False, kept=False, n_link_chars=round(link_share * n_chars))
    first = replace(first, lines=(*first.lines[:at], lost, *first.lines[at + 1 :]), alone=())
    (profile,) = learn_profiles([first, *others])
    after = strip_article(pages[0], observation=first, profile=profile)
    assert (sentences(PLACES[0])[0] in after.text) == comes_back


def test_a_paragraph_below_the_text_goes_if_a_tenth_of_the_articles_have_it() -> None:
    """Of 36 that is four; three are a story's next ones."""
    background = "The ferry sank in the harbour two winters ago, and nobody has been charged with anything since."
    endings = [[background]] * 3 + [[APPEAL]] * 4 + [[]] * 29
    articles = [text(str(k), "Post", *sentences(f"{PLACES[k % 8]} {k}"), *ending) for k, ending in enumerate(endings)]
    after = stripped(*articles)
    assert all(background in article.text for article in after[:3])
    assert not any(APPEAL in article.text for article in after)


@pytest.mark.parametrize(("n_words", "stays"), [(12, True), (11, False)])
def test_an_agencys_paragraph_has_twelve_words(n_words: int, stays: bool) -> None:
    """A shorter one that stands in two outlets may be anything."""
    wire = "Ministers meet in Geneva on Monday, and the ferry is late again."
    if n_words == 11:
        wire = wire.replace("the ferry", "Ferry")
    posts = [text(place, "Post", *sentences(place), wire) for place in PLACES[:3]]
    others = [text(place, "Post", *sentences(place)) for place in PLACES[3:]]
    mail = text("mail", "Mail", *sentences("airfield"), wire)
    assert all((wire in article.text) == stays for article in stripped(*posts, mail, *others)[:3])


def test_a_place_is_known_by_its_whole_path_and_its_innermost_steps() -> None:
    """Five of them, and three."""
    assert path_keys("html/body/main/article/div/section/p") == (
        "html/body/main/article/div/section/p",
        "**/main/article/div/section/p",
        "**/div/section/p",
    )
