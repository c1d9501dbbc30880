"""One file a layered format: how it is known, read and written."""
