"""Containers of articles: what people have is read as sources, one at a time, whatever its size.

`read_container` gives all of a container, `cut` its segments and `read_segment` one of them: the same rows.
"""

from copydesk.read.formats.container import ReadOptions, Row
from copydesk.read.formats.fields import FieldMap
from copydesk.read.formats.given import Given
from copydesk.read.formats.reading import read_container
from copydesk.read.formats.segments import Segment, SegmentSizes, cut, read_segment

__all__ = [
    "FieldMap",
    "Given",
    "ReadOptions",
    "Row",
    "Segment",
    "SegmentSizes",
    "cut",
    "read_container",
    "read_segment",
]
