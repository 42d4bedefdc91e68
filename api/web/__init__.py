"""The HTTP service. Routes are thin: they name an action, take what was sent, and call `api/casework/`."""
