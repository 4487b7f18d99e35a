"""Sign-in, sessions, and the names of people: everything about a person that no log may hold."""
