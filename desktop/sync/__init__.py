"""The exchange with the county server; the only place with an HTTP client."""
