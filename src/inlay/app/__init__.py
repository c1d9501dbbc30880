"""The porch: arguments, wiring, the event loop, and what happens when something goes wrong."""
