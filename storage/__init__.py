"""The one way both stores open an SQLite file."""
