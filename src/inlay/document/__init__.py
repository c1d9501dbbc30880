"""Values: documents, layers, versions and what may be done with them."""
