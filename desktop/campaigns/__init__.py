"""Code campaigns without a window: range, plan, codes, posters that are read back, and the posting ledger."""
