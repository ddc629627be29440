"""ftfy's own published cases, taken from its source release when the tests run; none of them is kept here."""

import importlib.metadata
import json
import subprocess
import sys
import tarfile
from typing import Any

import pytest
from ftfy.fixes import fix_line_breaks, uncurl_quotes

from copydesk.rebuild import apply_edits
from copydesk.repair import repair_text
from copydesk.repair.encoding import repair_encoding

DOWNLOAD_SECONDS = 60
MIN_KNOWN_FAILURES_MENDED = 7  # of ftfy 6.3's ten
# ftfy expects U+FFFD where the byte 9D of a closing quote was lost; here it is the closing quote again.
MENDED_FURTHER = {"â€?": "”", "â€\ufffd": "”"}
# ftfy finds it safest to decode it as neither Latin-1 nor MacRoman; in a word Ã is never right, and it was Latin-1.
MENDED_BEYOND = {"DrÃ¥ber": "Dråber"}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The cases of the installed version's source release; skips where it cannot be had."""
    folder = tmp_path_factory.mktemp("ftfy")
    version = importlib.metadata.version("ftfy")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", ":all:", "--dest", str(folder), f"ftfy=={version}"]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=DOWNLOAD_SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"the source release of ftfy {version} cannot be downloaded: {error}")
    archive = next(folder.glob("ftfy-*.tar.gz"))
    with tarfile.open(archive) as release:
        member = next(name for name in release.getnames() if name.endswith("tests/test_cases.json"))
        file = release.extractfile(member)
        assert file is not None
        found: list[dict[str, str]] = json.load(file)
    return found


def plain(text: str) -> str:
    """As ftfy writes it: quotes straight, line breaks of one kind."""
    return fix_line_breaks(uncurl_quotes(text))


def is_mended_further(case: dict[str, Any]) -> bool:
    if any(left in case["fixed"] for left in MENDED_BEYOND):
        return True
    return any(lost in case["original"] for lost in MENDED_FURTHER) and "\ufffd" in case["fixed"]


def test_whatever_ftfy_mends_is_mended(cases: list[dict[str, str]]) -> None:
    """By the encoding step alone and by the whole stage, quotes aside."""
    passing = [case for case in cases if case["expect"] == "pass" and not is_mended_further(case)]
    assert len(passing) > 100
    for case in passing:
        original, fixed = case["original"], plain(case["fixed"])
        assert plain(apply_edits(original, repair_encoding(original))) == fixed, case["label"]
        assert plain(repair_text(original).text) == fixed, case["label"]


def test_a_lost_closing_quote_is_better_than_a_replacement_character(cases: list[dict[str, str]]) -> None:
    """In the few cases that ftfy gives up on by design, no U+FFFD is left."""
    for case in cases:
        if is_mended_further(case) and "Ã" not in case["original"]:
            assert "\ufffd" not in repair_text(case["original"]).text, case["label"]


def test_an_extra_layer_of_mojibake_does_no_harm(cases: list[dict[str, str]]) -> None:
    """As ftfy's own tests demand of it: the same text read in Latin-1 once more."""
    for case in cases:
        if case["expect"] == "pass" and not is_mended_further(case):
            worse = case["original"].encode().decode("latin-1")
            assert plain(apply_edits(worse, repair_encoding(worse))) == plain(case["fixed"]), case["label"]


def test_most_of_what_ftfy_cannot_mend_is_mended(cases: list[dict[str, str]]) -> None:
    failing = [case for case in cases if case["expect"] == "fail"]
    mended = [case["label"] for case in failing if plain(repair_text(case["original"]).text) == plain(case["fixed"])]
    assert len(mended) >= MIN_KNOWN_FAILURES_MENDED, mended
