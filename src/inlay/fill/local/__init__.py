"""The built-in fill: a content-aware engine over arrays, and the process it runs in."""
