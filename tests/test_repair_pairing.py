"""The pairing of marks: a shortest path, checked against every path there is."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.repair.quotes.candidates import find_marks
from copydesk.repair.quotes.convention import settle_convention
from copydesk.repair.quotes.deciding import decide_roles
from copydesk.repair.quotes.pairing import ARCS, INFINITY, PARAGRAPH_END, Kind, Role, State, Step, price_roles
from copydesk.repair.quotes.rendering import ABSTAIN_BELOW

COSTS = st.sampled_from([0.0, 0.5, 3.0, 5.0, 9.0])
STEPS = st.lists(
    st.one_of(
        st.just(PARAGRAPH_END),
        st.builds(
            lambda kind, costs: Step(kind, (costs[0], costs[1], INFINITY, costs[2], INFINITY, INFINITY)),
            st.sampled_from([Kind.DOUBLE, Kind.DOUBLE_FIRST]),
            st.tuples(COSTS, COSTS, COSTS),
        ),
    ),
    max_size=4,
)


def price_by_trying_everything(steps: list[Step]) -> list[list[float]]:
    prices = [[INFINITY] * len(Role) for _ in steps]
    for arcs in itertools.product(*(ARCS[step.kind] for step in steps)):
        state, total = State.OUTSIDE, 0.0
        for step, arc in zip(steps, arcs, strict=True):
            if arc.before is not state:
                break
            state, total = arc.after, total + arc.cost + step.costs[arc.role]
        else:
            if state is State.OUTSIDE:
                for i, arc in enumerate(arcs):
                    prices[i][arc.role] = min(prices[i][arc.role], total)
    return prices


@given(STEPS.map(lambda steps: [*steps, PARAGRAPH_END]))
@settings(max_examples=60, deadline=None)
def test_prices_are_those_of_the_cheapest_reading(steps: list[Step]) -> None:
    """For every mark and role, what trying every reading finds."""
    for found, expected in zip(price_roles(steps), price_by_trying_everything(steps), strict=True):
        assert [round(price, 6) for price in found] == [round(price, 6) for price in expected]


def roles(text: str) -> list[str]:
    paragraphs = list(find_marks(text, settle_convention(text, "curly", "en")))
    return [choice.role.name for choice in decide_roles(text, paragraphs)]


def test_a_quotation_over_paragraphs_opens_each_and_closes_once() -> None:
    assert roles("“One.\n“Two.\n“Three. “") == ["OPEN", "OPEN", "OPEN", "CLOSE"]


def test_a_missing_mark_is_not_made_up_by_turning_others() -> None:
    """The second of three marks opens, as it looks; the one before it was never closed."""
    assert roles("“One, she said. “Two is ”more”.")[:2] == ["OPEN", "OPEN"]


def test_an_attribution_turns_what_looks_like_an_opening_mark() -> None:
    assert roles("“One, “Smith said. “Two.”") == ["OPEN", "CLOSE", "OPEN", "CLOSE"]


def test_inches_stay_out_of_the_pairing() -> None:
    assert roles('The "big" 27" screen, "so far".') == ["OPEN", "CLOSE", "KEEP", "OPEN", "CLOSE"]


def test_a_text_whose_spaces_are_all_wrong_is_read_by_its_glyphs() -> None:
    """Each mark leans the wrong way; by spaces alone, what stands between the quotations would be quoted."""
    text = "He is“ one ”of them, she is“ two ”of them and“ three ”of us."
    assert roles(text) == ["OPEN", "CLOSE"] * 3


def test_a_mark_that_fits_nowhere_is_left_alone() -> None:
    """Kept as it is, or decided by less than the margin that counts."""
    text = 'He wrote " and went.'
    paragraphs = list(find_marks(text, settle_convention(text, "curly", "en")))
    (choice,) = decide_roles(text, paragraphs)
    assert choice.role is Role.KEEP or choice.margin < ABSTAIN_BELOW
