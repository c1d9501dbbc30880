"""From a mask to a request, and from an answer to a layer; the built-in fill."""
