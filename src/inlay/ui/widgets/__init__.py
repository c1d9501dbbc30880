"""Small widgets that know nothing of Inlay."""
