"""The exchange for programs: the operator's letter box for requests of nodes. Law: Perpres 95/2018 art. 33."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import BaseModel

from simpul.exchange.actions import joining
from simpul.kernel.web.api import Asking

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
