"""Notices: what happens in a network, told by letter to whom it concerns, gathered so that nobody is flooded."""
