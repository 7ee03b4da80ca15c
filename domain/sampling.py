"""The city's sample of called-back matters (BY-19): which ones, known to both sides without asking each other."""

from __future__ import annotations

from hashlib import blake2b

SAMPLE_LIST = "sample"
"""Code of the list on which a chosen matter stands; no list of a profile may take it."""

_WHOLE = 1 << 64


def chosen(case_id: str, percent: int) -> bool:
    """Whether the matter belongs to the sample of `percent` in a hundred.

    Only the id decides, so desktop and county agree, nobody can pick, and a larger share keeps the smaller one.
    """
    digest = blake2b(case_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") * 100 < percent * _WHOLE
