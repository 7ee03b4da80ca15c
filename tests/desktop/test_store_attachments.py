"""Files by content: kept before the command that cites them, once, and until the county has them."""

from __future__ import annotations

from hashlib import sha256

import pytest

from desktop.store.attachments import LARGEST
from storage.engine import StoreProblem
from tests.desktop.store_samples import NOW, open_store


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def test_a_file_is_found_by_its_content_and_kept_once(store):
    first = store.put_attachment(b"photo", "村口.jpg", "image/jpeg", "photo")
    again = store.put_attachment(b"photo", "别名.jpg", "image/jpeg", "photo")
    assert first.sha256 == again.sha256 == sha256(b"photo").hexdigest()
    assert (first.size, first.kind, first.name) == (5, "photo", "村口.jpg")
    assert store.attachment(first.sha256) == b"photo"
    assert store.attachments.waiting() == (first.sha256,)
    assert store.counts().blobs == 1


def test_a_verified_file_no_longer_waits_and_stays_readable(store):
    kept = store.put_attachment(b"photo", "a.jpg", "image/jpeg")
    store.attachments.verified((kept.sha256,))
    assert store.attachments.waiting() == ()
    assert store.attachment(kept.sha256) == b"photo"


def test_a_download_must_be_the_file_of_its_address(store):
    digest = sha256(b"right").hexdigest()
    assert not store.attachments.keep(digest, b"<html>login</html>", "image/jpeg", NOW)
    assert store.attachment(digest) is None
    assert store.attachments.keep(digest, b"right", "image/jpeg", NOW)
    assert store.attachment(digest) == b"right"
    assert store.attachments.waiting() == ()


def test_a_file_above_the_limit_is_refused_with_a_sentence(store):
    with pytest.raises(StoreProblem) as problem:
        store.put_attachment(bytes(LARGEST + 1), "big.mp4", "video/mp4")
    assert problem.value.code == "too_large"
    assert store.counts().blobs == 0
