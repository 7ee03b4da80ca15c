"""A machine with a slow disk and little memory: every fsync takes 10 ms longer, and no process gets more than 4 GiB.

The delay is put in front of the C library's fsync and fdatasync, so that it reaches SQLite wherever it is linked. Needs a
C compiler (`cc`).
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

DELAY_MICROSECONDS = 10_000
MEMORY = 4 << 30
_SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static int late(const char *name, int file) {
    int (*whole)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    usleep(%d);
    return whole(file);
}
int fsync(int file) { return late("fsync", file); }
int fdatasync(int file) { return late("fdatasync", file); }
"""


def run_slowly(folder: Path, module: str, arguments: list[str]) -> int:
    """Run a benchmark on such a machine; its exit code. SystemExit where there is no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise SystemExit("a C compiler (cc) is needed to slow the disk down; on Debian: apt-get install gcc")
    source, library = folder / "late.c", folder / "late.so"
    source.write_text(_SHIM % DELAY_MICROSECONDS, encoding="utf-8")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    return subprocess.run(command, env=environment, check=False, preexec_fn=_little_memory).returncode


def _little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
