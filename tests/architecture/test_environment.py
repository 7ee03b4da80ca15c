"""Starting from nothing: the stamp, the ways around, the sentences when nothing works, and what ./check hands on."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.architecture.source_tree import ROOT

MODULES = ("environment", "system_libraries", "stages")
posix_only = pytest.mark.skipif(
    os.name == "nt", reason="the system libraries of Windows come with the wheels"
)


def load(name: str, folder: Path) -> ModuleType:
    """Load one file as a module that nobody else sees."""
    loader = SourceFileLoader(name, str(folder / name))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The set-up modules over an empty clone in a folder of its own."""
    monkeypatch.syspath_prepend(str(ROOT / "requirements"))
    loaded: dict[str, Any] = {}
    for name in MODULES:
        spec = importlib.util.spec_from_file_location(name, ROOT / "requirements" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        loaded[name] = module
    clone = tmp_path / "clone"
    shutil.copytree(
        ROOT / "requirements", clone / "requirements", ignore=shutil.ignore_patterns("__pycache__")
    )
    environment = loaded["environment"]
    monkeypatch.setattr(environment, "ROOT", clone)
    monkeypatch.setattr(environment, "VENV", clone / ".venv")
    monkeypatch.setattr(environment, "TOOLS", clone / ".tools")
    monkeypatch.setattr(environment, "STAMP", clone / ".venv" / "minqing-stamp")
    return loaded


def make_venv(environment: Any) -> Path:
    """A `.venv` with an interpreter that can be called."""
    python: Path = environment.venv_python()
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o755)
    return python


def forbid(monkeypatch: pytest.MonkeyPatch, environment: Any) -> None:
    def never(*arguments: Any, **_more: Any) -> None:
        raise AssertionError(f"a prepared clone started {arguments}")

    monkeypatch.setattr(environment.subprocess, "run", never)


def test_a_prepared_clone_starts_nothing(setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    environment = setup["environment"]
    python = make_venv(environment)
    environment.write_stamp({"run": environment.digest("run")})
    forbid(monkeypatch, environment)
    assert environment.ensure("run") == python
    assert environment.read_stamp() == {"run": environment.digest("run")}


def test_a_changed_list_is_installed_once_and_a_developers_clone_stays_one(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = setup["environment"]
    make_venv(environment)
    environment.write_stamp({"run": "older", "dev": "older", "qt-offscreen": "ok"})
    kinds: list[str] = []
    monkeypatch.setattr(environment, "_uv", lambda: "uv")
    monkeypatch.setattr(environment, "_install_with_uv", lambda _uv, kind: kinds.append(kind) is None)
    environment.ensure("run")
    assert kinds == ["dev"]
    assert environment.read_stamp() == {"run": environment.digest("run"), "dev": environment.digest("dev")}
    forbid(monkeypatch, environment)
    environment.ensure("dev")
    environment.ensure("run")
    assert kinds == ["dev"]


@posix_only
def test_the_systems_own_python_of_the_same_version_comes_first(
    setup: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = setup["environment"]
    monkeypatch.setattr(environment, "SYSTEM", tmp_path)
    older = tmp_path / f"python{sys.version_info.major}.{sys.version_info.minor - 1}"
    own = tmp_path / f"python{sys.version_info.major}.{sys.version_info.minor}"
    older.symlink_to("/bin/true")
    assert environment.interpreter() == sys.executable
    own.symlink_to("/bin/false")
    assert environment.interpreter() == sys.executable, "one that cannot make an environment is passed over"
    own.unlink()
    own.symlink_to("/bin/true")
    assert environment.interpreter() == str(own)


def test_line_ends_do_not_make_a_list_new(setup: dict[str, Any]) -> None:
    environment = setup["environment"]
    before = environment.digest("run")
    file = environment.ROOT / "requirements" / "run.txt"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert environment.digest("run") == before
    file.write_bytes(file.read_bytes() + b"more==1\r\n")
    assert environment.digest("run") != before


def test_an_interrupted_set_up_is_not_taken_for_finished(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = setup["environment"]
    make_venv(environment)
    environment.write_stamp({"run": "older"})

    def cut(_uv: str, _kind: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "_uv", lambda: "uv")
    monkeypatch.setattr(environment, "_install_with_uv", cut)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure("run")
    assert not environment.current("run")
    assert environment.read_stamp() == {}


def test_without_uv_and_without_pip_the_message_says_what_to_do(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = setup["environment"]
    monkeypatch.setattr(environment.shutil, "which", lambda _name: None)
    monkeypatch.setattr(environment, "_answers", lambda _command: False)
    with pytest.raises(environment.SetupProblem) as problem:
        environment.ensure("run")
    assert "python3-pip" in str(problem.value)
    assert "没有改动任何资料" in str(problem.value)
    assert not environment.current("run")


def test_a_failed_download_leaves_no_stamp_and_names_the_mirror_setting(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = setup["environment"]
    calls: list[list[str]] = []

    def fails(command: list[str], **_more: Any) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        made = "venv" in command
        return subprocess.CompletedProcess(command, 0 if made else 1, stdout="", stderr="")

    monkeypatch.setattr(environment, "_answers", lambda _command: True)
    monkeypatch.setattr(environment.subprocess, "run", fails)
    with pytest.raises(environment.SetupProblem, match="镜像"):
        environment.ensure("run")
    assert not environment.STAMP.exists()
    installs = [command for command in calls if "install" in command or "sync" in command]
    assert len(installs) >= 2, "uv first, then pip"
    assert all("--require-hashes" in command for command in installs)


def test_only_the_main_index_of_pip_is_taken_over(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = setup["environment"]
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    assert environment._mirror() == "https://mirror.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")
    assert environment._mirror() is None


@posix_only
def test_missing_libraries_are_found_by_trying_and_named_with_a_command(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment, libraries = setup["environment"], setup["system_libraries"]
    qt = environment.venv_python().parent.parent / "lib" / "python3.11" / "site-packages" / "PySide6"
    (qt / "Qt" / "plugins" / "platforms").mkdir(parents=True)
    (qt / "Qt" / "plugins" / "platforms" / "libqxcb.so").touch()
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "ldd").write_text(
        "#!/bin/sh\necho '\tlibxcb-cursor.so.0 => not found'\necho '\tlibodd.so.7 => not found'\n"
    )
    (tools / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    for name in ("ldd", "apt-get"):
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setattr(libraries, "install", lambda _packages: False)
    assert libraries.missing_objects("xcb") == ["libodd.so.7", "libxcb-cursor.so.0"]
    assert libraries.missing_objects("offscreen") == []
    with pytest.raises(environment.SetupProblem) as problem:
        libraries.need_qt("xcb")
    assert "sudo apt-get install -y --no-install-recommends libxcb-cursor0" in str(problem.value)
    assert environment.read_stamp() == {}


def test_each_thing_a_stage_needs_is_one_that_can_be_found_and_installed(setup: dict[str, Any]) -> None:
    stages, libraries = setup["stages"], setup["system_libraries"]
    needs = {name for stage in stages.STAGES for name in stage.needs}
    assert needs <= set(libraries.PROGRAMS) | set(libraries.PLUGIN)
    assert "chromium" not in needs or "libatomic" in needs


@posix_only
def test_an_installation_without_the_right_to_it_is_not_tried(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = setup["system_libraries"]
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 1000)
    monkeypatch.delenv("MINQING_INSTALL", raising=False)
    forbid(monkeypatch, libraries)
    assert libraries.install(["libgl1"]) is False


@posix_only
def test_without_a_display_run_offers_the_tour(tmp_path: Path) -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if "DISPLAY" not in name and name != "QT_QPA_PLATFORM"
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "run")],
        cwd=tmp_path,
        env=bare,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "./run --offscreen --tour" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("paths", "tests"),
    [
        (["tests/architecture/test_sizes.py"], ["tests/architecture/test_sizes.py"]),
        (["domain"], ["tests/domain"]),
        (["domain/no_such_rule.py"], ["tests/domain"]),
        (["tests/architecture", "tests/architecture"], ["tests/architecture"]),
        (["README.md"], []),
    ],
)
def test_paths_bring_their_tests(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch, paths: list[str], tests: list[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert setup["stages"].tests_of(paths) == tests


def test_check_reports_failure_success_and_time_run_out(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    check: Any = load("check", ROOT)
    monkeypatch.delitem(sys.modules, "check")
    environment = dict(os.environ)
    assert setup["stages"].STAGES
    assert check.run([sys.executable, "-c", ""], environment, 60) == "ok"
    assert check.run([sys.executable, "-c", "raise SystemExit(3)"], environment, 60) == "failed"
    waits = "import threading; threading.Event().wait()"
    assert check.run([sys.executable, "-c", waits], environment, 0) == "out of time"


def test_the_summary_fails_for_what_failed_or_was_not_run(
    setup: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    check: Any = load("check", ROOT)
    monkeypatch.delitem(sys.modules, "check")
    first, second = setup["stages"].STAGES[:2]
    assert check.summary([(first, "ok", 1.0), (second, "nothing to do", 0.0)], 1.0, []) == 0
    assert "all passed" in capsys.readouterr().out
    for outcome in ("failed", "out of time", "not run"):
        assert check.summary([(first, "ok", 1.0), (second, outcome, 0.0)], 1.0, []) == 1
        assert f"FAILED: {second.name}" in capsys.readouterr().out


def test_every_benchmark_is_listed_with_a_line() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench")], capture_output=True, text=True, encoding="utf-8", check=True
    )
    listed = {line.split()[0]: line.split(maxsplit=1)[1:] for line in done.stdout.splitlines()}
    names = {file.stem for file in (ROOT / "benchmarks").glob("*.py") if not file.name.startswith("_")}
    assert set(listed) == names
    assert [name for name, line in listed.items() if not line] == []


def test_the_campaign_takes_the_minutes_that_are_left(setup: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = setup["stages"]
    (campaign,) = [stage for stage in stages.STAGES if stage.name == "campaign"]
    monkeypatch.setenv(stages.LEFT, "37.5")
    assert campaign.commands("py", [], True) == [["py", "-m", "tests.rigs.campaign", "--minutes", "36.50"]]
    monkeypatch.setenv(stages.LEFT, "-4")
    assert campaign.commands("py", [], True)[0][-1] == "0.50"
