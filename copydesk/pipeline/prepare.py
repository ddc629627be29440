"""A run takes its work folder, unless it would do harm: overwrite what it reads, or another source's batch."""

from __future__ import annotations

from copydesk.emit.batch import check_replaceable, is_batch
from copydesk.errors import BatchError
from copydesk.metrics import check_metrics
from copydesk.pipeline.inputs import Inputs
from copydesk.pipeline.past import Past
from copydesk.pipeline.request import Request, folder_of
from copydesk.store import MANIFEST, Place, hold, name_from, restore, whole_name

# In the work folder: held by every run over the batch; and where a batch's own files stand before it is put in its
# place.
RUN_LOCK = "run.lock"
STAGED = "staged"


def prepare(request: Request, inputs: Inputs, past: Past) -> None:
    """The work folder is there and taken. Raises BatchError where this run would do harm, or cannot write."""
    _check_results_are_not_read(request, inputs)
    _check_source_is_none_of_ours(request, inputs)
    work, output = request.work, request.output
    try:
        work.make_folder()
    except OSError as error:
        raise BatchError(f"output_dir {str(output)!r}: {error.strerror}; give a folder that can be written") from error
    if not work.is_writable():
        raise BatchError(f"output_dir {str(output)!r}: not writable; give a folder that is")
    hold(work / RUN_LOCK)
    with request.publishing():
        restore(work / STAGED, request.place)
    _check_origin(request)
    check_replaceable(request.place)
    if request.settings.run.metrics_file:
        check_metrics(request.settings.run.metrics_file)
    _ = past.given  # it is looked at before anything is done


def _check_results_are_not_read(request: Request, inputs: Inputs) -> None:
    """Raises BatchError where the output folder lies in the source."""
    source, output = Place(request.source), request.output
    inside = source.is_folder() and output.real().is_inside(folder_of(request.source).real())
    folder, results = inputs.listing.folder.real(), output.real()
    if inside or any(_is_result((folder / entry.path).real(), results) for entry in inputs.listing.entries):
        raise BatchError(
            f"output_dir {str(output)!r} lies inside source {request.source!r}, which would then read its own results"
        )


def _is_result(path: Place, results: Place) -> bool:
    """Whether the file belongs to a batch in the folder `results`, or to what lies there between runs: no links."""
    if not path.is_inside(results):
        return False
    first = str(path)[len(str(results)) :].lstrip("/").partition("/")[0]
    return first.startswith(".") or (results / first / MANIFEST).is_file()


def _check_source_is_none_of_ours(request: Request, inputs: Inputs) -> None:
    """Raises BatchError where what is to be read is what another run wrote."""
    folder = inputs.listing.folder
    names = (entry.path for entry in inputs.listing.entries if entry.path.endswith(f"/{MANIFEST}"))
    inside = (folder / name.removesuffix(f"/{MANIFEST}") for name in names)
    # The folder `text` of a batch, or an outlet's in it.
    above = (one for place in (folder, folder.real()) for one in (place, place.parent, place.parent.parent))
    found = next((place for place in (*above, *inside) if is_batch(place)), None)
    if found is not None:
        raise BatchError(
            f"source {request.source!r}: {found} is a batch that copydesk wrote; give what it was made from, or other "
            "articles"
        )


def _check_origin(request: Request) -> None:
    """Raises BatchError where the batch was made from another source, and nobody said that it is to be replaced."""
    made_from = request.recorded_origin()
    if request.parameters.batch_name is None and made_from not in (None, request.origin):
        before = name_from(str(made_from), request.work)
        raise BatchError(
            f"{request.place} was made from {before}, and {whole_name(request.source)} would replace it; "
            f"give a --batch-name of its own, or --batch-name {request.batch} to replace it"
        )
