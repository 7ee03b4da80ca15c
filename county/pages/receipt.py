"""What a citizen comes back to: the receipt, progress by code, the rating."""

from __future__ import annotations

import hmac
import re

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from county import strings
from county.api.access import Access, county_of, route
from county.casework import Done
from county.pages.forms import SimpleForm
from county.pages.rendering import HEADERS, page
from county.progress import progress_of
from county.safe_text import safe_line, safe_text
from county.server import County
from county.store import accounts, casebook, papers
from county.store.papers import Receipt
from domain.ids import group_progress_code, parse_progress_code
from domain.refusals import sentence
from wire.codec import decode_case

router = APIRouter()
_TRIES = 10
_LOCK_SECONDS = 900
_FRESH_SECONDS = 1800
_TOKEN = re.compile(r"[0-9a-f]{32}")


@route(router, "GET", "/p", Access.PUBLIC)
@route(router, "GET", "/P", Access.PUBLIC)
def ask(request: Request) -> Response:
    """The form that asks for code and telephone digits."""
    return page(county_of(request), "progress.html", problem="", code="")


@route(router, "POST", "/p", Access.PUBLIC)
def look_up(request: Request, form: SimpleForm) -> Response:
    """The receipt of a progress code; wrong tries are counted per address."""
    county = county_of(request)
    typed = safe_line(form.text("code"))[:40]
    key = (f"progress:{request.client.host if request.client is not None else ''}",)
    at = county.now()
    wait = county.database.run(
        lambda tx: accounts.try_once(tx, key, at, failures=_TRIES, seconds=_LOCK_SECONDS)
    )
    if wait:
        words = strings.PROGRESS_PROBLEMS["locked"].replace("{0}", str(-(-wait // 60)))
        return page(county, "progress.html", 429, problem=words, code=typed)
    code = parse_progress_code(typed)
    tail = county.intake.phone_tail(None, form.text("tail")[:8])
    with county.database.read() as connection:
        receipt = papers.receipt_by(connection, code=code) if code else None
    if receipt is None or not _tail_fits(receipt, tail):
        return page(county, "progress.html", 404, problem=strings.PROGRESS_PROBLEMS["unknown"], code=typed)
    county.database.run(lambda tx: accounts.forgive(tx, key))
    return RedirectResponse(f"/r/{receipt.token}", 303, HEADERS)


@route(router, "GET", "/r/{token}", Access.PUBLIC)
def receipt_page(request: Request, token: str, photos: str = "", rated: str = "") -> Response:
    """Receipt and progress of one matter; the address is known to its reporter only."""
    county = county_of(request)
    receipt = _receipt(county, token)
    if receipt is None:
        return _gone(county)
    said = strings.RATED if rated == "1" else ""
    if photos in ("1", "2", "3"):
        said = strings.PHOTOS_REFUSED.replace("{0}", photos)
    return _show(county, receipt, said)


@route(router, "POST", "/r/{token}/rating", Access.PUBLIC)
def rate(request: Request, token: str, form: SimpleForm) -> Response:
    """A rating; one that is not content asks for a reason first."""
    county = county_of(request)
    receipt = _receipt(county, token)
    if receipt is None:
        return _gone(county)
    grade, words = safe_line(form.text("grade")), safe_text(form.text("words"))[: county.settings.max_text]
    ratings = county.dictionaries.current().profile.ratings
    if grade not in ratings.grades:
        return _show(county, receipt, strings.RATING_PROBLEMS["grade"], words, status=422)
    if grade in ratings.dissatisfied and not words:
        return _show(county, receipt, strings.RATING_PROBLEMS["reason"], ask_reason=True, status=422)
    answer = county.intake.rate(receipt, grade, words)
    if not isinstance(answer, Done):
        return _show(county, receipt, sentence(answer), words, status=422)
    return RedirectResponse(f"/r/{token}?rated=1", 303, HEADERS)


def _tail_fits(receipt: Receipt, tail: str) -> bool:
    return not receipt.phone_tail or hmac.compare_digest(receipt.phone_tail, tail)


def _receipt(county: County, token: str) -> Receipt | None:
    if _TOKEN.fullmatch(token) is None:
        return None
    with county.database.read() as connection:
        return papers.receipt_by(connection, token=token)


def _gone(county: County) -> Response:
    return page(county, "trouble.html", 404, problem=strings.PROGRESS_PROBLEMS["gone"])


def _show(
    county: County,
    receipt: Receipt,
    said: str,
    words: str = "",
    *,
    ask_reason: bool = False,
    status: int = 200,
) -> Response:
    dictionary = county.dictionaries.current()
    with county.database.read() as connection:
        row = casebook.read_case(connection, receipt.case_id)
    if row is None:
        return _gone(county)
    case = decode_case(row.body)
    at = county.now()
    return page(
        county,
        "receipt.html",
        status,
        said=said,
        code=group_progress_code(receipt.code),
        token=receipt.token,
        number=case.number,
        can_call=bool(receipt.phone_tail),
        fresh=at - receipt.at < _FRESH_SECONDS and not case.first_called_at,
        progress=progress_of(case, dictionary, at),
        promise=dictionary.profile.promise,
        grades=dictionary.profile.ratings.grades,
        change_days=dictionary.profile.ratings.change_days,
        words=words,
        ask_reason=ask_reason,
    )
