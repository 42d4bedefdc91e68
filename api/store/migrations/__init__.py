"""Alembic's folder. A revision is never changed once it is on main; write the next one with `tools/revision`."""
