"""Dialogs: none of them stops the program, and only those for files stand in front of the window."""
