"""The tables: plain SQL, forward only, one transaction each."""
