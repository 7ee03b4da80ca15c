"""Poster files in batches: every code is read back from the finished pages before a file is written."""

from __future__ import annotations

import io
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from desktop.campaigns import strings as words
from desktop.campaigns.campaign import Wording
from desktop.imports.table import write_whole
from documents.codes import poster_payload
from documents.poster import (
    PosterCancelledError,
    PosterSize,
    batches,
    poster_preflight,
    write_posters,
)
from documents.poster_check import verify_posters
from documents.poster_facts import PosterArt, PosterItem
from domain.code_ledger import CodeRecord

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?)+(?::[0-9]{1,5})?")
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".localdomain", ".internal", ".lan")


class PostersRefused(Exception):
    """Nothing (more) was written. `message`: a sentence for the operator."""

    def __init__(self, message: str, written: tuple[Path, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.written = written


@dataclass(frozen=True, slots=True)
class PosterJob:
    """What is to be printed. `offset_mm`: shift to the right and up, from the calibration page."""

    records: tuple[CodeRecord, ...]
    wording: Wording
    campaign_no: str
    size: PosterSize = PosterSize.A4
    offset_mm: tuple[float, float] = (0.0, 0.0)
    practice: bool = False
    reprint: bool = False
    responsible: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Place code -> who is responsible there, from :func:`desktop.campaigns.responsible.responsible_lines`."""

    @property
    def pages(self) -> int:
        """Printed pages in all files."""
        return -(-len(self.records) // self.size.on_a_page)


def host_of(address: str) -> str:
    """Host and port of a county's address, for a first suggestion; "" when there is none."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    try:
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    return f"{host}:{port}" if host and port and port != 443 else host


def host_trouble(host: str, *, practice: bool) -> str:
    """Why posters may not carry this host, or "". Hosts of this machine are for practice only."""
    plain = host.strip().lower()
    if not plain:
        return words.NO_HOST
    name = plain.rpartition(":")[0] if ":" in plain and plain.rpartition(":")[2].isdigit() else plain
    if practice and name in ("localhost", "127.0.0.1"):
        return ""
    if _here(plain) or _here(name):
        return words.LOOPBACK
    if _HOST.fullmatch(plain) is None or (
        "." in name and name.rpartition(".")[2].isdigit() and not _address(name)
    ):
        return words.BAD_HOST
    return ""


def _address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _here(name: str) -> bool:
    """True for names and addresses that only this machine or this office can reach."""
    if name == "localhost" or name.endswith(_LOCAL_NAMES):
        return True
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified or address.is_link_local


def trouble(job: PosterJob) -> str:
    """Why the job cannot be printed, or ""."""
    found = host_trouble(job.wording.host, practice=job.practice)
    if found:
        return found
    if not job.wording.hotline.strip():
        return words.NO_HOTLINE
    missing = poster_preflight(items_of(job), art_of(job))
    if missing:
        glyphs = "".join(dict.fromkeys(each.character for each in missing))
        return words.MISSING_GLYPHS.format(len(missing), glyphs[:20])
    return ""


def art_of(job: PosterJob) -> PosterArt:
    """The shared wording of a job."""
    wording = job.wording
    return PosterArt(wording.title, wording.office, wording.promise, wording.hotline, job.campaign_no)


def items_of(job: PosterJob) -> tuple[PosterItem, ...]:
    """The codes of a job, in printing order."""
    host = job.wording.host.strip()
    return tuple(
        PosterItem(
            record.id, poster_payload(host, record.id), record.place_name, record.range_text,
            job.responsible.get(record.place_code, ()),
        )
        for record in job.records
    )  # fmt: skip


def preview_pdf(job: PosterJob, count: int) -> bytes:
    """The first posters of a job as a file in memory. Raises PostersRefused."""
    found = trouble(job)
    if found:
        raise PostersRefused(found)
    out = io.BytesIO()
    write_posters(
        items_of(job)[:count], art_of(job), job.size, out, offset_mm=job.offset_mm, practice=job.practice
    )
    return out.getvalue()


def print_job(
    job: PosterJob,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Path, ...]:
    """Make, read back and write every batch of a job; a file is there only when each of its codes was read.

    `progress` counts pages twice: made, then read back. Raises PostersRefused with the files written before.
    """
    found = trouble(job)
    if found:
        raise PostersRefused(found)
    written: list[Path] = []
    done = 0

    def tell(pages: int) -> None:
        progress(done + pages, job.pages * 2)

    for number, batch in enumerate(batches(items_of(job), job.size), 1):
        out = io.BytesIO()
        pages = -(-len(batch) // job.size.on_a_page)
        try:
            file = write_posters(
                batch, art_of(job), job.size, out, offset_mm=job.offset_mm, practice=job.practice,
                progress=lambda made, _all: tell(-(-made // job.size.on_a_page)), cancelled=cancelled,
            )  # fmt: skip
        except PosterCancelledError as stopped:
            raise PostersRefused(words.STOPPED, tuple(written)) from stopped
        done += pages
        wrong = verify_posters(
            out.getvalue(), file.expected, cancelled=cancelled, progress=lambda read, _all: tell(read)
        )
        if cancelled():
            raise PostersRefused(words.STOPPED, tuple(written))
        if wrong:
            raise PostersRefused(words.MISMATCH.format(wrong[0].page), tuple(written))
        done += pages
        pattern = words.FILE_REPRINT if job.reprint else words.FILE
        path = folder / pattern.format(job.campaign_no, number)
        try:
            write_whole(path, out.getvalue())
        except OSError as error:
            raise PostersRefused(words.NOT_WRITTEN, tuple(written)) from error
        written.append(path)
    return tuple(written)
