"""What holds for every test: no display, no outer network, no thread left behind, nothing written at home.

Qt's platform and the folders of the user are set before anything imports Qt or the settings.
Hypothesis profiles (MINQING_HYPOTHESIS): `ci` (default) tries the same examples each time, so that a commit is green or
red and not both; `deep` (./check --all) draws new ones; `quick` is for one file while it is written.
"""

from __future__ import annotations

import atexit
import faulthandler
import gc
import importlib
import ipaddress
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
_HOME = tempfile.mkdtemp(prefix="minqing-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
for _name in (
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "APPDATA",
    "LOCALAPPDATA",
):
    os.environ[_name] = str(Path(_HOME) / _name.lower())
faulthandler.enable()

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
GRACE_SECONDS = 5.0

_SLOW_MACHINE = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("quick", max_examples=20, deadline=None, suppress_health_check=_SLOW_MACHINE)
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile("deep", max_examples=2000, deadline=None, suppress_health_check=_SLOW_MACHINE)
settings.load_profile(os.environ.get("MINQING_HYPOTHESIS", "ci"))


class OuterNetwork(RuntimeError):
    """A test reached for a machine other than this one."""


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: connections, datagrams and look-ups end at loopback. Unix sockets are free."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise OuterNetwork(f"tests reach loopback only, not {address[0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _is_here(arguments[0]):
        raise OuterNetwork(f"tests look up loopback only, not {arguments[0]}")


sys.addaudithook(_stay_here)


def lingering(before: set[threading.Thread], grace: float = GRACE_SECONDS) -> list[threading.Thread]:
    """Non-daemon threads that are not in `before` and do not end within `grace` seconds together."""
    fresh = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    share = grace / max(len(fresh), 1)
    for thread in fresh:
        thread.join(share)
    return [thread for thread in fresh if thread.is_alive()]


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A lane, pool or server that a test started and did not end fails that test."""
    before = set(threading.enumerate())
    yield
    left = lingering(before)
    if left:
        pytest.fail(f"threads left alive: {', '.join(thread.name for thread in left)}")


@pytest.fixture(autouse=True, scope="module")
def cycles_go_on_the_main_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where windows are tested, collect cycles between modules only.

    A collection that starts on a lane may end Qt objects there, and wait forever for the main thread.
    """
    if request.path.parent.name not in ("desktop", "journeys"):
        yield
        return
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the clone."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real public messages and divisions beside the clone; skips with a reason where they are not."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared/data beside the clone: tests on real public files cannot run")
    return SHARED


@pytest.fixture(scope="session")
def seeds() -> int:
    """How many random histories a simulation plays (MINQING_SEEDS; ./check --all plays more)."""
    return int(os.environ.get("MINQING_SEEDS", "100"))


def _nothing(*_arguments: object, **_named: object) -> None:
    """What a stubbed feature does."""


def stub(target: str) -> None:
    """Empty the function named `module:qualified.name` wherever it is already referred to.

    Serves tests/architecture/test_stubs.py: the test behind a claim must fail when the feature is missing.
    """
    module_name, _, path = target.partition(":")
    found: Any = importlib.import_module(module_name)
    for name in path.split("."):
        found = getattr(found, name)
    function = getattr(found, "__func__", found)
    code = _nothing.__code__
    if function.__code__.co_freevars:
        raise ValueError(f"{target} closes over names and cannot be emptied")
    function.__code__ = code
    function.__defaults__ = None
    function.__kwdefaults__ = None


def pytest_configure() -> None:
    """Run with a feature emptied: MINQING_STUB=module:function."""
    if os.environ.get("MINQING_STUB"):
        stub(os.environ["MINQING_STUB"])
