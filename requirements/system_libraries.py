"""System libraries and programs that pip cannot bring: found by really trying, installed where that is allowed.

Standard library only. Qt's platform plugins are asked through `ldd` which shared objects they miss, and then Qt is
started for a moment. Names of Debian packages are known for the objects that a bare Debian 12 lacks (measured in a
minbase chroot); for anything else the missing object itself is named.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from environment import SetupProblem, interpreter, note, read_stamp, say, venv_python

DEBIAN = {
    "libGL": "libgl1",
    "libEGL": "libegl1",
    "libOpenGL": "libopengl0",
    "libGLX": "libglx0",
    "libglib-2.0": "libglib2.0-0",
    "libgthread-2.0": "libglib2.0-0",
    "libgobject-2.0": "libglib2.0-0",
    "libfontconfig": "libfontconfig1",
    "libfreetype": "libfreetype6",
    "libxkbcommon": "libxkbcommon0",
    "libxkbcommon-x11": "libxkbcommon-x11-0",
    "libdbus-1": "libdbus-1-3",
    "libbrotlidec": "libbrotli1",
    "libbrotlicommon": "libbrotli1",
    "libz": "zlib1g",
    "libzstd": "libzstd1",
    "libX11": "libx11-6",
    "libX11-xcb": "libx11-xcb1",
    "libxcb": "libxcb1",
    "libxcb-cursor": "libxcb-cursor0",
    "libxcb-icccm": "libxcb-icccm4",
    "libxcb-image": "libxcb-image0",
    "libxcb-keysyms": "libxcb-keysyms1",
    "libxcb-randr": "libxcb-randr0",
    "libxcb-render": "libxcb-render0",
    "libxcb-render-util": "libxcb-render-util0",
    "libxcb-shape": "libxcb-shape0",
    "libxcb-shm": "libxcb-shm0",
    "libxcb-sync": "libxcb-sync1",
    "libxcb-util": "libxcb-util1",
    "libxcb-xfixes": "libxcb-xfixes0",
    "libxcb-xinerama": "libxcb-xinerama0",
    "libxcb-xkb": "libxcb-xkb1",
    "libSM": "libsm6",
    "libICE": "libice6",
    "libwayland-client": "libwayland-client0",
    "libwayland-cursor": "libwayland-cursor0",
    "libwayland-egl": "libwayland-egl1",
}
PLUGIN = {"offscreen": "libqoffscreen.so", "xcb": "libqxcb.so", "wayland": "libqwayland-generic.so"}
MODULES = ("QtCore", "QtGui", "QtWidgets", "QtPrintSupport", "QtNetwork", "QtSvg")
PROBE = """
import sys
from PySide6 import QtCore, QtGui, QtWidgets, QtPrintSupport, QtNetwork
app = QtWidgets.QApplication(sys.argv[:1])
label = QtWidgets.QLabel("ok")
label.grab()
"""


def need_qt(platform: str) -> None:
    """See to it that Qt can start on `platform` ("offscreen", "xcb", "wayland"); remembered in the stamp.

    Raises SetupProblem with the exact command when something is missing that cannot be installed from here.
    """
    key = f"qt-{platform}"
    if os.name == "nt" or read_stamp().get(key) == "ok":
        return
    for _round in range(4):
        missing = missing_objects(platform)
        if not missing:
            break
        say(f"缺少系统库：{'、'.join(missing)}")
        packages = sorted({DEBIAN[stem(name)] for name in missing if stem(name) in DEBIAN})
        if not packages or not install(packages):
            raise SetupProblem(_advice(missing, packages))
    problem = _start(platform)
    if problem:
        raise SetupProblem(
            f"图形组件无法启动（{platform}）。没有改动任何资料。系统给出的原因：\n{problem}\n"
            "请把这段文字交给系统管理员；没有显示器时可用：./run --offscreen --tour 目录"
        )
    note(key, "ok")


def stem(name: str) -> str:
    """`libxcb-icccm.so.4` -> `libxcb-icccm`."""
    return name.split(".so", 1)[0]


def missing_objects(platform: str) -> list[str]:
    """Names of shared objects that Qt's modules and the plugin of `platform` want and this system lacks."""
    packages = next(iter(venv_python().parent.parent.glob("lib/python*/site-packages")), None)
    qt = packages / "PySide6" if packages else None
    if qt is None or shutil.which("ldd") is None:
        return []
    files = [qt / f"{module}.abi3.so" for module in MODULES]
    files.append(qt / "Qt" / "plugins" / "platforms" / PLUGIN[platform])
    found: set[str] = set()
    for file in files:
        if file.exists():
            listing = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=False).stdout
            found.update(re.findall(r"^\s*(\S+) => not found", listing, re.MULTILINE))
    return sorted(found)


def _start(platform: str) -> str:
    """Start Qt for a moment; the last lines it says when it cannot, else an empty text."""
    if platform != "offscreen":
        return ""  # a display may be locked or slow: the application itself says what is wrong there
    environment = dict(os.environ, QT_QPA_PLATFORM=platform)
    command = [str(venv_python()), "-c", PROBE]
    try:
        tried = subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment, timeout=120
        )
    except subprocess.TimeoutExpired:
        return "120 秒内没有回应"
    return "" if tried.returncode == 0 else tried.stderr.strip()[-600:] or f"退出码 {tried.returncode}"


def may_install() -> list[str] | None:
    """The prefix with which apt-get may be run here (empty list: as root), or None where it may not."""
    if os.name == "nt" or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if os.environ.get("MINQING_INSTALL") == "sudo" and shutil.which("sudo"):
        return ["sudo", "-n"]
    return None


def install(packages: Iterable[str]) -> bool:
    """Install Debian packages where this is allowed; whether it worked."""
    prefix = may_install()
    if prefix is None:
        return False
    names = list(packages)
    say(f"安装系统组件：{' '.join(names)} …")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    command = [*apt, "install", "-y", "--no-install-recommends", *names]
    if any(Path("/var/lib/apt/lists").glob("*_Packages*")) and _quietly(command):
        return True
    return _quietly([*apt, "update"]) and _quietly(command)


def _quietly(command: list[str]) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-800:])
    return done.returncode == 0


def _advice(missing: list[str], packages: list[str]) -> str:
    text = "图形界面需要的系统库不全，暂时无法打开。没有改动任何资料。\n"
    if shutil.which("apt-get") and packages:
        return (
            text + f"请执行：sudo apt-get install -y --no-install-recommends {' '.join(packages)}\n然后重试。"
        )
    wanted = " ".join(f"'{name}()(64bit)'" for name in missing)
    if shutil.which("dnf") or shutil.which("yum"):
        return (
            text + f"请执行：sudo {'dnf' if shutil.which('dnf') else 'yum'} install -y {wanted}\n然后重试。"
        )
    return text + f"请用本系统的软件管理器安装提供这些文件的软件包：{'、'.join(missing)}，然后重试。"


PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
SHARED_OBJECTS = {"libatomic": "libatomic.so.1", "libpython": f"lib{PYTHON}.so*"}


def program(name: str) -> str | None:
    """The path of a program that tests use; PostgreSQL's server stands off the PATH on Debian.

    Two shared objects that a bare Debian lacks count as programs: "libatomic", which the driver of the browser wants,
    and "libpython", which goes into the one-folder build.
    """
    if name in SHARED_OBJECTS:
        if os.name == "nt":
            return sys.executable
        own = [] if interpreter() != sys.executable else [Path(sys.base_prefix) / "lib"]
        places = [Path("/usr/lib"), *own]
        found = (str(path) for place in places for path in place.glob(f"**/{SHARED_OBJECTS[name]}"))
        return next(found, None)
    if name == "postgres":
        servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        return str(servers[-1]) if servers else shutil.which(name)
    return shutil.which(name)


PROGRAMS = {
    "chromium": "chromium",
    "libatomic": "libatomic1",
    "libpython": f"lib{PYTHON}",
    "postgres": "postgresql",
    "Xvfb": "xvfb",
    "pdftotext": "poppler-utils",
    "objdump": "binutils",
}


def need_programs(names: Iterable[str]) -> list[str]:
    """Install what tests use where that is allowed; the names that are still missing (their tests skip visibly)."""
    missing = [name for name in names if program(name) is None]
    if missing and may_install() is not None:
        install([PROGRAMS[name] for name in missing])
    return [name for name in missing if program(name) is None]
