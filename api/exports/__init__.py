"""What leaves for other programs: our own versioned JSON, and FHIR R4 on request. Pure mapping; rows are handed in."""
