"""Where to go after signing in: pages of this node only."""

from urllib.parse import urlsplit

from simpul.kernel.i18n import ALL_LANGUAGES

HOME = "/akun"
_NEVER = ("/masuk", "/keluar")


def local_path(asked: str) -> str:
    """The path and query of a page of this node, without its language; `/akun` for anything else.

    No scheme, no host, no backslash or control character, which browsers read as a way to another site.
    """
    if not asked.startswith("/") or len(asked) > 2000:
        return HOME
    if "\\" in asked or any(ord(c) < 33 or ord(c) == 127 for c in asked):
        return HOME
    path = _without_language(asked)
    if path.startswith("//") or urlsplit(path).path in _NEVER:
        return HOME
    return path


def _without_language(path: str) -> str:
    for prefix in (f"/{language}" for language in ALL_LANGUAGES):
        if path == prefix or path.startswith((f"{prefix}/", f"{prefix}?")):
            rest = path[3:]
            return rest if rest.startswith("/") else "/" + rest
    return path
