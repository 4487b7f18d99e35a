"""What we are measured against, each in a few lines and at its best."""
