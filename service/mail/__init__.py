"""Letters to people: queued with what they tell of, written as they leave, sent by a carrier."""
