"""What people see: base template, macros, styles and the built browser libraries. How to use them: templates/README.md."""

from simpul.ui.assets import static
from simpul.ui.components import govuk

TEMPLATE_GLOBALS = {"static": static, "govuk": govuk}
