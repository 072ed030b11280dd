"""What people see: base template, macros, styles and the built browser libraries. How to use them: templates/README.md."""

from importlib.resources import files

from simpul.ui.assets import static
from simpul.ui.components import govuk

TEMPLATE_GLOBALS = {"static": static, "govuk": govuk}


def fallback() -> bytes:
    """The page for when not even the error page can be made: static, in both languages, independent of templates."""
    return (files("simpul.ui") / "templates" / "fallback.html").read_bytes()
