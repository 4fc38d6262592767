"""How lists go on: by pagers, by numbered names, by the answers of scripts."""
