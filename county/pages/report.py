"""The page that a scanned code opens: say what is wrong, get a receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from county import strings
from county.api.access import Access, county_of, route
from county.dictionary import Dictionary
from county.intake import Report, new_form_id
from county.pages.forms import ReportForm, SentForm
from county.pages.rendering import HEADERS, page
from county.safe_text import safe_line, safe_text
from county.server import County
from county.store import accounts
from county.store.papers import Receipt
from domain.chinatime import china_date
from domain.code_ledger import CodeRecord, CodeState
from domain.ids import parse_code_id
from domain.places import PlaceKind, township_code
from domain.refusals import sentence
from domain.roster_rows import plain_phone

router = APIRouter()
_PER_ADDRESS = 60
_PER_SECONDS = 600
_MAX_NAME = 40
_ENDED = (CodeState.REPLACED, CodeState.RETIRED)


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form."""

    text: str = ""
    phone: str = ""
    name: str = ""
    place: str = ""
    place_text: str = ""
    no_phone: bool = False
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the address says. `known`: the code leads to a place; `old`: it was replaced or retired."""

    typed: str
    place: str = ""
    old: bool = False
    source: str = "qr"

    @property
    def action(self) -> str:
        """Where the form goes."""
        address = f"/q/{quote(self.typed, safe='')}" if self.typed else "/q"
        return address if self.source == "qr" else f"{address}?from={quote(self.source, safe='')}"


@route(router, "GET", "/q", Access.PUBLIC)
@route(router, "GET", "/Q", Access.PUBLIC)
def open_form(request: Request) -> Response:
    """The form without a code: the place is chosen.

    `?from=miniapp` is the address that the county gives to its mini programme, app or account; it works beside a code too.
    """
    county = county_of(request)
    return _form(county, _opened(county, request, Scanned("")), Filled(), "")


@route(router, "GET", "/q/{code}", Access.PUBLIC)
@route(router, "GET", "/Q/{code}", Access.PUBLIC)
def open_form_of_code(request: Request, code: str) -> Response:
    """The form of a printed code, also of an unknown or retired one: no report is turned away."""
    county = county_of(request)
    return _form(county, _opened(county, request, _scanned(county, code)), Filled(), "")


@route(router, "POST", "/q", Access.PUBLIC)
@route(router, "POST", "/Q", Access.PUBLIC)
def send(request: Request, form: ReportForm) -> Response:
    """A report without a code."""
    return _take(request, _opened(county_of(request), request, Scanned("")), form)


@route(router, "POST", "/q/{code}", Access.PUBLIC)
@route(router, "POST", "/Q/{code}", Access.PUBLIC)
def send_of_code(request: Request, code: str, form: ReportForm) -> Response:
    """A report from a printed code."""
    county = county_of(request)
    return _take(request, _opened(county, request, _scanned(county, code)), form)


@route(router, "GET", "/notice", Access.PUBLIC)
def notice(request: Request) -> Response:
    """How personal data are used."""
    county = county_of(request)
    settings = county.settings
    name = settings.handler_name or county.dictionaries.current().county_name
    return page(
        county,
        "notice.html",
        handler_name=f"{name}社会治安综合治理中心" if not settings.handler_name else name,
        handler_contact=settings.handler_contact or settings.hotline,
        keep_years=settings.keep_years,
    )


def _take(request: Request, scanned: Scanned, form: SentForm) -> Response:
    county = county_of(request)
    filled = Filled(
        safe_text(form.text("text")),
        safe_line(form.text("phone")),
        safe_line(form.text("name")),
        safe_line(form.text("place"))[:18],
        safe_line(form.text("place_text"))[:200],
        form.text("no_phone") == "1",
        form.text("notice") == "1",
    )
    form_id = safe_line(form.text("form_id"))[:64]
    dictionary = county.dictionaries.current()
    place = filled.place if dictionary.territory.find(filled.place) is not None else scanned.place
    problem = _problem(county, dictionary, filled, place)
    if problem:
        return _form(county, scanned, filled, problem, form_id, status=422)
    if _too_many(county, request):
        return _form(county, scanned, filled, strings.FORM_PROBLEMS["busy"], form_id, status=429)
    phone = "" if not filled.phone else plain_phone(filled.phone) or filled.phone
    photos, refused = county.intake.keep_photos(form.files)
    report = Report(
        form_id,
        township_code(place) or dictionary.townships[0],
        place,
        filled.place_text,
        filled.text,
        filled.name,
        phone,
        not phone,
        parse_code_id(scanned.typed) or "",
        photos,
        scanned.source,
    )
    answer = county.intake.submit(report)
    if not isinstance(answer, Receipt):
        return _form(county, scanned, filled, sentence(answer), form_id, status=422)
    mark = f"?photos={refused}" if refused else ""
    return RedirectResponse(f"/r/{answer.token}{mark}", 303, HEADERS)


def _problem(county: County, dictionary: Dictionary, filled: Filled, place: str) -> str:
    """The sentence about the first thing that is missing or wrong; empty when the report can be taken."""
    limit = county.settings.max_text
    if not filled.text:
        return strings.FORM_PROBLEMS["text"]
    if len(filled.text) > limit:
        words = strings.FORM_PROBLEMS["text_long"]
        return words.replace("{0}", str(len(filled.text))).replace("{1}", str(limit))
    if len(filled.name) > _MAX_NAME:
        return strings.FORM_PROBLEMS["name_long"]
    if not filled.phone and not filled.no_phone:
        return strings.FORM_PROBLEMS["phone_missing"]
    if filled.phone and not filled.no_phone and plain_phone(filled.phone) is None:
        return strings.FORM_PROBLEMS["phone"]
    if not township_code(place) and len(dictionary.townships) != 1:
        return strings.FORM_PROBLEMS["place"]
    return "" if filled.notice else strings.FORM_PROBLEMS["notice"]


def _too_many(county: County, request: Request) -> bool:
    """A brake per address, wide enough for many phones behind one."""
    key = f"report:{request.client.host if request.client is not None else ''}"
    at = county.now()
    return bool(
        county.database.run(
            lambda tx: accounts.try_once(tx, (key,), at, failures=_PER_ADDRESS, seconds=_PER_SECONDS)
        )
    )


def _opened(county: County, request: Request, scanned: Scanned) -> Scanned:
    """The same place with the way by which the citizen came; an address that the county never gave counts as a scan."""
    named = request.query_params.get("from", "")
    return (
        replace(scanned, source=named)
        if named in county.dictionaries.current().profile.self_service
        else scanned
    )


def _scanned(county: County, typed: str) -> Scanned:
    code_id = parse_code_id(typed)
    record: CodeRecord | None = county.intake.code(code_id) if code_id else None
    if record is None:
        return Scanned(safe_line(typed)[:40])
    old = record.state in _ENDED or record.id != code_id
    return Scanned(code_id or "", record.place_code, old)


def _form(
    county: County,
    scanned: Scanned,
    filled: Filled,
    problem: str,
    form_id: str = "",
    status: int = 200,
) -> Response:
    dictionary = county.dictionaries.current()
    return page(
        county,
        "report.html",
        status,
        slogan=dictionary.profile.slogan or dictionary.profile.title,
        promise=dictionary.profile.promise,
        place_name=dictionary.place_name(scanned.place) if scanned.place else "",
        old_code=scanned.old,
        action=scanned.action,
        towns=_towns(county, dictionary),
        problem=problem,
        filled=filled,
        form_id=form_id or new_form_id(county.settings.randomness(12), county.now()),
    )


def _towns(county: County, dictionary: Dictionary) -> list[dict[str, object]]:
    """Townships with their villages that exist today, for the list of places."""
    day = china_date(county.now())
    return [
        {
            "name": town.short_name,
            "villages": [
                {"code": village.code, "name": village.short_name}
                for village in dictionary.territory.children(town.code, kind=PlaceKind.VILLAGE, on=day)
            ],
        }
        for town in dictionary.territory.of_kind(PlaceKind.TOWNSHIP, on=day)
    ]
