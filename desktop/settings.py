"""Choices of one installation that hold no personal data: a small JSON file beside the keyed store.

Each setting has its name, type, default and label in one place; a file that cannot be read counts as empty, and what
a newer version wrote is kept.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

FILE = "settings.json"


def _setting(default: Any, label: str, choices: tuple[Any, ...] = ()) -> Any:
    return field(default=default, metadata={"label": label, "choices": choices})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults. `label`: Chinese, for the settings page."""

    mode: str = _setting("", "使用方式", ("", "practice", "county"))
    server: str = _setting("", "县平台地址")
    ca_file: str = _setting("", "县平台证书文件")
    device_name: str = _setting("", "这台电脑的名称")
    font_percent: int = _setting(100, "字号", (100, 125, 150))
    single_keys: bool = _setting(True, "列表中使用单字母快捷键")
    alert_sound: bool = _setting(True, "新诉求提示音")
    hold_seconds: int = _setting(5, "交办、退单、销号的撤销时间（秒）", (0, 5, 10))
    lock_minutes: int = _setting(10, "无操作自动锁屏（分钟）", (0, 5, 10, 30))
    ask_key: bool = _setting(False, "每次启动都用密码打开数据（本机不留密钥）")
    copy_folder: str = _setting("", "未上传操作的加密副本存放文件夹")
    last_login: str = _setting("", "上次登录的账号")


def label(name: str) -> str:
    """Label of a setting. Raises KeyError for an unknown name."""
    return {f.name: str(f.metadata["label"]) for f in fields(Settings)}[name]


def choices(name: str) -> tuple[Any, ...]:
    """Values to choose from; empty when any value of the type will do."""
    return {f.name: tuple(f.metadata["choices"]) for f in fields(Settings)}[name]


def load(folder: Path) -> Settings:
    """The settings of a data folder; a value of another type or outside the choices falls back to its default."""
    raw = _raw(folder)
    hints = get_type_hints(Settings)
    values: dict[str, Any] = {}
    for one in fields(Settings):
        value = raw.get(one.name)
        allowed = one.metadata["choices"]
        if type(value) is hints[one.name] and (not allowed or value in allowed):
            values[one.name] = value
    return Settings(**values)


def save(folder: Path, settings: Settings) -> None:
    """Write the file in one step; unknown entries stay. Raises OSError when the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    values = _raw(folder) | {f.name: getattr(settings, f.name) for f in fields(Settings)}
    part = folder / f"{FILE}.part"
    part.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(folder / FILE)


def _raw(folder: Path) -> dict[str, Any]:
    try:
        value = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def copy_folder(folder: Path, settings: Settings) -> Path:
    """Where the sealed copy of unsent work goes: as chosen, or beside the data folder. Better on another disk."""
    return Path(settings.copy_folder) if settings.copy_folder else folder.with_name(f"{folder.name}-copy")


def default_folder() -> Path:
    """Where data lives when nobody says otherwise: the local (never the roaming) folder of this account."""
    named = os.environ.get("MINQING_DATA")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_data_path("Minqing", appauthor=False, roaming=False)
