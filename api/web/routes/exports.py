"""/cases/{case}/export and /fhir, /schemas: a case for another program, and the shapes it comes in."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse

from api.casework import exporting
from api.casework.act import Act
from api.exports import schemas
from api.exports.case import CaseExport
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["exports"])
Export = Annotated[Act, doing(Action.EXPORT_CASE)]
Name = Annotated[str, Path(max_length=40)]
FHIR: Final = "application/fhir+json"
BUNDLE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "A FHIR R4 Bundle", "content": {FHIR: {"schema": {"type": "object"}}}}
}


@router.get("/cases/{case}/export", responses=documented(404))
def export_case(case: UUID, act: Annotated[Act, doing(Action.EXPORT_MEDICAL)]) -> CaseExport:
    """The whole case as versioned JSON, with its medical content."""
    return exporting.export_case(act, case)


@router.get(
    "/cases/{case}/fhir",
    response_class=Response,
    responses=BUNDLE | documented(404),
)
def export_fhir(case: UUID, act: Export, medical: Annotated[bool, Query()] = False) -> Response:
    """The case as a FHIR R4 Bundle. `medical=true`: with words, birth date and treatment, for roles that may."""
    return JSONResponse(exporting.export_fhir(act, case, medical=medical), media_type=FHIR)


@router.get("/schemas/{schema}", responses=documented(404))
def get_schema(schema: Name, act: Annotated[Act, doing(Action.SEE_HOUSE)]) -> dict[str, Any]:
    """The JSON Schema of an export: case, reading, restriction-set, document."""
    return schemas.schema(schema)
