"""Under which licences everything stands that an installation brings along."""

import configparser
import re
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

# What may be linked and passed on with a program under Apache-2.0 (MPL-2.0 and LGPL as they are, unchanged).
ALLOWED = re.compile(
    r"Apache|\bMIT\b|\bBSD|\b0BSD\b|\bPSF|Python Software Foundation|\bISC\b|\bMPL|Mozilla|LGPL|CNRI|Zlib|CC0|Unlicense"
)


def needed() -> list[str]:
    """Every package that copydesk needs, and what that needs, without extras."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    waiting = [line for line in setup["options"]["install_requires"].splitlines() if line.strip()[:1] not in ("", "#")]
    found: set[str] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(name)
        waiting += metadata.requires(name) or []
    return sorted(found)


def licences(name: str) -> list[str]:
    """What the package's metadata says: an expression, else classifiers, else a line of its own words."""
    said = metadata.metadata(name)
    if expression := said.get("License-Expression"):
        return [expression]
    classifiers = [line for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    return [line.rpartition(" :: ")[2] for line in classifiers] or (said.get("License") or "").splitlines()[:1]


@pytest.mark.parametrize("name", needed())
def test_a_package_stands_under_a_licence_that_goes_with_ours(name: str) -> None:
    """One that asks for more would be ours to keep, too."""
    said = licences(name)
    assert said, f"{name} does not say its licence"
    assert any(map(ALLOWED.search, said)), f"{name}: {said}"


def test_everything_that_is_installed_is_looked_at() -> None:
    """What is needed by way of something else, too."""
    assert {"lxml", "trafilatura", "justext", "tornado"} <= set(needed())
