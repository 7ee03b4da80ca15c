"""Words of what a reviewer decides on."""

from __future__ import annotations

TITLE = "要审核的内容"
LOADING = "正在读取要审核的内容…"
HEAD = "{0}（{1}）  {2}  反馈：{3}"
LEAD, ASSIST = "主办", "协办"
EVIDENCE = "材料 {0} 份，见下"
NO_EVIDENCE = "没有附材料"
SENT_BACK = "上次退回修改"
COURSE = "本轮办理经过"
NOTHING = "本轮还没有反馈内容。可以先返回事项查看办理过程。"
FOUND = "“{0}”：{1}"
FINDINGS = "用语检查有 {0} 处提示：\n{1}"
CLEAN = "用语检查：没有发现问题"
UNREAD = "要审核的内容没有读出来，还没有作出任何决定。请取消后重新打开；仍不行请联系县管理员。"
