"""The portals and families as their YAML files describe them, and which hosts they may reach."""
