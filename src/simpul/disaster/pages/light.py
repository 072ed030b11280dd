"""Pages for a phone with no bars: compressed, where nothing secret stands beside what a stranger can put into the page."""

import gzip

from simpul.kernel.web import Request, Response


def light(request: Request, response: Response) -> Response:
    """The response, compressed where the browser takes gzip; as it is for who is signed in: their form holds a secret."""
    response.headers["Vary"] = "Accept-Encoding, Accept"
    body = bytes(response.body)
    if request.session is not None or len(body) < 1024 or "gzip" not in request.headers.get("accept-encoding", ""):
        return response
    response.body = gzip.compress(body, 6, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.body))
    return response
