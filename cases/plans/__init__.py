"""Individual return-to-work plans: written, linted, approved, revised, distributed, closed (003 IV.E to IV.G)."""
