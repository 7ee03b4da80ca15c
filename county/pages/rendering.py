"""Pages for citizens and visitors: rendered on the server, everything escaped, nothing from elsewhere."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Response

from county.server import County

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).resolve().parent
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""No script or style but our own files, no frames, no addresses handed on."""
ASSETS = {"page.css": "text/css; charset=utf-8", "draft.js": "text/javascript; charset=utf-8"}


@functools.cache
def _environment() -> Environment:
    """The template engine, imported when the first page is asked for."""
    import jinja2

    loader = jinja2.FileSystemLoader(FOLDER / "templates")
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def page(county: County, template: str, status_code: int = 200, **values: Any) -> Response:
    """A page with what every page shows: whether it is practice, whom to call."""
    html = (
        _environment()
        .get_template(template)
        .render(practice=county.settings.practice, hotline=county.settings.hotline, **values)
    )
    return Response(html, status_code, HEADERS, "text/html; charset=utf-8")


@functools.cache
def asset(name: str) -> bytes:
    """A style sheet or script of ours."""
    return (FOLDER / "static" / name).read_bytes()
