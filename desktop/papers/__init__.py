"""From what the store knows of a matter to the papers that can be printed of it. No window toolkit."""
