"""The finished batch."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from pathlib import Path

from copydesk.canonical import canonical_text, keep_article
from copydesk.emit import rows
from copydesk.emit.batch import BatchWriter, read_manifest
from copydesk.emit.files import locked
from copydesk.emit.schemas import SCHEMA_VERSION
from copydesk.emit.text_files import text_file, text_paths
from copydesk.errors import BatchError
from copydesk.records import Passage
from tasks.base import BatchTask, log
from tasks.plan import alone, record_origin, versions
from tasks.report import WriteReport
from tasks.results import BatchResults


class EmitCanonical(BatchTask):
    """Runs everything: emits the batch's clean text, its tables, report and manifest to OUTPUT_DIR/BATCH."""

    stage = "emit"
    is_told = False  # that there is nothing to do

    def requires(self) -> list[BatchTask]:
        """The report, and through it all stages."""
        return [self.report(), *BatchResults.tasks(self)]

    def report(self) -> WriteReport:
        """The task that wrote the report."""
        return WriteReport(**self.shared())

    def result(self) -> Path:
        """The manifest, which is there only when all else is."""
        return self.plan().place / "manifest.json"

    def complete(self) -> bool:
        """Whether a whole batch stands in its place, made of these inputs and settings by this version."""
        plan = self.plan(anew=True)
        manifest = read_manifest(plan.place)
        if manifest is None or manifest.get("fingerprint") != plan.fingerprints[self.stage]:
            return False
        if not self.is_told:
            log.info("%s: up to date, nothing to do; see %s", self.task_family, plan.place / "report.html")
            self.is_told = True
        return True

    def run(self) -> None:
        """Tables, texts and report written beside the place, then put there at once."""
        plan = self.plan()
        with locked(plan.work / "emit.lock"), BatchWriter(plan.work / "emit") as writer:
            results = BatchResults(self)
            if not results.counts["emitted"]:
                first = results.quarantine[0]
                raise BatchError(
                    f"none of {results.counts['inputs']} inputs gave an article; nothing was published. "
                    f"The first: {first.source_path}: {first.reason}: {first.error}"
                )
            self.write(writer, results)
            writer.publish(plan.place, self.manifest(results))
            record_origin(plan)
            self.delete_stale_results()
        self.is_told = True
        self.note(f"{describe(results)}; see {plan.place / 'report.html'}")

    def write(self, writer: BatchWriter, results: BatchResults) -> None:
        """Every file but the manifest."""
        found, clusters = results.found, results.clusters
        paths = text_paths((a.article_id, a.outlet, a.source_path) for a in results.articles())
        passages_of: dict[str, list[Passage]] = defaultdict(list)
        for passage in found.passages:
            passages_of[passage.article_id].append(passage)
        canonical_ids = {c.canonical_passage_id for c in clusters if c.canonical_passage_id}
        cluster_of = {cluster.cluster_id: cluster for cluster in clusters}
        story_of = {article_id: story for story in results.article_clusters for article_id in story.article_ids}
        cut_at: dict[str, int] = {}
        whole_sentences = self.plan().settings.canonical.whole_sentences
        for article in results.articles():
            own = passages_of[article.article_id]
            own_clusters = [cluster_of[passage.cluster_id] for passage in own]
            kept = canonical_text(article.text, own, own_clusters, whole_sentences=whole_sentences)
            cut_at.update({cut.passage_id: cut.offset for cut in kept.cuts})
            path = paths[article.article_id]
            writer.add_file(path, text_file(article).encode("utf-8", "backslashreplace"))
            keep = keep_article(article.article_id, story_of.get(article.article_id), kept.share_elsewhere)
            row = rows.article_row(
                article,
                canonical_text=kept.text,
                share_elsewhere=kept.share_elsewhere,
                keep=keep.kept,
                keep_reason=keep.reason,
                text_path=path,
            )
            writer.add_rows("articles", [row])
            writer.add_rows("blocks", rows.block_rows(article))
            writer.add_rows("edits", rows.edit_rows(article))
            writer.add_rows("removals", rows.removal_rows(article))
        writer.add_rows("passages", rows.passage_rows(found.passages, canonical_ids=canonical_ids, cut_at=cut_at))
        writer.add_rows("matches", rows.match_rows(found.matches))
        writer.add_rows("stock", rows.stock_rows(found.stock))
        writer.add_rows("article_clusters", rows.article_cluster_rows(results.article_clusters))
        writer.add_rows("profiles", rows.profile_rows(results.profiles()))
        writer.add_rows("clusters", rows.cluster_rows(clusters, {p.passage_id: p for p in found.passages}))
        quarantine = [json.dumps(rows.quarantine_row(q), ensure_ascii=False) + "\n" for q in results.quarantine]
        data = "".join(quarantine).encode("utf-8", "backslashreplace")
        writer.add_file("quarantine.jsonl", data, n_rows=len(quarantine))
        writer.add_file("report.html", self.report().result().read_bytes())

    def manifest(self, results: BatchResults) -> dict[str, object]:
        """What the manifest says beside its list of files: no clock, no path, so that same batch is same bytes."""
        plan = self.plan()
        return {
            "batch": plan.batch,
            "schema_version": SCHEMA_VERSION,
            "fingerprint": plan.fingerprints[self.stage],
            "inputs_fingerprint": plan.inventory.fingerprint(),
            "profiles_sha256": plan.profiles_sha256,
            "counts": dict(results.counts),
            "settings": plan.settings.model_dump(),
            "versions": versions(),
        }

    def delete_stale_results(self) -> None:
        """Results of other fingerprints are gone, unless another run may be reading them: the next one deletes them."""
        plan = self.plan()
        with alone(plan.work) as nobody_else:
            stale = [
                folder
                for stage, fingerprint in plan.fingerprints.items()
                for folder in (plan.work / stage).glob("*")
                if nobody_else and folder.name != fingerprint[:16]
            ]
            for folder in stale:
                shutil.rmtree(folder) if folder.is_dir() else folder.unlink()


def describe(results: BatchResults) -> str:
    """The batch in one line."""
    c = results.counts
    return (
        f"{c['inputs']} inputs: {c['emitted']} emitted, {c['quarantined']} quarantined, {c['empty']} empty; "
        f"{c['edits']} edits, {c['removals']} removals, {c['matches']} matches"
    )
