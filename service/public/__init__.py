"""What the public sees, without signing in: pages and open data of plans as of the position that somebody chose to show."""
