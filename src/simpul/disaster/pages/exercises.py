"""Exercises (latihan): their reports stand here and nowhere else, and nothing but an exercise's own link makes one."""

from simpul.disaster.pages.listing import training_rows
from simpul.disaster.pages.report import EXERCISE, EXERCISES
from simpul.kernel.web import Request, Response, html, route


def show(request: Request) -> Response:
    """The exercises' reports of now, and the way to send one."""
    rows, total = training_rows(request)
    number = request.query("terkirim")
    context = {
        "rows": rows,
        "total": total,
        "training": True,
        "tag_2017": "",
        "form": EXERCISE,
        "path": EXERCISES,
        "sent": number if number.isascii() and number.isdigit() and len(number) < 19 else "",
    }
    return html(request, "disaster/exercises.html", context)


ROUTES = [route("GET", EXERCISES, show)]
