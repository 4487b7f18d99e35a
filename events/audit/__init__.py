"""Evidence that nobody rewrote the log: its tree, what is signed of it, and proofs."""
