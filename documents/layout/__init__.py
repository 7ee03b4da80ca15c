"""Own page layout: clean text, Chinese line breaking, flowing pages, form tables, page frames."""
