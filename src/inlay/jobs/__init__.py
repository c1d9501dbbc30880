"""What the services do: a job from the queue to its answer, kept on disk before anything is sent."""
