"""A subscriber's back end: takes batches of events, counts them, and tells on GET how many came and how late each was.

`python -m bench._subscriber PORT`
"""

import asyncio
import sys
import time
from typing import Any, ClassVar

import httptools
import orjson
import uvloop

TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"


class Subscriber(asyncio.Protocol):
    """One connection."""

    count: ClassVar[int] = 0
    late: ClassVar[list[float]] = []
    last: ClassVar[float] = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._parser = httptools.HttpRequestParser(self)
        self._body = b""

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, data: bytes) -> None:
        self._body += data

    def on_message_complete(self) -> None:
        now, body, self._body = time.time(), self._body, b""
        if self._parser.get_method() == b"GET":
            told = orjson.dumps({"count": Subscriber.count, "last": Subscriber.last, "late": Subscriber.late})
            self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(told), told))
            return
        for event in orjson.loads(body):
            Subscriber.count += 1
            sent = event["data"].get("sent")
            if sent is not None:
                Subscriber.late.append(now - sent)
        Subscriber.last = now
        self._transport.write(TAKEN)


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Subscriber, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
