"""Imports without a window: reading a file, columns, the plan, what is sent to the county and what came of it."""
