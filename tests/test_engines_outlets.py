"""Outlets are learned on an engine as they are on one machine, whatever the parts and bins."""

import random
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from copydesk.arrow import from_batch
from copydesk.checked import write_records
from copydesk.engines.outlets import count_on
from copydesk.pipeline.identity import Renamed
from copydesk.pipeline.learn import outlets_of, profiles_and_said, summaries_of
from copydesk.pipeline.part import Part, PathOf
from copydesk.pipeline.recalled import Recalled
from copydesk.records import OutletProfile
from copydesk.store import Place
from copydesk.strip import MAX_PAGES, Observation, Summary, count_outlets, summarise
from copydesk.strip.judgement import Fields
from copydesk.strip.outlets.observation import ObservedLine
from tests.engine_here import EngineHere

PATHS = ("html/body/p", "html/body/main/div.a/p", "html/nav#m1/a", "")


def article(random_: random.Random, name: str, outlet: str) -> Summary:
    """An article some of whose lines stand in other outlets, too."""
    lines = tuple(
        ObservedLine(
            0,
            90,
            path=random_.choice(PATHS),
            kept=random_.random() < 0.5,
            n_words=random_.randrange(300),
            n_link_chars=random_.randrange(90),
            digest=f"{random_.randrange(1, 60):016x}",
        )
        for _ in range(random_.randrange(9))
    )
    agrees = random_.choice((None, None, True, False))
    observation = Observation(
        article_id=name, outlet=outlet, is_page=True, is_extracted=True, fields=Fields(), lines=lines, agrees=agrees
    )
    return summarise(replace(observation, by_profile=agrees is not None and random_.random() < 0.5))


def parts_of(folder: Path, articles: list[Summary], n_parts: int) -> list[Part]:
    """The articles in parts on disk, each by a path that is its id."""
    parts = []
    for n in range(n_parts):
        part = Part(Place(folder / str(n)))
        own = articles[n::n_parts]
        write_records(part.summaries, own, Summary)
        write_records(part.articles, [PathOf(summary.article_id) for summary in own], PathOf)
        parts.append(part)
    return parts


def records(batches: list[pa.RecordBatch]) -> list[OutletProfile]:
    return [profile for batch in batches for profile in from_batch(batch, OutletProfile)]


@pytest.mark.parametrize(("n_parts", "n_bins"), [(1, 1), (2, 2), (7, 5), (3, 40)])
def test_profiles_are_those_of_one_machine(n_parts: int, n_bins: int, tmp_path: Path) -> None:
    """With an outlet of more articles than are learned from, duplicates, and what earlier batches knew."""
    random_ = random.Random(n_parts)
    outlets = [f"Post {n}" for n in range(12)]
    articles = [article(random_, f"{n}", random_.choice(outlets)) for n in range(150)]
    articles += [article(random_, f"giant{n}", "Giant") for n in range(4 * MAX_PAGES)]
    random_.shuffle(articles)
    parts = parts_of(tmp_path, articles, n_parts)
    renamed = [Renamed("3", "3", "4"), Renamed("5", "own", None)]
    # Known before: some of these articles, and an outlet that has none of them.
    (before,) = count_outlets([*articles[:40], article(random_, "old", "Gone")])
    earlier = before.profiles()
    recalled = Recalled(Place(tmp_path / "recalled"))
    past = sorted((article(random_, f"past{n}", outlets[n % 9]) for n in range(90)), key=lambda one: one.outlet)
    write_records(recalled.summaries, past, Summary)
    names = outlets_of(parts)
    summaries = [one for part in parts for one in summaries_of(part, renamed)]
    asked = [one for one in past if one.outlet in names]
    expected = list(map(profiles_and_said, count_outlets(summaries, earlier=earlier, recalled=asked)))
    found = list(
        count_on(EngineHere(), parts, names, renamed=renamed, earlier=earlier, recalled=recalled, n_bins=n_bins)
    )
    assert records([batch for batch, _ in found]) == records([batch for batch, _ in expected])
    said, of_one = ({name: value for _, some in one for name, value in some.items()} for one in (found, expected))
    assert said == of_one
    assert len(said) == 14


def test_nothing_is_learned_of_nothing(tmp_path: Path) -> None:
    """No article, one part."""
    parts = parts_of(tmp_path, [], 1)
    assert list(count_on(EngineHere(), parts, [], renamed=[], earlier=[], recalled=None, n_bins=1)) == []
