"""A container's bytes as its format reads them: a stretch without a gap, and when told so the next one."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from copydesk.read.formats.compression import Block, Gap

# What was read is given back to the system in steps of so much.
_FORGET_BYTES = 1 << 20


class Stream:
    """Reads on up to a gap or the end, and there gives less than it was asked for, until `resume` is called."""

    def __init__(self, blocks: Iterator[Block | Gap], *, is_plain: bool) -> None:
        self._blocks = blocks
        self._is_plain = is_plain  # every byte may be entered, not only a member's first
        self._data = bytearray()
        self._head = 0  # in _data
        self._base = 0  # the position of _data[0]
        self._members: deque[tuple[int, int]] = deque()  # position, offset
        self._member = 0  # the position where the member begins in which the head stands
        self._held: int | None = None  # the position from which on nothing is forgotten
        self._gap: Gap | None = None
        self._is_over = False

    @property
    def position(self) -> int:
        """Of the next byte, in what the container decompresses to from where reading began."""
        return self._base + self._head

    @property
    def entry(self) -> int | None:
        """Where in the container reading may begin with the next byte, if it may: call `fill(1)` first."""
        self._pass_members()
        if not self._members or (not self._is_plain and self._members[0][0] != self.position):
            return None
        position, offset = self._members[0]
        return offset + self.position - position

    @property
    def member(self) -> int:
        """The position where the member began to which the next byte belongs."""
        self._pass_members()
        return self._members[0][0] if self._members else 0

    def _pass_members(self) -> None:
        while len(self._members) > 1 and self._members[1][0] <= self.position:
            self._members.popleft()

    def members_between(self, start: int, end: int) -> list[int]:
        """The positions after `start` and before `end` where members begin, as far as read."""
        return [position for position, _ in self._members if start < position < end]

    @property
    def gap(self) -> Gap | None:
        """What stands behind the bytes that are read already."""
        return self._gap

    def fill(self, n: int) -> bool:
        """Whether `n` bytes stand before the next gap, which have been read then."""
        while len(self._data) - self._head < n:
            if self._gap is not None or self._is_over:
                return False
            block = next(self._blocks, None)
            if block is None:
                self._is_over = True
            elif isinstance(block, Gap):
                self._gap = block
            else:
                old = (self.position if self._held is None else self._held) - self._base
                if old > _FORGET_BYTES:
                    del self._data[:old]
                    self._base, self._head = self._base + old, self._head - old
                if block.member is not None:
                    self._pass_members()
                    self._members.append((self._base + len(self._data), block.member))
                self._data += block.data
        return True

    def resume(self) -> Gap | None:
        """The gap that ended this stretch, whose rest is dropped: the next follows. None at the end of all."""
        self._head = len(self._data)
        gap, self._gap = self._gap, None
        return gap

    def peek(self, n: int) -> bytes:
        """The next `n` bytes, or as many as there are; they stay."""
        self.fill(n)
        return bytes(memoryview(self._data)[self._head : self._head + n])

    def read(self, n: int) -> bytes:
        """The next `n` bytes, or as many as there are."""
        data = self.peek(n)
        self._head += len(data)
        return data

    def rest(self, n: int) -> bytes:
        """Up to `n` bytes of those that are read already, and whatever comes next if there are none."""
        self.fill(1)
        return self.read(min(n, len(self._data) - self._head))

    def hold(self) -> None:
        """`back` leads to here until the next call, or `release`."""
        self._held = self.position

    def release(self) -> None:
        """There is no way back."""
        self._held = None

    def back(self, n: int) -> None:
        """The last `n` bytes are still to be read; they were read since `hold`."""
        self._head -= n

    def line(self, max_bytes: int) -> bytes | None:
        """The next line with its end, or what there is of it; None where it is longer, and nothing is read."""
        n = self.find(b"\n", max_bytes)
        if n is None:
            n = len(self._data) - self._head
            return None if n > max_bytes else self.read(n)
        return self.read(n + 1)

    def skip_line(self) -> None:
        """The next line is read, however long."""
        while self.fill(1):
            n = self._data.find(b"\n", self._head)
            self._head = len(self._data) if n < 0 else n + 1
            if n >= 0:
                return

    def find(self, what: bytes, max_bytes: int) -> int | None:
        """How many bytes stand before the next `what`, if it is not farther away than that."""
        searched = 0
        while True:
            n = self._data.find(what, self._head + searched, self._head + max_bytes + len(what))
            if n >= 0:
                return n - self._head
            searched = max(0, len(self._data) - self._head - len(what) + 1)
            if searched > max_bytes or not self.fill(len(self._data) - self._head + 1):
                return None

    def skip_to(self, pattern: re.Pattern[bytes], width: int) -> bool:
        """Whether `pattern`, which is at most `width` bytes long, stands before the gap; then it comes next."""
        while self.fill(1):
            found = pattern.search(self._data, self._head)
            if found:
                self._head = found.start()
                return True
            # The last bytes may be the beginning of one.
            undecided = len(self._data) - width
            if not self.fill(len(self._data) - self._head + 1):
                break
            self._head = max(self._head, undecided)
        self._head = len(self._data)
        return False

    def is_spoiled(self, start: int) -> bool:
        """Whether the bytes from `start` to here are all of a member that is not as it was written."""
        if self.fill(1) or self._gap is None or self.member < start:
            return False
        # What comes before the place where a member is cut off is mostly right.
        return self._gap.is_suspect and self._gap.reason != "truncated"
