"""Calls services of other agencies through a Simpul node, or any X-Road security server; Python's standard library alone.

    from simpul_client import Exchange

    exchange = Exchange("http://localhost:8090", client="ID/GOV/2060/PORTAL")
    answer = exchange.call("GET", "ID/GOV/6000/BPBD/reports", "/figures")
    print(answer.status, answer.json())
    proof = exchange.prove(answer, register_key="simpul.register/ID+…")   # a Simpul node only

On the command line: `python simpul_client.py --help`. Python 3.9 or newer; `simpul_proof.py` and `simpul_notes.py` lie
beside it. What goes over the wire: docs/protocol/consumer-surface.md.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.client
import json
import os
import re
import ssl
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.sax.saxutils import unescape

from simpul_notes import ProofBroken, need
from simpul_proof import Proof, verify

Headers = list[tuple[str, str]]
TOKEN = "Simpul-Authorization"  # noqa: S105 (the name of a header)
"""Where the token for the node goes; `Authorization` stays free for the service."""
NOT_HASHED = frozenset((
    "connection", "content-length", "expect", "host", "keep-alive", "proxy-authenticate", "proxy-authorization", "server",
    "simpul-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-road-request-hash",
    "x-road-request-id",
))  # fmt: skip
"""Headers that the node takes out before it hashes the request."""
_RAW = "/%:@!$&'()*+,;=~-._"


class ExchangeError(Exception):
    """The exchange ended the call, or it cannot be reached: `type`, `message`, and `detail`, the number that its log has.

    `type` is X-Road's: `Server.ServerProxy.AccessDenied`, or `server.serverproxy.access_denied` on the modern surface;
    `client.network_error` when no answer came. `status` is the answer's (0 for none), `facts` what the modern surface adds,
    `message_id` the call's X-Road-Id. What the service itself answers, 4xx and 5xx too, is no error but an `Answer`.
    """

    def __init__(self, type: str, message: str, detail: str = "", **more: Any) -> None:
        super().__init__(f"{type}: {message}" + (f" ({detail})" if detail else ""))
        self.type, self.message, self.detail = type, message, detail
        self.status: int = more.pop("status", 0)
        self.message_id: str = more.pop("message_id", "")
        self.facts: dict[str, Any] = more


@dataclass(frozen=True)
class Answer:
    """A service's answer, as it came; `asked` is what was sent: method, raw target, headers, body."""

    status: int
    headers: Headers
    body: bytes
    asked: tuple[str, str, Headers, bytes]

    def header(self, name: str) -> str:
        """The last value of a header, whatever the spelling of its name; empty for none."""
        return _last(self.headers, name)

    @property
    def message_id(self) -> str:
        """The call's X-Road-Id, by which both nodes have it on record."""
        return self.header("x-road-id")

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def request_hash(self) -> str:
        """X-Road-Request-Hash of the request as it was sent, computed here: base64 of SHA-512. PROTOCOL §1."""
        method, target, sent, body = self.asked
        kept = [(name, value) for name, value in sent if _is_hashed(name)]
        kept.append(("x-road-request-id", self.header("x-road-request-id")))
        lines = f"{method}\r\n{target}\r\n" + "".join(f"{name}:{value}\r\n" for name, value in kept)
        digest = hashlib.sha512(lines.encode("latin-1")).digest()
        if body:
            digest = hashlib.sha512(digest + hashlib.sha512(body).digest()).digest()
        return base64.b64encode(digest).decode()


@dataclass
class Exchange:
    """A node's consumer listener, and as whom it is called: `client` is a subsystem's path, such as `ID/GOV/2060/PORTAL`.

    The client proves itself as its node has it on file: by `token`, by `certificate` (PEM files of certificate and key), or
    not at all (on one machine, in a demo). `node_certificate`: PEM file of the certificate the node must show; without it,
    one that this machine's authorities vouch for. `modern`: speak `/v1` instead of `/r1`. `timeout` in seconds.
    """

    address: str
    client: str
    token: str | None = None
    certificate: tuple[str, str] | None = None
    node_certificate: str | None = None
    modern: bool = False
    timeout: float = 90.0
    _context: ssl.SSLContext | None = field(default=None, repr=False)

    def clients(self) -> list[dict[str, Any]]:
        """Members and subsystems of the exchange: `id` (object_type, xroad_instance, …), `name`, `subsystem_name`."""
        answer = self._sent("GET", "/listClients", [("Accept", "application/json")], b"")
        return list(answer.json()["member"])

    def services(self, subsystem: str, *, allowed: bool = False) -> list[dict[str, Any]]:
        """What a subsystem offers: `service_code`, `service_type`, `endpoint_list`; or only what is `allowed`."""
        answer = self.call("GET", f"{subsystem}/{'allowedMethods' if allowed else 'listMethods'}")
        return list(answer.json()["service"])

    def description(self, service: str) -> Any:
        """A service's OpenAPI description."""
        subsystem, _, code = service.rpartition("/")
        return self.call("GET", f"{subsystem}/getOpenAPI", query={"serviceCode": code}).json()

    def call(
        self,
        method: str,
        service: str,
        path: str = "",
        *,
        query: Mapping[str, Any] | str = "",
        headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        body: Any = b"",
    ) -> Answer:
        """The service's answer, whatever its status; ExchangeError when the exchange ends the call.

        `service` such as `ID/GOV/6000/BPBD/reports`; `path` within it, empty or beginning with `/`, its escapes (%2F) left
        as they are. `body`: bytes as they are, a text as UTF-8, anything else as JSON.
        """
        given = list(headers.items() if isinstance(headers, Mapping) else headers)
        sent: Headers = [("X-Road-Client", self.client)]
        if not _last(given, "x-road-id"):
            sent.append(("X-Road-Id", f"{self.client.split('/')[0]}-{uuid.uuid4()}"))
        sent += [(name, value.strip()) for name, value in given]
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body, ensure_ascii=False)
            sent += [] if _last(given, "content-type") else [("Content-Type", "application/json")]
        search = query if isinstance(query, str) else urlencode(query, doseq=True, quote_via=quote)
        target = quote(f"/{'v1' if self.modern else 'r1'}/{service}{path}", safe=_RAW)
        target += "?" + quote(search, safe=_RAW + "?") if search else ""
        return self._sent(method, target, sent, body.encode() if isinstance(body, str) else body)

    def proof(self, message_id: str) -> bytes:
        """The proof bundle of a call that this client made or served, by its X-Road-Id; JSON. It may take some seconds."""
        target = f"/proof/{quote(message_id, safe=_RAW)}"
        return self._sent("GET", target, [("X-Road-Client", self.client)], b"").body

    def prove(self, answer: Answer, register_key: str | None = None) -> Proof:
        """The proof that this very answer was given to this very request, fetched and checked; or ProofBroken.

        `register_key` as the operator publishes it; without it all rests on a fingerprint in the proof's `findings`.
        """
        found = verify(self.proof(answer.message_id), register_key)
        check(found, answer)
        return found

    def _sent(self, method: str, target: str, headers: Headers, body: bytes) -> Answer:
        asked = (method, target, headers, body)
        message_id = _last(headers, "x-road-id")
        try:
            status, got, content = self._exchanged(asked)
        except (OSError, http.client.HTTPException) as failure:
            said = f"{self.address} does not answer: {failure or type(failure).__name__}"
            raise ExchangeError("client.network_error", said, message_id=message_id) from None
        answer = Answer(status, got, content, asked)
        error = _error(answer)
        if error is not None:
            error.message_id = message_id
            raise error
        return answer

    def _exchanged(self, asked: tuple[str, str, Headers, bytes]) -> tuple[int, Headers, bytes]:
        method, target, headers, body = asked
        connection = self._connection()
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if self.token:
                connection.putheader(TOKEN, f"Bearer {self.token}")
            if body or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        url = urlsplit(self.address)
        if url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/"):
            raise ValueError(f"{self.address!r} is no address of a node; write http(s)://name:port")
        if url.scheme == "http":
            return http.client.HTTPConnection(url.hostname, url.port, timeout=self.timeout)
        if self._context is None:
            self._context = _tls(self.node_certificate, self.certificate)
        connection = http.client.HTTPSConnection(url.hostname, url.port, timeout=self.timeout, context=self._context)
        connection.connect()
        if self.node_certificate is not None:
            shown = connection.sock.getpeercert(binary_form=True)
            if shown != ssl.PEM_cert_to_DER_cert(Path(self.node_certificate).read_text()):
                raise ssl.SSLError("the node shows another certificate than the one given")
        return connection


def check(proof: Proof, answer: Answer) -> None:
    """Nothing when the proof is of this answer to the request that was sent; ProofBroken otherwise."""
    hashed = answer.request_hash()
    need(answer.header("x-road-request-hash") == hashed, "the node hashed another request than the one that was sent")
    need(proof.message == answer.message_id, "the proof is of another message")
    proof.answer(hashed, answer.status, b"" if answer.asked[0] == "HEAD" else answer.body)


def _tls(node: str | None, own: tuple[str, str] | None) -> ssl.SSLContext:
    """TLS that meets a node; where its certificate was given it is compared afterwards, and its name does not matter."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if node is None:
        context.load_default_certs()
    else:
        context.check_hostname = False
        context.load_verify_locations(node)
    if own is not None:
        context.load_cert_chain(*own)
    return context


def _last(headers: Headers, name: str) -> str:
    return next((value for given, value in reversed(headers) if given.lower() == name.lower()), "")


def _is_hashed(name: str) -> bool:
    low = name.lower()
    return low not in NOT_HASHED and not ("_" in low and low.replace("_", "-").startswith("x-road-"))


def _error(answer: Answer) -> ExchangeError | None:
    """The exchange's own error in this answer; None for a service's answer, which bears x-road-request-hash."""
    kind, form = answer.header("x-road-error"), answer.header("content-type")
    if answer.header("x-road-request-hash") or not (kind or answer.status >= 400):
        return None
    try:
        if "xml" in form:
            parts = [re.search(f"<{name}>(.*?)</{name}>", answer.body.decode(), re.DOTALL) for name in _PARTS]
            said = {name: unescape(part[1]) if part else "" for name, part in zip(_PARTS, parts)}
        else:
            said = answer.json()
        if "problem" in form:
            return _of_problem(said, answer.status)
        return ExchangeError(said["type"], said["message"], said["detail"], status=answer.status)
    except (ValueError, LookupError, TypeError):
        return ExchangeError(
            kind or "client.bad_answer", answer.body[:500].decode("utf-8", "replace"), status=answer.status
        )


_PARTS = ("type", "message", "detail")


def _of_problem(said: dict[str, Any], status: int) -> ExchangeError:
    """RFC 9457 as the modern surface writes it."""
    more = {k: v for k, v in said.items() if k not in ("type", "title", "status", "detail", "instance")}
    kind, number = said["type"].removeprefix("urn:simpul:exchange:"), said["instance"].removeprefix("urn:uuid:")
    return ExchangeError(kind, said["detail"], number, status=status, **more)


# the command line


def main(arguments: Sequence[str] | None = None) -> int:
    """What the command ends with: 0, or 1 when the exchange refused or a proof does not hold."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given) or 0)
    except ExchangeError as refused:
        print(f"{refused.type}: {refused.message}", file=sys.stderr)
        if refused.detail:
            print(
                f"  The node's log has it as {refused.detail}; the call's X-Road-Id is {refused.message_id or '-'}",
                file=sys.stderr,
            )
    except ProofBroken as broken:
        print(f"The proof does NOT hold: {broken}", file=sys.stderr)
    except (OSError, ValueError) as wrong:
        print(wrong, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Call services through a Simpul node, and check the proofs.")
    parser.add_argument("--exchange", default=os.environ.get("EXCHANGE", "http://localhost:8090"), metavar="URL")
    parser.add_argument("--client", default=os.environ.get("EXCHANGE_CLIENT", "ID/GOV/2060/PORTAL"), metavar="SUBSYSTEM")
    parser.add_argument(
        "--certificate", nargs=2, metavar=("CERT", "KEY"), help="PEM files; a token stands in EXCHANGE_TOKEN"
    )
    parser.add_argument("--node-certificate", metavar="PEM", help="the certificate that the node must show")
    parser.add_argument("--modern", action="store_true", help="speak /v1 instead of /r1")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="list subsystems, or the services of one")
    listing.add_argument("subsystem", nargs="?")
    listing.set_defaults(run=_list)
    calling = commands.add_parser("call", help="call a service; its answer goes to standard output")
    calling.add_argument("service")
    calling.add_argument("path", nargs="?", default="", help="with ?query, if any")
    calling.add_argument("-X", "--method")
    calling.add_argument("-H", "--header", action="append", default=[], metavar="NAME:VALUE")
    calling.add_argument("-d", "--data", metavar="TEXT|@FILE")
    calling.add_argument("--proof", metavar="FILE", help="fetch the proof, check it, and keep it in this file")
    calling.add_argument("--register-key", default=os.environ.get("EXCHANGE_REGISTER_KEY"))
    calling.set_defaults(run=_call)
    checking = commands.add_parser("verify", help="check a proof; offline")
    checking.add_argument("bundle", metavar="FILE", help="a proof bundle")
    checking.add_argument("--register-key", default=os.environ.get("EXCHANGE_REGISTER_KEY"))
    checking.add_argument("--body", metavar="FILE", help="the answer's body, to be compared too")
    checking.set_defaults(run=_verify)
    return parser


def _exchange(given: argparse.Namespace) -> Exchange:
    pair = tuple(given.certificate) if given.certificate else None
    token = os.environ.get("EXCHANGE_TOKEN")
    return Exchange(given.exchange, given.client, token, pair, given.node_certificate, modern=given.modern)


def _list(given: argparse.Namespace) -> None:
    exchange = _exchange(given)
    if given.subsystem is None:
        for one in exchange.clients():
            names = [quote(one["id"][key], safe=_RAW[2:]) for key in _ID if key in one["id"]]
            print("/".join(names), one["name"], one.get("subsystem_name", ""), sep="\t")
        return
    for one in exchange.services(given.subsystem):
        for endpoint in one["endpoint_list"]:
            print(f"{given.subsystem}/{one['service_code']}", endpoint["method"], endpoint["path"], sep="\t")


_ID = ("xroad_instance", "member_class", "member_code", "subsystem_code")


def _call(given: argparse.Namespace) -> None:
    exchange, (path, _, query) = _exchange(given), given.path.partition("?")
    data = (
        b"" if given.data is None else Path(given.data[1:]).read_bytes() if given.data[:1] == "@" else given.data.encode()
    )
    headers = [(name.strip(), value) for name, _, value in (one.partition(":") for one in given.header)]
    method = given.method or ("GET" if given.data is None else "POST")
    answer = exchange.call(method, given.service, path, query=query, headers=headers, body=data)
    sys.stdout.buffer.write(answer.body)
    sys.stdout.buffer.flush()
    print(f"\n{answer.status}  {answer.message_id}", file=sys.stderr)
    if given.proof:
        bundle = exchange.proof(answer.message_id)
        Path(given.proof).write_bytes(bundle)
        proof = verify(bundle, given.register_key)
        check(proof, answer)
        _tell(proof, sys.stderr)


def _verify(given: argparse.Namespace) -> None:
    proof = verify(Path(given.bundle).read_bytes(), given.register_key)
    if given.body is not None:
        body, answered = Path(given.body).read_bytes(), [one for one in proof.records if one["kind"] == "answered"]
        need(answered, "the proof has no answer")
        proof.answer(answered[-1]["hash"], answered[-1]["status"], body)
    _tell(proof, sys.stdout)


def _tell(proof: Proof, to: Any) -> None:
    """The findings in words, without what could steer a terminal: some of it is others' words."""
    lines = [f"Message {proof.message} at node {proof.node}", *(f"  ok  {finding}" for finding in proof.findings)]
    lines.append(f"The proof holds; {proof.witnesses} other node(s) vouch for the log.")
    lines += (
        [] if proof.compared else ["The register's key was not given: all rests on the fingerprint above, so compare it."]
    )
    for line in lines:
        print("".join(sign if sign.isprintable() else "\ufffd" for sign in line), file=to)


if __name__ == "__main__":
    sys.exit(main())
