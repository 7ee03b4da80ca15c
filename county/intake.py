"""A citizen's report becomes a registered case: accepted, sent to the first handlers and under its limit at once."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from county.blobs import BlobStore
from county.casework import Casework, Done
from county.photos import PhotoProblem, clean_photo
from county.settings import Settings
from county.store import feed, ledger, papers
from county.store.database import Database, Tx
from county.store.ledger import Taken
from county.store.meta import read_meta
from county.store.papers import Receipt
from domain.case import Attachment, Reporter
from domain.code_ledger import CodeRecord, current_code
from domain.commands import Command, Rate, Register
from domain.ids import progress_code, uuid7
from domain.people import Actor
from domain.refusals import NeedsCounty, Refusal
from wire.codec import encode_command, from_json

CITIZEN = Actor("citizen", "群众", ("CITIZEN",))
"""Whoever reports or rates through a page."""
MAX_PHOTOS = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What a citizen sent, already made harmless. `form_id`: of the form that was shown, the same when sent twice.

    `source`: one of the ways that the county opened to citizens.
    """

    form_id: str
    township: str
    place: str
    place_text: str
    text: str
    name: str
    phone: str
    no_phone: bool
    code: str = ""
    photos: tuple[Attachment, ...] = ()
    source: str = "qr"


class Intake:
    """Takes reports and ratings from citizens."""

    def __init__(self, database: Database, casework: Casework, blobs: BlobStore, settings: Settings) -> None:
        self._database = database
        self._casework = casework
        self._blobs = blobs
        self._settings = settings
        self._turn = threading.BoundedSemaphore(2)

    def code(self, code_id: str) -> CodeRecord | None:
        """The printed code that stands for `code_id` today: a replaced one leads to its successor."""
        with self._database.read() as connection:
            records: dict[str, CodeRecord] = {}
            wanted = code_id
            while wanted and wanted not in records:
                found = feed.find(connection, "code", wanted)
                if not found:
                    break
                records[wanted] = from_json(found[0].body, CodeRecord)
                wanted = records[wanted].replaced_by
        return current_code(records, code_id)

    def keep_photos(self, files: Sequence[bytes]) -> tuple[tuple[Attachment, ...], int]:
        """(pictures that were kept, number of those that could not be read). At most `MAX_PHOTOS` are looked at."""
        kept: list[Attachment] = []
        refused = 0
        for data in files[:MAX_PHOTOS]:
            try:
                with self._turn:
                    clean = clean_photo(data, self._settings.max_photo_pixels)
            except PhotoProblem:
                refused += 1
                continue
            sha256 = self._blobs.keep(clean)
            kept.append(Attachment(sha256, f"照片{len(kept) + 1}.jpg", "image/jpeg", len(clean), "photo"))
        return tuple(kept), refused

    def submit(self, report: Report) -> Receipt | Refusal | NeedsCounty:
        """Register the report; the same form with the same words again brings the same receipt."""
        at = int(self._settings.clock())
        command = self._command(report, at)
        return self._database.run(lambda tx: self._register(tx, command, report, at))

    def rate(self, receipt: Receipt, grade: str, words: str) -> Done | Refusal | NeedsCounty:
        """A citizen's rating of their matter."""
        at = int(self._settings.clock())
        command = Command(
            _id(f"rate|{receipt.token}|{at}|{grade}", at),
            receipt.case_id,
            Rate("citizen", grade, words),
            at,
        )

        def work(tx: Tx) -> Done | Refusal | NeedsCounty:
            desk = self._casework.begin(tx)
            done = desk.perform(command, CITIZEN, at)
            desk.flush(at)
            return done

        return self._database.run(work)

    def phone_tail(self, source: Tx | None, digits: str) -> str:
        """Keyed hash of the last four digits of a telephone number; empty when there are fewer."""
        plain = "".join(char for char in digits if char.isascii() and char.isdigit())
        if len(plain) < 4:
            return ""
        if source is None:
            with self._database.read() as connection:
                secret = read_meta(connection, "secret")
        else:
            secret = read_meta(source, "secret")
        return hmac.new(secret.encode(), b"tail" + plain[-4:].encode(), hashlib.sha256).hexdigest()[:32]

    def _register(self, tx: Tx, command: Command, report: Report, at: int) -> Receipt | Refusal | NeedsCounty:
        if ledger.taken(tx, [command.id]):
            receipt = papers.receipt_by(tx, case_id=command.case_id)
            assert receipt is not None
            return receipt
        work = self._casework.begin(tx)
        done = work.perform(command, CITIZEN, at)
        if not isinstance(done, Done):
            return done
        work.flush(at)
        digest = hashlib.blake2b(encode_command(command), digest_size=16).digest()
        taken = Taken(
            command.id, "page", command.id, 1, CITIZEN.id, "register", command.case_id, digest, b"{}", at
        )
        ledger.keep(tx, [taken])
        for photo in report.photos:
            papers.add_blob(tx, photo.sha256, photo.size, CITIZEN.id, at)
        while True:
            noise = self._settings.randomness(20)
            code = progress_code(int.from_bytes(noise[:4], "big") & (1 << 30) - 1)
            receipt = Receipt(noise[4:].hex(), code, command.case_id, self.phone_tail(tx, report.phone), at)
            if papers.add_receipt(tx, receipt):
                return receipt

    def _command(self, report: Report, at: int) -> Command:
        """Ids follow from form and words: a double tap is one report, a changed text is another."""
        parts = (report.form_id, report.text, report.phone, report.name, report.place, report.place_text)
        said = "\n".join(parts)
        shown_at = _shown_at(report.form_id, at)
        reporter = Reporter(report.name, report.phone, report.no_phone, not (report.name or report.phone))
        body = Register(
            township=report.township,
            place=report.place,
            text=report.text,
            source=report.source,
            reporter=reporter,
            place_text=report.place_text,
            qr_code=report.code,
            attachments=report.photos,
        )
        return Command(_id(f"command|{said}", shown_at), _id(f"case|{said}", shown_at), body, at)


def new_form_id(noise: bytes, at: int) -> str:
    """Identity of a form that is about to be shown: when, and something random."""
    return f"{at:x}-{noise.hex()}"


def _shown_at(form_id: str, at: int) -> int:
    """When the form was shown, as far as it is believable; otherwise the day."""
    stamp = form_id.partition("-")[0]
    try:
        shown = int(stamp[:12], 16)
    except ValueError:
        shown = 0
    return shown if at - 2 * 86_400 <= shown <= at else at // 86_400 * 86_400


def _id(text: str, at: int) -> str:
    """A UUID version 7 whose random part follows from the text."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return uuid7(at * 1000, digest[:10])
