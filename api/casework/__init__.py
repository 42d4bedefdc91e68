"""What a coordinator does: one subject a file, called alike by the routes and by the command line."""
