"""The maturity evaluation: many agencies reckoned anew in exact arithmetic, and the ministry's view of all of them."""

from bench import _maturity_index, _maturity_national
from bench._served import Row


def run() -> list[Row]:
    return [
        {"section": "maturity", "baseline": None, "ratio": None, **row}
        for row in (*_maturity_index.rows(), *_maturity_national.rows())
    ]
