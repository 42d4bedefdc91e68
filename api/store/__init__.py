"""The store: tables, migrations, files, audit, and the embedded PostgreSQL that serves one machine."""
