"""Where strip's limits are: what stands at one comes out as it did."""

import pytest

from tests.strip_limits import Case, come_out, read_cases


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.heading) for cases in read_cases().values() for case in cases]
)
def test_what_stands_at_a_limit_comes_out_as_it_did(case: Case) -> None:
    """After a limit or a rule was changed on purpose: `python -m tests.strip_limits --write`, and read the diff."""
    assert come_out(case.inputs) == case.body
