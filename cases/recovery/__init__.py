"""Recovery support: nine steps of whoever supports the recovery, and what the Committee hears of it (seed 002)."""
