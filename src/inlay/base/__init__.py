"""The ground floor: words that every room may say (errors, geometry, signals, paths, log)."""
