"""The calibration page of the printer."""

from __future__ import annotations

from io import BytesIO

from documents.posting_ledger import write_calibration


def calibration_page() -> bytes:
    """One A4 page with millimetre rulers."""
    stream = BytesIO()
    write_calibration(stream)
    return stream.getvalue()
