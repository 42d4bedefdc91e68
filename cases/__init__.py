"""What we know about a worker's return. Pure Python; imports nothing of ours."""
