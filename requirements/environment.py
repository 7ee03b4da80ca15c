"""The private environment of a clone: `.venv`, made and kept in step with the pinned requirements.

Standard library only: this runs before anything is installed. `run`, `check` and `bench` share it.
Ways that are tried, in this order: uv on the PATH; uv fetched by pip into `.tools`; venv + pip.
A second start reads one small stamp file and hashes the requirements: a few milliseconds.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = VENV / "minqing-stamp"
WINDOWS = os.name == "nt"
LISTS = {"run": "run.txt", "dev": "dev.txt"}
SYSTEM = Path("/usr/bin")


class SetupProblem(Exception):
    """The environment cannot be made; the text says what happened and what to do (Chinese)."""


def say(line: str) -> None:
    """One progress line for the person in front of the terminal."""
    stream = sys.stderr
    stream.write(line.encode(stream.encoding or "utf-8", "replace").decode(stream.encoding or "utf-8") + "\n")
    stream.flush()


def venv_python() -> Path:
    """Where the interpreter of the environment stands, whether or not it exists yet."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def digest(kind: str) -> str:
    """What the environment must match: the pinned list, whatever its line ends."""
    pinned = (ROOT / "requirements" / LISTS[kind]).read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(pinned).hexdigest()


def read_stamp() -> dict[str, str]:
    """`key=value` lines of the stamp; empty where there is none."""
    try:
        lines = STAMP.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def write_stamp(values: dict[str, str]) -> None:
    """Replace the stamp in one step, so that a killed set-up never looks finished."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text("".join(f"{key}={value}\n" for key, value in sorted(values.items())), encoding="utf-8")
    os.replace(fresh, STAMP)


def note(key: str, value: str) -> None:
    """Remember one finding (such as: the system libraries are there) until the next set-up."""
    stamp = read_stamp()
    stamp[key] = value
    write_stamp(stamp)


def current(kind: str) -> bool:
    """Whether the environment already serves `kind` (dev serves run)."""
    return read_stamp().get(kind) == digest(kind) and venv_python().exists()


def ensure(kind: str) -> Path:
    """Make or refresh the environment for `kind` ("run" or "dev"); the path of its Python.

    Raises SetupProblem when it cannot be done here.
    """
    if current(kind):
        return venv_python()
    with _lock():
        if current(kind):
            return venv_python()
        if "dev" in read_stamp():
            kind = "dev"  # a developer's environment stays one
        if not venv_python().exists() and VENV.exists():
            shutil.rmtree(VENV)
        STAMP.unlink(missing_ok=True)
        say("准备运行环境：首次约需一至三分钟，下载约 130 MB；以后启动不再需要。")
        installer = _uv()
        if installer is None or not _install_with_uv(installer, kind):
            _install_with_pip(kind)
        write_stamp({each: digest(each) for each in ({"run", "dev"} if kind == "dev" else {"run"})})
        say("运行环境已就绪。")
    return venv_python()


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """One set-up at a time; a second start waits for the first."""
    TOOLS.mkdir(exist_ok=True)
    with open(TOOLS / "setup.lock", "w", encoding="utf-8") as handle:
        if WINDOWS:
            import msvcrt

            while True:
                try:  # LK_LOCK gives up after ten seconds; a first set-up takes minutes
                    msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
                    break
                except OSError:
                    say("另一个窗口正在准备运行环境，请稍候 …")
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _answers(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def interpreter() -> str:
    """What `.venv` is made of: the system's own Python of the version that is running, else the one that is running.

    Distributions build theirs with profile feedback; one built on the spot mostly lacks it and is a third slower.
    """
    own = SYSTEM / f"python{sys.version_info.major}.{sys.version_info.minor}"
    return str(own) if not WINDOWS and _answers([str(own), "-c", "import venv"]) else sys.executable


def _uv() -> str | None:
    """A uv that works: the machine's own, else one fetched into `.tools`; None when it cannot be had."""
    own = shutil.which("uv")
    if own and _answers([own, "--version"]):
        return own
    fetched = TOOLS / "uv" / "bin" / ("uv.exe" if WINDOWS else "uv")
    if fetched.exists() and _answers([str(fetched), "--version"]):
        return str(fetched)
    if not _answers([sys.executable, "-m", "pip", "--version"]):
        return None
    say("取得安装工具 …")
    shutil.rmtree(TOOLS / "uv", ignore_errors=True)
    wanted = ROOT / "requirements" / "uv.txt"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--target", str(TOOLS / "uv"), "-r", str(wanted)]
    command += ["--root-user-action=ignore"] if not WINDOWS else []
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode != 0:
        return None
    return str(fetched) if _answers([str(fetched), "--version"]) else None


def _mirror() -> str | None:
    """The package index that this machine's pip was told to use (a mirror near by), if any.

    Only the one main index: extra indexes and link folders are left out; every file is checked by its hash.
    """
    if any(name in os.environ for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        return None
    if "PIP_INDEX_URL" in os.environ:
        return os.environ["PIP_INDEX_URL"]
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() or None if found.returncode == 0 else None


def _install_with_uv(uv: str, kind: str) -> bool:
    """Make the environment where there is none and bring it in step; False when uv could not."""
    setting = dict(os.environ, UV_PYTHON_DOWNLOADS="never", VIRTUAL_ENV=str(VENV))
    setting.setdefault("UV_SYSTEM_CERTS", "true")
    setting.setdefault("UV_HTTP_TIMEOUT", "180")
    mirror = _mirror()
    if mirror:
        setting["UV_DEFAULT_INDEX"] = mirror
    if not venv_python().exists():
        made = [uv, "venv", "--quiet", "--no-project", "--python", interpreter(), str(VENV)]
        if subprocess.run(made, check=False, env=setting, cwd=ROOT, stdout=sys.stderr).returncode != 0:
            return False
    say("安装固定版本的组件（逐一核对校验值） …")
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(venv_python())]
    sync.append(str(ROOT / "requirements" / LISTS[kind]))
    return subprocess.run(sync, check=False, env=setting, cwd=ROOT, stdout=sys.stderr).returncode == 0


def _install_with_pip(kind: str) -> None:
    """The long way round, with what Python brings along: an environment without pip, filled by the outer pip."""
    if not _answers([sys.executable, "-m", "pip", "--version"]):
        raise SetupProblem(
            "本机的 Python 没有 pip，也没有 uv，无法安装组件。没有改动任何资料。\n"
            "请先执行：apt-get install -y python3-pip   （或从 python.org 安装 Python 3.11 以上版本），再重试。"
        )
    if not venv_python().exists():
        made = [interpreter(), "-m", "venv", "--without-pip", str(VENV)]
        if subprocess.run(made, check=False, stdout=sys.stderr).returncode != 0:
            raise SetupProblem(
                "无法建立私有运行环境。没有改动任何资料。\n请检查磁盘空间和本目录的写权限，再重试。"
            )
    say("改用 pip 安装固定版本的组件 …")
    command = [sys.executable, "-m", "pip", "--python", str(venv_python()), "install", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--require-hashes"]
    command += ["-r", str(ROOT / "requirements" / LISTS[kind])]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode != 0:
        raise SetupProblem(
            "组件没有装全（多为网络不通或磁盘已满）。没有改动任何资料。\n"
            "请检查网络后重试；有内网镜像的，先执行：pip config set global.index-url 镜像地址"
        )
