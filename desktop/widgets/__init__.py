"""Own painted widgets."""
