"""Exchange: the nouns. Law: Perpres 95/2018 art. 33 (Sistem Penghubung Layanan); names as in X-Road PR-REST 1.0.4."""

from simpul.exchange.model.names import BadName, MemberId, NodeId, ServiceId, SubsystemId
from simpul.exchange.model.records import Record, RecordKind, Role
from simpul.exchange.model.register import Checkpoint, Group, Member, MemberKey, Node, Subsystem, TrustList
from simpul.exchange.model.services import (
    TIERS,
    Authentication,
    Client,
    Endpoint,
    Grant,
    LocalGroup,
    Service,
    ServiceKind,
    SubjectKind,
    Tier,
)

__all__ = [
    "TIERS",
    "Authentication",
    "BadName",
    "Checkpoint",
    "Client",
    "Endpoint",
    "Grant",
    "Group",
    "LocalGroup",
    "Member",
    "MemberId",
    "MemberKey",
    "Node",
    "NodeId",
    "Record",
    "RecordKind",
    "Role",
    "Service",
    "ServiceId",
    "ServiceKind",
    "SubjectKind",
    "Subsystem",
    "SubsystemId",
    "Tier",
    "TrustList",
]
