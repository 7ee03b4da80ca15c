"""Data folders on other machines are refused before anything is written there."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from storage import drives
from storage.engine import StoreProblem, open_engines

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/srv /srv nfs4 rw,vers=4.2 0 0
/dev/sdb1 /srv/local ext4 rw 0 0
//files/office /mnt/my\\040office cifs rw 0 0
op@host:/x /mnt/far fuse.sshfs rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
tmpfs /tmp tmpfs rw 0 0
/dev/fuse /opt/ntfs fuseblk rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "remote"),
    [("/srv/op/data", True), ("/srv", True), ("/srvother/data", False), ("/srv/local/data", False),
     ("/mnt/my office/数据", True), ("/mnt/far/a", True), ("/mnt/farther/a", False), ("/run/user/1000/gvfs/smb", True),
     ("/tmp/x", False), ("/opt/ntfs/x", False), ("/var/lib", False)],
)  # fmt: skip
def test_the_mount_table_tells_where_a_path_lies(path, remote):
    assert (drives.mount_kind(path, MOUNTS) in drives.REMOTE) is remote


@pytest.mark.parametrize(
    ("path", "unc"),
    [("\\\\server\\share\\data", True), ("//server/share", True), ("\\\\?\\UNC\\server\\share", True),
     ("\\\\?\\C:\\data", False), ("C:\\data", False), ("/var/data", False)],
)  # fmt: skip
def test_a_share_is_known_by_its_name(path, unc):
    assert drives.is_unc(path) is unc


@pytest.mark.parametrize(("kind", "remote"), [(2, False), (3, False), (4, True), (6, False)])
def test_windows_is_asked_for_the_kind_of_the_drive(monkeypatch, kind, remote):
    asked = []

    def answer(anchor):
        asked.append(anchor)
        return kind

    monkeypatch.setattr(sys, "platform", "win32")
    kernel = SimpleNamespace(kernel32=SimpleNamespace(GetDriveTypeW=answer))
    monkeypatch.setattr(ctypes, "windll", kernel, raising=False)
    assert drives.on_network(Path("data")) is remote
    assert asked


@pytest.mark.skipif(sys.platform == "win32", reason="mount table of unix")
def test_a_store_is_not_made_there_and_the_reason_is_said(tmp_path, monkeypatch):
    table = tmp_path / "mounts"
    real, link = tmp_path / "far", tmp_path / "near"
    real.mkdir()
    link.symlink_to(real)
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {real} nfs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(drives, "_MOUNTS", table)
    for folder in (real, link):
        with pytest.raises(StoreProblem) as problem:
            open_engines(folder / "store.db", "00" * 32)
        assert problem.value.code == "network_drive"
        assert "网络盘" in problem.value.message
        assert "本机硬盘" in problem.value.message
    assert list(real.iterdir()) == []
    open_engines(tmp_path / "store.db", "00" * 32).close()
