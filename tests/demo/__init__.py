"""`make demo`: the whole job once, with real parts: a packet goes out, replies come back, an offer is written."""
