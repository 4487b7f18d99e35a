"""What people look at; every table here can be dropped and rebuilt from the log."""
