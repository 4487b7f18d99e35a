"""What the program is measured against: one file a bar, each with its peers."""
