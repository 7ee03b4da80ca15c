"""Words of the tour and of the self-check."""

from __future__ import annotations

OPEN = "打开数据"
WINDOW = "打开窗口"
CASES = "取得样例事项"
HOUSEHOLDS = "取得样例住户"
FAILED = "没有走完：停在“{0}”。已保存的截图可以使用，请重试一次。"
DONE = "已保存 {0} 张截图到 {1}"
SMOKE_OK = "自检通过：{0}"
SMOKE_FAILED = "自检没有通过：{0}"
