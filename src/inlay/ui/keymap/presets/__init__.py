"""One file a preset: PRESET holds what differs from Inlay's own keys."""
