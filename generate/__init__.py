"""Values to paper: blanks, filled forms, letters, packets. It renders and never sends."""
