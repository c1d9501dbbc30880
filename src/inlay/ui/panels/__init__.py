"""The panels around the picture: one file each, found by their `PANEL`."""
