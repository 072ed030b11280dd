"""Numbers that somebody wrote into a form or an address."""


def whole(text: str) -> int:
    """The whole number somebody wrote; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
