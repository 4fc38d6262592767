"""One thin module a command; each offers its click command as `command`."""
