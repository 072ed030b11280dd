"""The exchange for programs: the operator's letter box for requests of nodes. Law: Perpres 95/2018 art. 33."""

from typing import Annotated, Any
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Body, Query
from pydantic import BaseModel

from simpul.exchange.actions import example, joining, receiving
from simpul.exchange.wire.inside import CALL
from simpul.kernel.web.api import Asking

EVENTS = {
    "required": True,
    "content": {
        "application/cloudevents-batch+json": {"schema": {"type": "array", "items": {"type": "object"}}},
        "application/cloudevents+json": {"schema": {"type": "object"}},
    },
}
"""CloudEvents 1.0 in JSON: https://github.com/cloudevents/spec."""
router = APIRouter(prefix="/exchange", tags=["exchange"])


class Taken(BaseModel):
    """What became of a request: it waits for a person, or took effect at once; `id` is its number at the operator."""

    id: UUID
    node: str
    state: str


@router.post("/requests", status_code=202)
def receive(
    request: Asking, asked: Annotated[dict[str, Any], Body(description="A signed request: docs/protocol/register.md.")]
) -> Taken:
    """A node's request to join, to change its key, or its word on maintenance; it proves itself by its signatures."""
    kept = joining.receive(request.platform, asked)
    return Taken(id=kept.id, node=kept.node, state=kept.state.value)


class Counted(BaseModel):
    """What became of a batch of events: so many were new, so many had come before; all are durable."""

    received: int
    duplicates: int


@router.post("/events", openapi_extra={"requestBody": EVENTS})
async def receive_events(request: Asking) -> Counted:
    """Events for a subsystem of this node; taken only from the exchange itself, in process."""
    call = request.scope.get("state", {}).get(CALL)
    body = await request.body() if call is not None else b""

    def received() -> tuple[int, int]:
        return receiving.receive(request.platform, call=call, body=body)

    new, again = await anyio.to_thread.run_sync(received)
    return Counted(received=new, duplicates=again)


class AidOut(BaseModel):
    """What a made-up list says of a made-up person."""

    synthetic: bool
    receives: bool
    programme: str


@router.get("/example/aid")
def example_aid(
    request: Asking, nik: Annotated[str, Query(max_length=40, description="The number of a made-up person.")]
) -> AidOut:
    """In demos, through the exchange: whether a made-up person gets help after a flood. Every answer is synthetic."""
    found = example.aid(request.platform, call=request.scope.get("state", {}).get(CALL), identifier=nik)
    return AidOut(synthetic=True, receives=found.receives, programme=found.programme)
