"""Files become articles."""

from __future__ import annotations

import hashlib

from copydesk.errors import ArticleError, BatchError
from copydesk.read.articles import read_article
from copydesk.read.inventory import InputFile, read_source
from tasks.base import ShardTask
from tasks.intermediate import Outcome, quarantined


class ReadArticles(ShardTask):
    """Decodes one shard of the source's files; what cannot be read goes to quarantine with its reason."""

    stage = "read"

    def run(self) -> None:
        """One outcome a file."""
        self.write_outcomes(map(self.read_one, self.plan().inventory.shard(self.shard, self.shards)))

    def read_one(self, file: InputFile) -> Outcome:
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
            return read_article(source)
        except BatchError:
            raise
        except Exception as error:  # whatever is wrong with one input must not cost the batch
            return quarantined(file.source_id, file.path, file.sha256, error, self.stage)
