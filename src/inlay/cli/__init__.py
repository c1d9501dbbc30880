"""The face without a screen: one file a sub-command, each importing only what it uses."""
