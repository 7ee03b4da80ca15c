"""Values in, PDF and sheet bytes out."""
