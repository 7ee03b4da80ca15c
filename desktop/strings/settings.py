"""Words of the settings page."""

from __future__ import annotations

TITLE = "系统管理"
RESET = "恢复默认"
DEVICE = "本机"
SIGN_OUT = "退出登录"
SIGN_OUT_NOTE = "退出后未上传的操作仍加密保存在本机，再次登录后继续上传"
NONE = "（未设置）"
ON_OFF: dict[object, str] = {True: "开", False: "关"}
VALUES: dict[tuple[str, object], str] = {
    ("font_percent", 100): "标准",
    ("font_percent", 125): "大",
    ("font_percent", 150): "特大",
    ("hold_seconds", 0): "不等待",
    ("hold_seconds", 5): "5 秒",
    ("hold_seconds", 10): "10 秒",
    ("lock_minutes", 0): "不自动锁屏",
    ("lock_minutes", 5): "5 分钟",
    ("lock_minutes", 10): "10 分钟",
    ("lock_minutes", 30): "30 分钟",
    ("mode", "practice"): "本机试用（样例数据）",
    ("mode", "county"): "连接县平台",
}
