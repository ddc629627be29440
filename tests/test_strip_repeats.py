"""An article that says the same over and over comes out with a doubt."""

import pytest

from copydesk.strip import strip_text

STORY = [
    "The committee voted eleven to four on Tuesday to close the bridge over the river for repairs until spring.",
    "Ferries will carry passengers from the old quay every twenty minutes, the harbour office said on Friday.",
    "Engineers had warned in March that two of the piers were cracked below the waterline and bore no lorries.",
    "Shopkeepers on the northern bank expect to lose half of their customers while the works go on, and ask why.",
    "The town will pay a third of the cost, and the province the rest, according to the minutes of the meeting.",
]
AGAIN = "“Nobody asked us,” said the baker of the northern bank, who opens at five and closes at noon each day."


@pytest.mark.parametrize(
    "paragraphs, doubt",
    [
        pytest.param(
            [STORY[0], AGAIN, STORY[1], AGAIN, STORY[2], AGAIN], "repeated: ", id="one paragraph, three times"
        ),
        pytest.param([*STORY, AGAIN], None, id="none"),
        pytest.param([*STORY, "“Why us?” he said.", STORY[0][:-1] + "!", "“Why us?” he said."], None, id="a short one"),
    ],
)
def test_a_text_that_repeats_itself_is_doubtful(paragraphs: list[str], doubt: str | None) -> None:
    """Where whole paragraphs that are said again make much of it."""
    stripped = strip_text("\n\n".join(paragraphs))
    assert (stripped.doubt or "").startswith(doubt or "")
    assert bool(stripped.doubt) == bool(doubt)
    if doubt:
        n_again = (stripped.text.count(AGAIN) - 1) * len(AGAIN)
        assert f"{n_again} of " in str(stripped.doubt)
