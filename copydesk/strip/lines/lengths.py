"""How long the parts of an article are, in words and lines, and how much of a line is a link."""

from __future__ import annotations

# A label ("Read more", "Updates below") and a section's name have at most so many words.
MAX_LABEL_WORDS = 3
# A title has so many, and another story's headline at least: of shorter lines under labels and between paragraphs more
# are subheadings.
MIN_TITLE_WORDS, MAX_TITLE_WORDS = 3, 30
MIN_HEADLINE_WORDS = 5
# A standfirst, and the text of a card or under a picture.
MIN_STANDFIRST_WORDS, MAX_STANDFIRST_WORDS = 5, 45
# Somebody's name.
MAX_NAME_WORDS = 5
# What belongs to the title stands at most so many lines away: sections, dates and share buttons stand between.
HEAD_REACH = 25
# A sentence that a scrape broke into pieces, or wrapped, has at most so many lines: a bound where nothing ever ends, as
# in verses without capitals, lists in small letters and code.
MAX_PIECES = 40
# A line is mostly a link from half on, and nothing else from nine tenths on: a mark or a number stands beside it.
_MOSTLY, _NOTHING_ELSE = 0.5, 0.9


def is_mostly_link(n_link_chars: int, n_chars: int) -> bool:
    """Whether more than half of the characters stand inside links."""
    return n_link_chars > _MOSTLY * n_chars


def is_link(n_link_chars: int, n_chars: int) -> bool:
    """Whether next to no characters stand outside links."""
    return n_link_chars >= _NOTHING_ELSE * n_chars
