"""The face on the screen: the window, its canvas, panels, dialogs and theme."""
