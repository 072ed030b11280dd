"""GOV.UK Frontend's patterns, called by name: `govuk("error-summary", {...})`.

They are rendered in an environment of their own, because they read options that nobody gave, which our strict templates
would refuse; and there each is loaded once per process instead of once per page.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

_SOURCE = "govuk_frontend_jinja"
_PATTERNS = Environment(
    loader=PrefixLoader({_SOURCE: PackageLoader(_SOURCE)}),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def govuk(pattern: str, params: Mapping[str, Any]) -> Markup:
    """The markup of one pattern; options that are None count as not given. Texts are escaped, `html` options are not."""
    name = "govuk" + "".join(part.capitalize() for part in pattern.split("-"))
    macro = getattr(_PATTERNS.get_template(f"{_SOURCE}/components/{pattern}/macro.html").module, name)
    return Markup(macro(_given(params)))  # noqa: S704 (an autoescaped template made it)


def _given(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _given(one) for key, one in value.items() if one is not None}
    return [_given(one) for one in value] if isinstance(value, list) else value
