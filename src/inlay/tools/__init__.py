"""What the hand does, one file a tool. Tools know a `ToolContext` and publish data; they never paint."""
