"""Webhooks: other programs told of what happens in a network, signed, in order, until they have heard it."""
