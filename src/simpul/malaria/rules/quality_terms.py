"""The numbers by which slides are drawn and readers judged: `law/malaria/quality.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def terms() -> Mapping[str, Any]:
    """The law data as it is written."""
    return tomllib.loads(files("simpul.law.malaria").joinpath("quality.toml").read_text(encoding="utf-8"))
