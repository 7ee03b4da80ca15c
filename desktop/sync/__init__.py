"""The exchange with the county: transport, sessions, the engine and what it reports."""
