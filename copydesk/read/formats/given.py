"""What is known of a file from outside it: for what its records leave open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from copydesk.read.source_ids import source_id
from copydesk.records import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """As a manifest has it. An address is one article's: records of a container have their own."""

    outlet: str | None = None
    url: str | None = None
    published: str | None = None

    def fill(self, source: Source, *, is_whole_file: bool) -> Source:
        """The source with what it does not say itself."""
        if self == NOTHING:
            return source
        outlet, url = source.outlet or self.outlet, source.url or (self.url if is_whole_file else None)
        return replace(
            source,
            source_id=source_id(outlet=outlet, url=url, path=source.path),
            outlet=outlet,
            url=url,
            published=source.published or self.published,
        )


NOTHING = Given()
