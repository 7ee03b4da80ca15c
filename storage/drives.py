"""Is a folder on this machine? A write-ahead log on a network share is soon a damaged file."""

from __future__ import annotations

import re
import sys
from pathlib import Path

REMOTE = frozenset({
    "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs", "lustre",
    "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.glusterfs", "fuse.smbnetfs", "fuse.gvfsd-fuse",
    "fuse.s3fs", "fuse.curlftpfs",
})  # fmt: skip
"""Kinds of file systems whose other end is another machine."""

_MOUNTS = Path("/proc/mounts")
_DRIVE_REMOTE = 4
_ESCAPE = re.compile(r"\\([0-7]{3})")


def on_network(path: Path) -> bool:
    """True when the folder lies on another machine: UNC, network drive, network mount; links are followed."""
    if is_unc(str(path)):
        return True
    if sys.platform == "win32":
        return windows_drive_type(path) == _DRIVE_REMOTE
    mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else ""
    return mount_kind(str(path.resolve()), mounts) in REMOTE


def is_unc(text: str) -> bool:
    """\\\\server\\share, also behind the long-path prefix; a device path of this machine is none."""
    plain = text.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return True
    return plain.startswith("\\\\") and not plain.startswith(("\\\\?\\", "\\\\.\\"))


def windows_drive_type(path: Path) -> int:
    """What Windows says about the drive of the path."""
    import ctypes

    anchor = Path(path.absolute()).anchor
    return int(ctypes.windll.kernel32.GetDriveTypeW(anchor))  # type: ignore[attr-defined, unused-ignore]


def mount_kind(target: str, mounts: str) -> str:
    """Kind of the file system that holds an absolute path, from the text of a mount table; empty when unknown."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = _ESCAPE.sub(lambda found: chr(int(found.group(1), 8)), parts[1])
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind
