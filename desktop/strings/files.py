"""Sentences about files."""

from __future__ import annotations

TOO_LARGE = "有一个文件超过 {0} MB，没有添加。其他内容都在，请压缩后再添加。"
UNREADABLE = "有一个文件读不出来，没有添加。其他内容都在，请检查文件后再添加。"
NOT_HERE = "附件还没有下载到本机。事项内容是完整的，连上县平台后自动下载。"
ONLY_PICTURES = "这种文件不能直接打开，可以另存后用其他软件查看。"
SAVE_AS = "另存为"
LIST_HEADS = ("时限", "编号", "事项", "村组", "反映人", "状态", "登记时间")
LIST_NAME = "{0}-清单"
LIST_DONE = "已导出 {0} 件（姓名、电话已隐去）"
FILE_DONE = "附件已另存，并留下记录"
NOT_WRITTEN = "文件没有写成，原有数据没有改动。请检查磁盘空间和文件夹权限，换个位置再试。"
