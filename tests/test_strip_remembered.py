"""What is said of short lines is remembered, and of long ones not."""

from copydesk.strip.lines.remembered import remembered


def test_a_short_line_is_asked_once_and_a_long_one_each_time() -> None:
    """A page may have a line of a megabyte, and thousands of pages another one each."""
    asked: list[int] = []

    @remembered
    def length(text: str) -> int:
        asked.append(len(text))
        return len(text)

    for n in (12, 1_000_000):
        assert [length("x" * n), length("x" * n)] == [n, n]
    assert asked == [12, 1_000_000, 1_000_000]
