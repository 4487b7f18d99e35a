"""What can happen, and the log that remembers it."""
