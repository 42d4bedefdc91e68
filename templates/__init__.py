"""Word letters and the house template of forms, as data."""
