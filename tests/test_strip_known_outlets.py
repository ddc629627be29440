"""Pages of an outlet that an earlier batch knows are told by its profile; the extractor is asked where it matters."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.errors import BatchError
from copydesk.read.json_records import article_from_record
from copydesk.read.profiles import ProfileTable
from copydesk.rebuild import rebuild_article
from copydesk.records import Article, LineProfile, OutletProfile
from copydesk.strip import Observation, StripOptions, Wrappers, learn_profiles, observe, strip_article, strip_articles
from copydesk.strip.lines.folding import fold
from copydesk.strip.outlets.observation import folded_digest
from copydesk.strip.pages import judging
from copydesk.strip.pages.align import Alignment
from copydesk.strip.pages.wrapper import Wrapper, is_checked

PLACES = ["harbour", "market", "school", "bridge", "station", "museum", "forest", "airport"]
TEASER = "The {place} ferry is late again today, and nobody at the quay knows why that is so."


def sentences(topic: str, n: int = 6) -> list[str]:
    return [
        f"The {topic} was closed at {k} o'clock on day {k} for {k + 3} hours, said its {topic} keeper."
        for k in range(n)
    ]


def page(place: str, *, body: str = "story-body", extra: str = "") -> Article:
    paragraphs = "".join(f"<p>{line}</p>" for line in sentences(place))
    html = (
        f'<html><body><nav><a href="/">Home</a><a href="/news">News</a></nav><main><h1>The {place} is closed</h1>'
        f'<div class="{body}">{paragraphs}{extra}</div></main>'
        f'<aside class="more-box"><p>{TEASER.format(place=place)}</p></aside></body></html>'
    )
    return article_from_record({"id": place, "outlet": "Post", "html": html}, default_id=place)


def seen(article: Article, *, loses_teaser: bool = True) -> Observation:
    """What the extractor tells of it, which on the outlet's pages leaves the teaser out."""
    found = observe(article)
    out = {"extracted": False, "kept": False}
    lines = [line._replace(**out) if loses_teaser and "more-box" in line.path else line for line in found.lines]
    return replace(found, lines=tuple(lines), alone=())


def profile_of(n_pages: int) -> OutletProfile:
    (profile,) = learn_profiles([seen(page(place)) for place in PLACES[:n_pages]])
    return profile


def known(profile: OutletProfile) -> Wrappers:
    return Wrappers({profile.outlet: profile}.get)


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is extracted only to compare."""
    monkeypatch.setattr(judging, "is_checked", lambda article: False)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is."""
    monkeypatch.setattr(judging, "is_checked", lambda article: True)


def test_a_page_of_a_known_outlet_is_told_without_the_extractor(
    monkeypatch: pytest.MonkeyPatch, unchecked: None
) -> None:
    """The rule says so, the title is found, and nothing is lost."""
    profile, article = profile_of(5), page("airport", extra="<h2>What comes next</h2><ul><li>A new pier.</li></ul>")
    monkeypatch.setattr(judging, "extract", None)
    observation = observe(article, wrappers=known(profile))
    assert observation.by_profile
    assert observation.agrees is None
    after = strip_article(article, observation=observation, profile=profile)
    assert after.text.split("\n\n") == [*sentences("airport"), "What comes next", "A new pier."]
    assert after.title == "The airport is closed"
    rules = {removal.text: removal.rule for removal in after.removals}
    assert rules[TEASER.format(place="airport")] == "profile.article"
    assert rebuild_article(after) == article.source_text


def test_a_batch_without_earlier_profiles_is_extracted() -> None:
    """However many pages of an outlet it has itself."""
    outcomes = strip_articles([page(place) for place in PLACES])
    assert all(isinstance(outcome, Article) for outcome in outcomes)
    assert not any(r.rule == "profile.article" for o in outcomes if isinstance(o, Article) for r in o.removals)


@pytest.mark.parametrize(
    ("n_pages", "article"),
    [
        pytest.param(3, page("airport"), id="few pages are known"),
        pytest.param(5, page("airport", body="new-body"), id="the article stands elsewhere"),
        pytest.param(5, page("airport", extra=f'<div class="box">{TEASER}</div>'), id="an unknown box in the article"),
        pytest.param(
            5,
            page("airport", extra=f"</div><section><p>{TEASER} {TEASER}</p></section><div>"),
            id="unknown prose beside the article",
        ),
    ],
)
def test_what_the_profile_cannot_tell_is_extracted(n_pages: int, article: Article, unchecked: None) -> None:
    """As without any profile."""
    assert observe(article, wrappers=known(profile_of(n_pages))) == observe(article)


@pytest.mark.parametrize(
    "options", [StripOptions(fast_path=False), StripOptions(rules_off=frozenset({"profile.article"}))]
)
def test_telling_by_the_profile_can_be_turned_off(options: StripOptions, unchecked: None) -> None:
    """By the setting, or as a rule."""
    article, wrappers = page("airport"), known(profile_of(5))
    assert observe(article, wrappers=wrappers).by_profile
    assert observe(article, options=options, wrappers=wrappers) == observe(article, options=options)


def test_one_page_in_sixteen_is_extracted_to_compare() -> None:
    """Which ones, its text alone says: not its id, its batch or its outlet."""
    articles = [page(f"{place} {n}") for place in PLACES for n in range(100)]
    chosen = [is_checked(article) for article in articles]
    assert 30 <= sum(chosen) <= 70
    assert [is_checked(replace(article, article_id="other", outlet="Herald")) for article in articles] == chosen


def test_a_page_that_is_compared_comes_out_as_extracted(checked: None) -> None:
    """With what the comparison said."""
    article, wrappers = page("airport"), known(profile_of(5))
    told = Wrapper(profile_of(5)).tell(article)
    assert told is not None
    observation = observe(article, wrappers=wrappers)
    assert observation.agrees is not None
    assert replace(observation, agrees=None) == observe(article)


@pytest.mark.parametrize("keeps_teaser", [False, True])
def test_what_was_compared_is_counted_in_the_profile(
    monkeypatch: pytest.MonkeyPatch, checked: None, keeps_teaser: bool
) -> None:
    """Over batches: how many pages, and how many came out otherwise."""
    profile = profile_of(5)
    wrapper, wrappers = Wrapper(profile), known(profile)

    def extract(tree: object, article: Article) -> Alignment:
        told = wrapper.tell(article)
        assert told is not None
        return replace(told, covered=bytearray(b"\1" * told.starts[-1])) if keeps_teaser else told

    monkeypatch.setattr(judging, "extract", extract)
    for n, place in enumerate(PLACES[5:], 1):
        (profile,) = learn_profiles([observe(page(place), wrappers=wrappers)], earlier=[profile])
        assert (profile.n_checked, profile.n_differing) == (n, n * keeps_teaser)


@pytest.mark.parametrize(
    ("n_checked", "n_differing", "is_told"), [(0, 0, True), (1, 1, True), (9, 2, False), (20, 2, True)]
)
def test_an_outlet_whose_pages_come_out_otherwise_is_extracted(
    unchecked: None, n_checked: int, n_differing: int, is_told: bool
) -> None:
    """And compared each time, so that it may be told again. One page may be an accident."""
    profile = replace(profile_of(5), n_checked=n_checked, n_differing=n_differing)
    observation = observe(page("airport"), wrappers=known(profile))
    assert observation.by_profile == is_told
    assert (observation.agrees is None) == is_told


def test_a_page_told_by_the_profile_does_not_bear_it_out(unchecked: None) -> None:
    """Its lines count as lines that may come back, its places do not count; a later profile stays as sure as it was."""
    profile = profile_of(5)
    observation = observe(page("airport"), wrappers=known(profile))
    assert observation.by_profile
    (more,) = learn_profiles([observation], earlier=[profile])
    assert len(more.articles) == 6
    assert more.paths == profile.paths
    pages = {line.digest: line.n_pages for line in more.lines}
    menu = next(line.digest for line in observation.lines if "nav" in line.path)
    assert pages[menu] == 6


def test_a_table_of_profiles_is_no_other_table(tmp_path: Path) -> None:
    """No Parquet file, and another table: said before any page is read."""
    path = tmp_path / "profiles.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(BatchError, match="is no table of profiles"):
        ProfileTable(str(path))
    pq.write_table(pa.table({"outlet": ["Post"], "text": ["Storm hits"]}), path)
    with pytest.raises(BatchError, match="is no table of profiles"):
        ProfileTable(str(path))


ROW = {
    "outlet": "Post", "kind": "path", "name": "body/p", "n_pages": 5, "n_kept_pages": 4, "n_words": 90,
    "n_kept_words": 80, "n_link_words": 3, "n_recurring_words": 2, "verdict": "prose", "n_outlets": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"n_kept_pages": 6},
        {"n_kept_words": -1},
        {"n_words": None},
        {"verdict": "advert"},
        {"kind": "place"},
        {"kind": "line", "n_kept_pages": 6},
    ],
    ids=str,
)
def test_a_profile_that_nobody_can_have_counted_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """In a line that names the table and the outlet; the same table with the counts as they were is read."""
    path = tmp_path / "profiles.parquet"
    pq.write_table(pa.table({name: [value] for name, value in ROW.items()}), path)
    assert ProfileTable(str(path)).profile("Post").paths[0].n_kept_words == 80
    pq.write_table(pa.table({name: [value] for name, value in (ROW | change).items()}), path)
    with pytest.raises(BatchError, match=r"profiles\.parquet is no table of profiles \(Post: .*another batch's"):
        ProfileTable(str(path)).profile("Post")


@pytest.mark.parametrize(("n_sentences", "by_profile"), [(1, True), (8, False)])
def test_a_page_made_over_is_not_told_by_what_it_was(unchecked: None, n_sentences: int, by_profile: bool) -> None:
    """Where its article stands where furniture stood, what is at the old place is not taken for it; a teaser is one."""
    html = page("weather").html or ""
    paragraphs = "".join(f"<p>{line}</p>" for line in sentences("airport", n_sentences))
    html = html.replace('<aside class="more-box">', f'<aside class="more-box">{paragraphs}')
    article = article_from_record({"id": "a", "outlet": "Post", "html": html}, default_id="a")
    assert observe(article, wrappers=known(profile_of(8))).by_profile == by_profile


def test_lines_of_furniture_that_are_the_article_are_looked_at_by_the_extractor(unchecked: None) -> None:
    """Where most of what stands at the place of prose is what other pages are said to leave out."""
    profile, article = profile_of(5), page("airport", extra="".join(f"<p>{line}</p>" for line in sentences("weather")))
    assert observe(article, wrappers=known(profile)).by_profile
    digests = sorted(folded_digest(fold(line).lower()) for line in sentences("airport"))
    wrong = replace(profile, lines=tuple(LineProfile(digest, 9, 0, 1) for digest in digests))
    assert not observe(article, wrappers=known(wrong)).by_profile
