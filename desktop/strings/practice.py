"""Words of practice alone: another identity."""

from __future__ import annotations

SETTINGS = "系统管理(&S)"
CHANGE = "练习：换一个身份…"
CHANGE_MENU = "练习：换一个身份(&H)…"
TITLE = "练习：换一个身份"
REASON = "样例人员，只在本机试用中有。换身份后重新登录，未提交的内容存为草稿。"
FIND = "输入岗位、村或单位、姓名查找"
NOW = "{0}（现在）"
TAKE = "用这个身份登录"
CLOSE = "取消"
UNDERWAY = "练习：正在换身份…"
DONE = "练习：现在是 {0}"
