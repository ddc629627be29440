"""Settings are validated as a whole before anything runs."""

import inspect
from pathlib import Path
from typing import get_args

import pytest

from copydesk.arguments import STYLES
from copydesk.errors import BatchError
from copydesk.repair import repair_article
from copydesk.repair.quotes import Style
from copydesk.reuse import find_near_duplicates
from copydesk.settings import load_settings
from copydesk.strip import StripOptions


@pytest.mark.parametrize(
    "toml, message",
    [
        ("[reapir]\nstyle = 'curly'", "unknown key reapir; did you mean repair?"),
        ("[repair]\nstile = 'curly'", "unknown key repair.stile; did you mean style?"),
        ("n_perm = 3", "unknown key n_perm; did you mean reuse.n_perm?"),
        ("[repair]\nstyle = 'wavy'", "repair.style = 'wavy': Input should be 'document', 'curly' or 'straight'"),
        ("[reuse]\nn_perm = '128'", "reuse.n_perm = '128': Input should be a valid integer"),
        ("[strip]\nrules_off = ['text.wordings']", "there is no rule 'text.wordings'; did you mean text.wording?"),
        ("[reuse", "not TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_allowed(tmp_path: Path, toml: str, message: str) -> None:
    """File, key, value, and what to write instead."""
    path = tmp_path / "own.toml"
    path.write_text(toml)
    with pytest.raises(BatchError) as caught:
        load_settings(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


def test_the_command_knows_the_styles_that_there_are() -> None:
    """Without loading what writes them."""
    assert get_args(Style) == STYLES


def test_a_settings_file_changes_only_what_it_names(tmp_path: Path) -> None:
    """The rest is as shipped."""
    path = tmp_path / "own.toml"
    path.write_text("[repair]\nstyle = 'straight'")
    assert load_settings(path).repair.style == "straight"
    assert load_settings(path).reuse == load_settings().reuse


def test_strip_defaults_to_what_is_shipped() -> None:
    """The same for the options that travel as one value."""
    assert load_settings().strip.options() == StripOptions()


@pytest.mark.parametrize("function, section", [(repair_article, "repair"), (find_near_duplicates, "reuse")])
def test_the_library_defaults_to_what_is_shipped(function: object, section: str) -> None:
    """A value stands in config/ and as the default of one function, and both are the same."""
    parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
    for key, value in getattr(load_settings(), section).model_dump(exclude={"look_back", "missing"}).items():
        assert parameters[key].default == value
