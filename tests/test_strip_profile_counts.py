"""Profiles are counted in columns: they are those of counting line by line."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from copydesk.arrow import to_batch
from copydesk.pipeline.learn import profiles_batch
from copydesk.records import LineProfile, OutletProfile, PathProfile
from copydesk.strip import Observation, count_outlets, digests_of_said, learn_profiles, summarise
from copydesk.strip.judgement import Fields
from copydesk.strip.outlets.by_place import path_says
from copydesk.strip.outlets.observation import ObservedLine
from copydesk.strip.outlets.paths import path_keys
from copydesk.strip.outlets.profile import path_verdict
from copydesk.strip.outlets.recurring import line_says
from copydesk.strip.outlets.summary import article_digest

PATHS = ("", "html/body/p", "html/body/main/div.a/div.b/div.c/p", "html/body/main/div.x/div.b/div.c/p", "html/nav#m1/a")


def line(path: str, digest: int, n_words: int, n_link_chars: int, kept: bool) -> ObservedLine:
    return ObservedLine(
        0, 90, path=path, kept=kept, n_words=n_words, n_link_chars=n_link_chars, digest=f"{digest:016x}" * (digest > 0)
    )


LINES = st.builds(
    line, st.sampled_from(PATHS), st.integers(0, 6), st.integers(0, 500), st.integers(0, 90), st.booleans()
)
PAGES = st.builds(
    Observation,
    article_id=st.sampled_from("abcdefgh"),
    outlet=st.sampled_from(["Herald", "Post", "Times"]),
    is_page=st.just(True),
    is_extracted=st.just(True),
    fields=st.just(Fields()),
    lines=st.lists(LINES, max_size=8).map(tuple),
    by_profile=st.booleans(),
    agrees=st.sampled_from([None, True, False]),
)
BATCHES = st.lists(PAGES, max_size=9, unique_by=lambda page: page.article_id)


def counted_one_by_one(pages: Sequence[Observation], earlier: Sequence[OutletProfile]) -> tuple[OutletProfile, ...]:
    """What `learn_profiles` says, by its words."""
    known = {profile.outlet: profile for profile in earlier}
    new = [p for p in pages if p.outlet not in known or article_digest(p.article_id) not in known[p.outlet].articles]
    stands_in = defaultdict(set)
    for page in new:
        for own in page.lines:
            stands_in[own.digest].add(page.outlet)
    profiles = []
    for outlet in sorted({*known, *(page.outlet for page in new)}):
        before = known.get(outlet) or OutletProfile(outlet=outlet, articles=(), paths=(), lines=())
        own_pages = [page for page in new if page.outlet == outlet]
        lines = {found.digest: list(found[1:]) for found in before.lines}
        for page in own_pages:
            for digest in {own.digest for own in page.lines} - {""}:
                row = lines.setdefault(digest, [0, 0, 1])
                row[0] += 1
                row[1] += any(own.kept for own in page.lines if own.digest == digest)
                row[2] = max(row[2], len(stands_in[digest]))
        paths = {found.path: Counter(dict(enumerate(found[1:7]))) for found in before.paths}
        for page in own_pages:
            for key in {key for own in page.lines if own.path for key in path_keys(own.path)}:
                if page.by_profile:
                    continue
                here = [own for own in page.lines if own.path and key in path_keys(own.path)]
                recurs = [own for own in here if own.digest and lines[own.digest][0] >= 2]
                others = [own for own in here if own not in recurs]
                words, kept = (sum(own.n_words for own in others if own.kept or which) for which in (1, 0))
                links = sum(round(own.n_words * own.n_link_chars / 90) for own in others)
                scale = min(1.0, 400 / max(1, words))
                said = 1, 2 * kept > words, *(round(n * scale) for n in (words, kept, links))
                row_ = paths.setdefault(key, Counter())
                row_.update(dict(enumerate([*said, sum(own.n_words for own in recurs)])))
        checks = Counter(page.agrees for page in own_pages)
        profiles.append(
            OutletProfile(
                outlet=outlet,
                articles=tuple(sorted({*before.articles, *(article_digest(page.article_id) for page in own_pages)})),
                paths=tuple(
                    PathProfile(path, *(row[i] for i in range(6)), path_verdict(row[0], row[2], row[3]))  # type: ignore[call-arg,arg-type]
                    for path, row in sorted(paths.items())
                ),
                lines=tuple(LineProfile(d, *row) for d, row in sorted(lines.items()) if row[0] >= 2 or row[1]),
                n_checked=before.n_checked + checks[True] + checks[False],
                n_differing=before.n_differing + checks[False],
            )
        )
    return tuple(profiles)


@given(first=BATCHES, second=BATCHES)
def test_counts_are_those_of_counting_one_by_one(first: list[Observation], second: list[Observation]) -> None:
    """Of a batch, and of one on top of it."""
    learned = learn_profiles(first)
    assert learned == counted_one_by_one(first, ())
    assert learn_profiles(second, earlier=learned) == counted_one_by_one(second, learned)


@given(pages=BATCHES)
def test_columns_go_to_disk_as_records_do(pages: list[Observation]) -> None:
    """The same rows, without a record for each."""
    for counted in count_outlets(map(summarise, pages)):
        assert profiles_batch(counted).equals(to_batch(counted.profiles(), OutletProfile))


def said_one_by_one(profile: OutletProfile) -> list[object]:
    """What `outlets.rules` asks of the profile, and what it answers."""
    if len(profile.articles) < 2:
        return []
    paths = [(path.path, path_says(path)) for path in profile.paths if path.n_pages >= 2]
    return [paths, [(found.digest, line_says(found, profile)) for found in profile.lines if found.n_pages >= 2]]


@given(first=BATCHES, second=BATCHES)
def test_profiles_say_the_same_where_all_that_is_asked_of_them_is_the_same(
    first: list[Observation], second: list[Observation]
) -> None:
    """And only there."""
    one, other = ([*count_outlets(map(summarise, pages))] for pages in (first, second))
    digests = [digest for counted in (*one, *other) for digest in digests_of_said(counted).values()]
    said = [said_one_by_one(profile) for counted in (*one, *other) for profile in counted.profiles()]
    for i, digest in enumerate(digests):
        assert [digest == another for another in digests] == [said[i] == another for another in said]
