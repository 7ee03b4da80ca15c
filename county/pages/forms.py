"""Reading what a phone browser sends."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from county.api.reading import capped_body
from county.problems import RequestProblem

MAX_FIELD_BYTES = 4 * 1024 * 1024
MAX_FORM_BYTES = 64 * 1024 * 1024
MAX_SIMPLE_BYTES = 1024 * 1024


class SentForm:
    """Text fields and the bytes of uploaded files."""

    def __init__(self, fields: dict[str, str], files: list[bytes]) -> None:
        self._fields = fields
        self.files = files

    def text(self, name: str) -> str:
        """The field as it came; empty when it is missing."""
        return self._fields.get(name, "")


async def _report_form(request: Request, max_photo: int) -> SentForm:
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and int(stated[:18]) > MAX_FORM_BYTES:
        raise RequestProblem(413, "too_big")
    received = 0

    async def counted() -> object:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > MAX_FORM_BYTES:
            raise RequestProblem(413, "too_big")
        return message

    limited = Request(request.scope, counted)  # type: ignore[arg-type]
    try:
        form = await limited.form(max_files=12, max_fields=40, max_part_size=MAX_FIELD_BYTES)
    except (HTTPException, ValueError) as error:
        raise RequestProblem(413, "too_big") from error
    fields, files = await _split(form, max_photo)
    await form.close()
    return SentForm(fields, files)


async def _split(form: FormData, max_photo: int) -> tuple[dict[str, str], list[bytes]]:
    fields: dict[str, str] = {}
    files: list[bytes] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            data = await value.read(max_photo + 1)
            if data or value.filename:
                files.append(data)
        else:
            fields.setdefault(name, value)
    return fields, [data for data in files if data]


async def report_form(request: Request) -> SentForm:
    """The multipart form of a report; RequestProblem 413 when it is too big as a whole."""
    return await _report_form(request, request.app.state.county.settings.max_photo_bytes)


async def simple_form(request: Request) -> SentForm:
    """A form without files."""
    body = await capped_body(request, MAX_SIMPLE_BYTES)
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50)
    return SentForm(dict(pairs), [])


ReportForm = Annotated[SentForm, Depends(report_form)]
SimpleForm = Annotated[SentForm, Depends(simple_form)]
