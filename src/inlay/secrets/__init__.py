"""Keys: found in the environment, kept in the system's keyring or in memory for the session, and never in a file."""
