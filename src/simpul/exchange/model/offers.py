"""What a provider asks for: a service to publish, a grant to give. Law: Perpres 95/2018 art. 33; UU 27/2022 art. 20."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simpul.exchange.model.services import (
    NOTHING_PROMISED,
    Classification,
    Endpoint,
    Promise,
    ServiceKind,
    SubjectKind,
)


@dataclass(frozen=True, slots=True)
class NewService:
    """What is asked to publish or change a service; `description` is an OpenAPI document in JSON."""

    subsystem: str
    code: str
    title: str
    url: str
    kind: ServiceKind = ServiceKind.REST
    endpoints: tuple[Endpoint, ...] = ()
    description: str = ""
    public: bool = True
    timeout: timedelta = timedelta(seconds=60)
    body_limit: int = 10 * 2**20
    contact: str = ""
    classification: Classification = Classification.OPEN
    promise: Promise = NOTHING_PROMISED
    person_in: str = ""


@dataclass(frozen=True, slots=True)
class NewGrant:
    """What is asked to let somebody call; purpose and legal basis are demanded, an endpoint narrows the grant."""

    subsystem: str
    service: str
    subject_kind: SubjectKind
    subject: str
    purpose: str
    legal_basis: str
    endpoint: Endpoint | None = None
    agreement: str = ""
    tier: str = "standard"
    expires_at: datetime | None = None
