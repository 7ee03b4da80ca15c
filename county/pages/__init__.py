"""Pages a citizen sees on a phone."""
