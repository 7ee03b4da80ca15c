"""What goes wrong with a store, for those who may not know the engine beneath it."""

from storage.engine import StoreProblem

__all__ = ["StoreProblem"]
