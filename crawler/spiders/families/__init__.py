"""One module or folder for each CMS product: how its lists go on, and nothing else."""
