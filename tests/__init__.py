"""The tests, by step of the path: rules, log, read, http, live, screens, structure, faults."""
