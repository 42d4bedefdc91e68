"""The service around the rooms; the only place that wires things together."""
