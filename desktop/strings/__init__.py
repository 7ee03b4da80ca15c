"""Every word that the desktop shows, in Simplified Chinese, one module a place."""
