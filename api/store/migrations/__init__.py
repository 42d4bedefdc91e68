"""Alembic's folder. A revision is never changed once it is on main; `tools/revision.py` writes the next one."""
