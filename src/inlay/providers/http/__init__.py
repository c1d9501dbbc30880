"""What loads the HTTP library: imported only when something is about to be sent, and not with the list of services."""
