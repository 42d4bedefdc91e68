"""Paper to readings to restrictions. No database, no web."""
