"""Open data for everybody: what there is, what it means, files to take away. No key, no limit of days or of requests."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from starlette.responses import FileResponse

from simpul.disaster.actions.opendata import exporting
from simpul.disaster.model.opendata import Dataset, FileForm, MonthFile
from simpul.disaster.rules.opendata.package import MEDIA, package
from simpul.disaster.rules.opendata.registry import DATASETS, LICENCE, dataset_of
from simpul.kernel.web import Request, Response, html, json, route

PATH = "/bencana/data"
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_SHORTLY = {**_OPEN, "Cache-Control": "public, max-age=60"}


def show(request: Request) -> Response:
    """All data sets, each with how much there is of it."""
    files = exporting.listed(request.platform)
    context = {"sets": [(one, _summary(_of(files, one))) for one in DATASETS.values()], "path": PATH, "licence": LICENCE}
    return html(request, "disaster/opendata.html", context | {"base": _base(request)})


def _of(files: Sequence[MonthFile], dataset: Dataset) -> list[MonthFile]:
    return [one for one in files if one.dataset == dataset.slug]


def _summary(files: Sequence[MonthFile]) -> dict[str, object]:
    """From which month to which, how many rows, how many bytes of CSV."""
    tables = [one for one in files if one.form is FileForm.CSV]
    return {
        "months": len(tables),
        "first": min((one.month for one in tables), default=None),
        "last": max((one.month for one in tables), default=None),
        "rows": sum(one.rows for one in tables),
        "bytes": sum(one.bytes for one in tables),
    }


def one(request: Request) -> Response:
    """One data set: its months by year, its dictionary, how to take all of it. DatasetUnknown."""
    dataset = dataset_of(request.path_params["dataset"])
    files = exporting.listed(request.platform, dataset.slug)
    months = [(month, list(some)) for month, some in groupby(files, key=lambda each: each.month)]
    years = [(year, list(some)) for year, some in groupby(months, key=lambda each: each[0].year)]
    context = {
        "one": dataset,
        "years": years,
        "summary": _summary(files),
        "path": PATH,
        "licence": LICENCE,
        "base": _base(request),
        "attribution": dataset.attribution or request.platform.settings.agency,
    }
    return html(request, "disaster/opendata_set.html", context)


def file(request: Request) -> Response:
    """The file of a month, whole or by byte ranges. DatasetUnknown, MonthMissing."""
    found = exporting.file_named(request.platform, request.path_params["dataset"], request.path_params["file"])
    return FileResponse(
        request.platform.files.path(found.file),
        media_type=MEDIA[found.form],
        filename=f"{found.dataset}-{found.name}",
        headers={**_SHORTLY, "ETag": f'"{found.sha256[:32]}"', "X-Content-SHA256": found.sha256},
    )


def contents(request: Request) -> Response:
    """The data package: every file with its schema, size and checksum."""
    files = exporting.listed(request.platform)
    made_at = max((one.made_at for one in files), default=request.platform.clock.now())
    found = [(one, _of(files, one)) for one in DATASETS.values()]
    return json(package(_base(request), request.platform.settings.agency, made_at, found), headers=_SHORTLY)


def checksums(request: Request) -> Response:
    """The checksums of all files, as `sha256sum --check` reads them."""
    lines = [f"{one.sha256}  {one.dataset}-{one.name}\n" for one in exporting.listed(request.platform)]
    return Response("".join(lines), 200, _SHORTLY, "text/plain; charset=utf-8")


def addresses(request: Request) -> Response:
    """The addresses of all files of a data set in one form, one a line, for `wget --input-file`. DatasetUnknown."""
    dataset, form = dataset_of(request.path_params["dataset"]), request.path_params["form"]
    base = f"{_base(request)}/{dataset.slug}"
    files = [one for one in exporting.listed(request.platform, dataset.slug) if one.form == form]
    lines = [f"{base}/{one.name}\n" for one in sorted(files, key=_month)]
    return Response("".join(lines), 200, _SHORTLY, "text/plain; charset=utf-8")


def _month(one: MonthFile) -> date:
    return one.month


def _base(request: Request) -> str:
    """The address below which files lie."""
    origin = request.platform.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    return origin + PATH


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}/datapackage.json", contents),
    route("GET", f"{PATH}/sha256sums.txt", checksums),
    route("GET", PATH + "/{dataset}", one),
    route("GET", PATH + "/{dataset}/alamat-{form}.txt", addresses),
    route("GET", PATH + "/{dataset}/{file}", file),
]
