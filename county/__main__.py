"""`python -m county`: serve, and the few things an administrator does at the server."""

from __future__ import annotations

import sys

from county.console import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
