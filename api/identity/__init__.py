"""Who is asking: users, their API keys, and what a role may do. Every route and every command starts here."""
