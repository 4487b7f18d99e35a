"""What the database holds, step by step: plain numbered SQL, forward only."""
