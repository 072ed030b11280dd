"""Sample calls made of a description: places of the path, queries that are demanded and a body, from its own examples."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from simpul.exchange.model.listing import ListedService
from simpul.exchange.model.names import encoded
from simpul.exchange.rules.openapi import Operation
from simpul.exchange.rules.trying import WITH_BODY, Attempt


def of_service(one: ListedService, client: str, operations: Sequence[Operation]) -> Attempt:
    """A call of the service's first operation that is described; else of its first endpoint."""
    if operations:
        return of_operation(one.service, client, operations[0])
    point = next((each for each in one.endpoints if "*" not in each.path), None)
    if point is None:
        return Attempt(one.called, client, path="/")
    return Attempt(one.called, client, "GET" if point.method == "*" else point.method, point.path)


def of_operation(service: str, client: str, operation: Operation) -> Attempt:
    """A call of the operation, with its own examples where it gives some; what it does not give stays a {place}."""
    path, query, headers = operation.brief.path, [], []
    for one in operation.parameters:
        if one.place == "path" and one.example:
            path = path.replace(f"{{{one.name}}}", quote(one.example, safe=""))
        elif one.place == "query" and one.line.required:
            query.append(f"{quote(one.name, safe='')}={quote(one.example, safe='') or '…'}")
        elif one.place == "header" and one.line.required and one.name.lower() not in ("accept", "content-type"):
            headers.append(f"{one.name}: {one.example or '…'}")
    body = ""
    if operation.contents and operation.brief.method in WITH_BODY:
        first = operation.contents[0]
        body = first.example
        if first.media and first.media != "application/json":
            headers.append(f"Content-Type: {first.media}")
    return Attempt(service, client, operation.brief.method, path, "&".join(query), "\n".join(headers), body)


def of_events(one: ListedService, client: str) -> list[tuple[str, Attempt]]:
    """How events of the type are got by asking: subscribe once, fetch the next, say that it is done."""
    api, kind = f"{one.subsystem}/api", one.code
    wish = json.dumps({"eventType": encoded(kind), "delivery": "PULL"})
    return [
        ("subscribe", Attempt(api, client, "POST", f"/v1/subs/{kind}", body=wish)),
        ("fetch", Attempt(one.called, client, "GET", f"/v1/{kind}")),
        ("acknowledge", Attempt(one.called, client, "DELETE", f"/v1/{kind}/{{id}}")),
    ]
