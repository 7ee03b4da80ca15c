"""Measurements against a limit and a rival; one JSON object a line."""
