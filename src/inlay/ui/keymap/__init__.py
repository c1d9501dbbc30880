"""Keys: what a key is, what it may be bound to, presets of other programs, and which key does what now."""
