"""Maturity for programs: instruments, assessments, evidence, results."""

from fastapi import APIRouter

from simpul.maturity.api import assessments, evidence, instruments, national, results, stages

router = APIRouter(tags=["maturity"])
router.include_router(instruments.router)
router.include_router(results.router)
router.include_router(national.router)
router.include_router(assessments.router)
router.include_router(stages.router)
router.include_router(evidence.router)
