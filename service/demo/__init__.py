"""Demonstration networks: what a town and a department wrote down over the years, and how it is loaded."""
