"""Bodies of webhooks on their way to a running node, as the channels' own servers send them."""

import urllib.error
import urllib.request
from collections.abc import Mapping


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status with which the node answered."""
    request = urllib.request.Request(url, body, dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def got(url: str) -> tuple[int, str]:
    """The status and the text at an address."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status), answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, ""
