"""The log: what happened, in one order without gaps, written down once."""
