"""A number stands with its noun as people say it."""

import doctest

from copydesk import counted


def test_one_is_no_plural() -> None:
    """As its example has it."""
    tried = doctest.testmod(counted)
    assert tried.attempted
    assert tried.failed == 0
