"""The Settings dialog: one file a page, found by its PAGE."""
