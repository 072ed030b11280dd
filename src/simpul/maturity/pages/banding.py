"""A result beside published ones of agencies alike: place, distribution, domains, those nearest."""

from simpul.kernel.web import Request, Response, html, route
from simpul.maturity.pages.hasil import RESULT, base, viewed
from simpul.maturity.rules import charts, comparing, published_list, result_report


def show(request: Request) -> Response:
    """The comparison; without a group of agencies alike it says why there is none."""
    found, t = viewed(request), request.t
    group = found.group
    context = {
        **base(request, found),
        "group": group,
        "years": published_list.history(found.of.agency),
        "other_instrument": found.instrument.code != comparing.PUBLISHED_WITH,
        "other_words": result_report.other_instrument(t),
    }
    if group is not None:
        index, bins = found.reckoned.index, comparing.distribution(group.rows)
        says = t.gettext("How many agencies have which index.")
        context |= {
            "reason": result_report.who_is_alike(group, t),
            "place": comparing.place(index, comparing.without(group.rows, found.of.agency)),
            "near": comparing.neighbours(group, index, 9),
            "means": comparing.domain_means(group.rows),
            "bins": bins,
            "span": lambda one: charts.span(t, one),
            "drawing": charts.histogram(t, bins, comparing.bin_of(index), says),
            "domains": charts.domains(found.instrument),
        }
    return html(request, "maturity/banding.html", context)


ROUTES = [route("GET", f"{RESULT}/banding", show)]
