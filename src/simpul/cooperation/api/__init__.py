"""Interfaces of the cooperation for programs."""

from fastapi import APIRouter

from simpul.cooperation.api import (
    activities,
    agreements,
    attendance,
    events,
    gates,
    governance,
    projects,
    reports,
    showcase,
)

router = APIRouter()
for _room in (agreements, governance, projects, activities, attendance, events, gates, showcase, reports):
    router.include_router(_room.router)

RAW = {**gates.RAW}
"""What passes by every middleware: devices at gates, which prove themselves by a key of their own."""
