"""The desktop client: works offline, syncs with the county server."""
