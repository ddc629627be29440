"""Files become articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from copydesk.errors import ArticleError, BatchError
from copydesk.outlet import outlet_of
from copydesk.read.articles import read_article
from copydesk.read.inventory import InputFile, read_source
from copydesk.records import OutletCharsets
from tasks.base import ShardTask
from tasks.charsets import TallyCharsets
from tasks.intermediate import Outcome, quarantined, read_records


class ReadArticles(ShardTask):
    """Decodes one shard of the source's files; what cannot be read goes to quarantine with its reason."""

    stage = "read"

    def requires(self) -> TallyCharsets:
        """In which charsets each outlet's files are."""
        return TallyCharsets(**self.shared())

    def run(self) -> None:
        """One outcome a file."""
        tallies: Iterator[OutletCharsets] = read_records(self.requires().result(), OutletCharsets)
        prior = {tally.outlet: tally.n_texts for tally in tallies}
        files = self.plan().inventory.shard(self.shard, self.shards)
        self.write_outcomes(self.read_one(file, prior) for file in files)

    def read_one(self, file: InputFile, prior: Mapping[str, Mapping[str, int]]) -> Outcome:
        """The file's article, or why there is none. Raises BatchError where the file changes under the run."""
        plan = self.plan()
        try:
            if file.sha256 is None:
                raise ArticleError("unreadable", f"{file.path}: {file.why_unreadable}")
            if file.duplicate_of is not None:
                raise ArticleError("duplicate", f"same outlet and URL as {file.duplicate_of}, which is in the batch")
            if file.n_bytes > (limit := plan.settings.read.max_source_bytes):
                raise ArticleError("too_large", f"{file.n_bytes} bytes; read.max_source_bytes allows {limit}")
            source = read_source(file, plan.inventory.folder)
            if hashlib.sha256(source.data).hexdigest() != file.sha256:
                raise BatchError(f"{file.path} changed while the batch was running; run it again")
            return read_article(source, prior=prior.get(source.outlet or outlet_of(source.url)))
        except BatchError:
            raise
        except Exception as error:  # whatever is wrong with one input must not cost the batch
            return quarantined(file.source_id, file.path, file.sha256, error, self.stage)
