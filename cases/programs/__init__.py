"""What programs bring along as data, each entry with its source: the task bank."""
