"""Sentences of the sheet readers and writers."""

from __future__ import annotations

from collections.abc import Mapping

_SAFE = "没有导入任何内容。"
PROBLEMS: Mapping[str, str] = {
    "empty": "文件是空的，" + _SAFE + "请确认选对了文件。",
    "header_only": "表格只有表头，没有数据行，" + _SAFE + "请填好数据后重新导入。",
    "too_big": "文件超过 {limit} MB，" + _SAFE + "请分成几个文件，或删去图片后重新导入。",
    "too_many_rows": "表格超过 {limit} 行，" + _SAFE + "请分成几个文件后重新导入。",
    "too_many_cells": "表格超过 {limit} 格，" + _SAFE + "请分成几个文件后重新导入。",
    "too_wide": "第 {line} 行超过 {limit} 列，" + _SAFE + "请删去多余的列后重新导入。",
    "cell_too_long": "第 {line} 行有一格超过 {limit} 个字，" + _SAFE + "请删减后重新导入。",
    "bad_encoding": "文字编码已损坏或无法识别（约在第 {line} 行），"
    + _SAFE
    + "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入。",
    "truncated": "文件不完整，可能没有下载完，" + _SAFE + "请重新取得文件后再导入。",
    "unclosed_quote": "从第 {line} 行起有一个引号没有配对，后面的行无法分开，"
    + _SAFE
    + "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入。",
    "bomb": "文件解开后大得不正常，" + _SAFE + "请不要再打开它，并向发来的人核实。",
    "encrypted": "文件设有打开密码，" + _SAFE + "请用 Excel 或 WPS 去掉密码，另存后重新导入。",
    "unsafe_xml": "文件里有引用外部内容的代码，正常的表格不会有，"
    + _SAFE
    + "请不要再打开它，并向发来的人核实。",
    "damaged": "文件已损坏，读不出表格，" + _SAFE + "请用 Excel 或 WPS 打开检查，另存为 .xlsx 后重新导入。",
    "html": "这个文件其实是网页，不是表格，" + _SAFE + "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入。",
    "xml_sheet": "这个文件是旧的 XML 表格，" + _SAFE + "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新导入。",
    "ods": "暂不支持 .ods 表格，" + _SAFE + "请用 WPS 打开，另存为 .xlsx 后重新导入。",
    "binary_sheet": "暂不支持 .xlsb 表格，" + _SAFE + "请用 Excel 打开，另存为 .xlsx 后重新导入。",
    "not_a_sheet": "这不是表格文件（内容像是{what}），" + _SAFE + "请选择 .xlsx、.xls 或 .csv 文件。",
    "no_sheet": "文件里没有可读的工作表，" + _SAFE + "请确认选对了文件。",
    "unknown_sheet": "文件里没有叫这个名称的工作表，" + _SAFE + "请重新选择工作表。",
    "unreadable": "文件打不开，可能已被移走或正被占用，" + _SAFE + "请关闭打开它的程序后重试。",
    "too_slow": "读了 {seconds} 秒还没有读完，已经停止，"
    + _SAFE
    + "请用 Excel 或 WPS 打开检查，另存为 .csv 后重试。",
    "cancelled": "已取消读取，" + _SAFE + "可以重新选择文件。",
    "crashed": "读文件的程序中途停止，文件可能已损坏，"
    + _SAFE
    + "请用 Excel 或 WPS 打开，另存为 .xlsx 后重试。",
}
NOTES: Mapping[str, str] = {
    "extension": "文件名后缀与内容不符，已按内容（{what}）读取。",
    "encoding": "文件不是 UTF-8 编码，已按 {encoding} 读取。请核对有没有乱码。",
    "control": "有 {count} 格含有看不见的控制字符（第 {lines} 行等），文字保持原样。请核对。",
    "bidi": "有 {count} 格含有会颠倒显示顺序的字符（第 {lines} 行等），文字保持原样。请当心冒充。",
    "replaced": "有 {count} 格含有残缺的字符，已用“�”代替（第 {lines} 行等）。请核对。",
    "quotes": "引号用得不规范，已尽量读取。请核对行数和内容。",
    "formulas": "有 {count} 格是公式，取的是文件里保存的结果，没有重新计算（第 {lines} 行等）。",
    "formula_text": "有 {count} 格公式没有保存结果，按公式原文读取（第 {lines} 行等）。请核对。",
    "long_number": "有 {count} 格数字超过 15 位，表格软件可能已改掉末尾几位（第 {lines} 行等）。请核对原件。",
    "merged": "有上下合并的单元格，合并处只有第一行有内容。导入住户时可选“向下补全”。",
    "other_sheets": "文件里有 {count} 张工作表，读取的是“{name}”。",
    "error_cells": "有 {count} 格是计算错误（如 #N/A），按原样读取（第 {lines} 行等）。",
}
KIND_NAMES: Mapping[str, str] = {
    "xlsx": "Excel 工作簿",
    "xls": "Excel 97-2003 工作簿",
    "csv": "文本表格",
    "pdf": "PDF 文档",
    "picture": "图片",
    "archive": "压缩包",
    "document": "文档",
    "program": "程序",
    "other": "其他文件",
}
CELL_CUT = "……（本格过长，余下 {count} 字没有写入，请改用 CSV 导出）"
WORKBOOK_AUTHOR = "民情直通"
SHEET_NAME = "数据"
