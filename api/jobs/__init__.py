"""Jobs: a durable queue on the database we already have, and the loop that works on it."""
