"""How Inlay looks: neutral greys, the system's own fonts, one set of drawn icons."""
