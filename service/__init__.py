"""The running process: HTTP, live push, sign-in."""
