"""Start the desktop: `python -m desktop [--offscreen] [--data DIR] [--practice | --server URL] [--tour DIR | --smoke]`."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from pathlib import Path


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="minqing", description="民情直通：乡镇综治中心工作台")
    parser.add_argument("--offscreen", action="store_true", help="不显示窗口（用于演示截图和检查）")
    parser.add_argument("--tour", metavar="DIR", help="用样例数据走一遍主要界面并保存截图")
    parser.add_argument("--smoke", action="store_true", help="自检：打开窗口、数据、文书和二维码后退出")
    parser.add_argument("--data", metavar="DIR", help="数据文件夹")
    parser.add_argument("--server", metavar="URL", default="", help="县平台地址")
    parser.add_argument("--practice", action="store_true", help="本机试用")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run the program, or with `--county` the county of this machine (frozen builds start themselves)."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["--county"]:
        from importlib import import_module

        return int(import_module("county.console").main(given[1:]))
    options = parse(given)
    if options.offscreen or options.smoke or options.tour:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.tour:
        from desktop.tour import run_tour

        return run_tour(Path(options.tour), Path(options.data) if options.data else None)
    if options.smoke:
        from desktop.smoke import run_smoke

        return run_smoke()
    from desktop import settings
    from desktop.app import Launch, run

    folder = Path(options.data) if options.data else settings.default_folder()
    return run(Launch(folder, options.server, options.practice), [])


if __name__ == "__main__":
    multiprocessing.freeze_support()  # files from outside are read in a process of their own, frozen builds too
    sys.exit(main())
