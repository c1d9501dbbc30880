"""The plan of a request: which part of the picture is sent, at which size, and what it costs."""
