"""The explanation shows all of the source once, kept left and removed right, each removal with reason and rule."""

from copydesk.strip import explain, strip_text

TEXT = (
    "Council closes the old bridge to all traffic\n"
    "The council voted on Monday to close the old bridge, which has carried traffic since 1931.\n"
    "Read more\n"
)


def test_kept_left_and_removed_right() -> None:
    """With reason and rule."""
    lines = explain(strip_text(TEXT)).splitlines()
    assert any(line.startswith("The council voted on Monday") and line.rstrip().endswith("|") for line in lines)
    assert any(line.strip() == "| [related_link: text.wording] Read more" for line in lines)


def test_fields_first() -> None:
    """What moved into fields is named."""
    assert explain(strip_text(TEXT)).startswith("title: Council closes the old bridge to all traffic\n")


def test_nothing_in_it_commands_a_terminal() -> None:
    """Escape characters of the source are shown as such; colour is only ours."""
    shown = explain(strip_text(TEXT.replace("Monday", "\x1b[31mMonday")))
    assert "\x1b" not in shown
    assert "\x1b[2m" in explain(strip_text(TEXT), colour=True)


def test_the_columns_are_as_wide_as_a_terminal() -> None:
    """62 characters for what is kept, 54 for what is removed, and no line is longer."""
    text = TEXT.replace("Read more", "Read more: " + "how the town lives without its bridge " * 3)
    heading, rule, *rows = explain(strip_text(text)).split("\n\n")[1].splitlines()
    assert heading.index("|") == 63
    assert rule == "-" * 62 + "-+-" + "-" * 54
    assert 115 <= max(map(len, rows)) <= 119
