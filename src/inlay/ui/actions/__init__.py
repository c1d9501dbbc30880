"""What can be done from the menus and by key: one file a menu, one row an action."""
