"""The county server: feed, clocks, citizen pages."""
