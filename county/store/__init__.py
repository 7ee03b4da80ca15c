"""The county's store on SQLite or PostgreSQL."""
