"""A client of live for programs: it follows topics, asks for changes, and comes back by itself."""
