"""What the fuzzer is given, and what it once found, holds without it: each input is read as is promised of any."""

from dataclasses import replace
from importlib import import_module

import pytest

from copydesk.records import Decoding
from copydesk.repair import Repaired
from tests.conftest import ROOT
from tests.fuzz.target import CASES, NAMES, Target, found_before


def target(name: str) -> Target:
    made: Target = import_module(f"tests.fuzz.{name}").TARGET
    return made


def check_seeds(name: str) -> int:
    """How many there are."""
    seeds = list(target(name).seeds())
    for data in seeds:
        target(name).check(data)
    return len(seeds)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_fuzzer_begins_with_is_read_as_promised(name: str) -> None:
    """Every seed of the target, by the fuzzer's own check."""
    assert check_seeds(name) >= 20


@pytest.mark.parametrize(("name", "comment"), [(name, comment) for name in NAMES for comment in found_before(name)])
def test_what_a_fuzzer_found_stays_mended(name: str, comment: str) -> None:
    """Inputs that broke a promise once."""
    target(name).check(found_before(name)[comment])


def test_every_target_is_listed() -> None:
    """A file of `tests/fuzz/` that nobody runs would find nothing, and so would a case of no target."""
    files = {path.stem for path in (ROOT / "tests" / "fuzz").glob("*.py") if "\nTARGET = " in path.read_text("utf-8")}
    assert files == set(NAMES)
    assert {path.stem for path in CASES.glob("*.json")} <= set(NAMES)


DECODING = Decoding(encoding="utf-8", method="utf-8, stray bytes as windows-1252")
REPAIRED = Repaired("The ferry left.", ())


@pytest.mark.parametrize("name", NAMES)
def test_a_check_fails_where_a_promise_is_broken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a fuzzer could run for ever and find nothing."""
    shared = {"formats": "containers", "warc": "containers", "texts": "promises", "pages": "promises"}
    module = import_module(f"tests.fuzz.{shared.get(name, name)}")
    broken = {
        "decode": ("decode", lambda data, **_: ("The ferry left \ufffd.", DECODING)),
        "repair": ("repair_text", lambda text, **_: REPAIRED),
        "texts": ("repair_article", lambda article: replace(article, text="The ferry left.")),
        "pages": ("repair_article", lambda article: replace(article, text="The ferry left.")),
        "formats": ("read_segment", lambda *_, **__: iter(())),
        "warc": ("read_segment", lambda *_, **__: iter(())),
    }
    monkeypatch.setattr(module, *broken[name])
    with pytest.raises(AssertionError):
        check_seeds(name)
