"""What an administrator does at the server."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from county.console import main
from county.server import County
from county.settings import Settings
from county.store import accounts
from county.store.meta import read_meta


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert main(["init", "--data", str(tmp_path / "data"), "--profile", "luoping"]) == 0
    return tmp_path / "data"


def _run(monkeypatch: pytest.MonkeyPatch, typed: str, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(arguments)


PEOPLE = """
[[unit]]
id = "u1"
name = "样例所"
[[person]]
id = "admin"
name = "样例管理员"
post = "C_CENTRE"
place = "530324"
"""


def test_people_accounts_and_enrolment(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ("--data", str(folder))
    assert _run(monkeypatch, "long-enough-1\n", "account", *data, "add", "admin", "--admin") == 1
    assert "通讯录里没有这个人" in capsys.readouterr().err
    people = folder / "people.toml"
    people.write_text(PEOPLE, encoding="utf-8")
    assert main(["people", *data, str(people)]) == 0
    assert _run(monkeypatch, "short\n", "account", *data, "add", "admin", "--admin") == 1
    assert _run(monkeypatch, "long-enough-1\n", "account", *data, "add", "admin", "--admin") == 0
    assert main(["enrol", *data]) == 0
    code = capsys.readouterr().out.rsplit("：", 1)[1].strip()
    assert main(["enrol", *data, "--count", "3"]) == 0
    assert len({line.rsplit("：", 1)[1] for line in capsys.readouterr().out.splitlines()} - {code}) == 3
    county = County(Settings(folder))
    try:
        answer = county.sessions.sign_in("admin", "long-enough-1", "d1", "", code, "127.0.0.1")
        assert answer.posts == ["C_CENTRE"]
        assert answer.must_change
    finally:
        county.close()
    assert main(["account", *data, "disable", "admin"]) == 0
    assert main(["account", *data, "disable", "nobody"]) == 1
    county = County(Settings(folder))
    try:
        with county.database.read() as connection:
            account = accounts.find_account(connection, "admin")
        assert account is not None
        assert account.disabled
    finally:
        county.close()


def test_bad_profiles_and_calendars_change_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.toml"
    for text in ("not = [toml", 'id = "x"\n'):
        bad.write_text(text, encoding="utf-8")
        assert main(["profile", "--data", str(folder), "load", str(bad)]) == 1
        assert main(["calendar", "--data", str(folder), "load", str(bad)]) == 1
    assert main(["calendar", "--data", str(folder), "load", str(tmp_path / "absent.toml")]) == 1
    assert capsys.readouterr().err
    county = County(Settings(folder))
    try:
        dictionary = county.dictionaries.current()
        assert (dictionary.profile.id, dictionary.calendar.version) == ("luoping", "cn-2026.1")
    finally:
        county.close()


def test_a_backup_opens_and_is_never_overwritten(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup" / "county.sqlite"
    target.parent.mkdir()
    assert main(["backup", "--data", str(folder), str(target)]) == 0
    assert main(["backup", "--data", str(folder), str(target)]) == 1
    restored = County(Settings(target.parent))
    try:
        assert restored.dictionaries.current().profile.id == "luoping"
        with restored.database.read() as connection:
            before = read_meta(connection, "epoch")
    finally:
        restored.close()
    assert main(["renew-epoch", "--data", str(target.parent)]) == 0
    restored = County(Settings(target.parent))
    try:
        with restored.database.read() as connection:
            assert read_meta(connection, "epoch") != before
    finally:
        restored.close()


def test_only_practice_may_hold_the_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Limits of real matters run by real time: a held clock is refused before anything is opened."""
    held = tmp_path / "time"
    held.write_text("1795395600")
    arguments = ["serve", "--data", str(tmp_path / "data"), "--clock-file", str(held)]
    with pytest.raises(SystemExit):
        main(arguments)
    assert "--practice" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*arguments[:-1], str(tmp_path / "missing"), "--practice"])
    assert "时间文件" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_held_clock_moves_when_its_file_is_written(tmp_path: Path) -> None:
    from county.held_clock import HeldClock, move

    path = tmp_path / "time"
    move(path, 100)
    clock = HeldClock(path)
    assert clock() == 100
    move(path, 90_000)
    assert clock() == 90_000
    path.write_text("")
    assert clock() == 90_000
