"""The guards of the serving process: how much at once, how large, how safe, how it fails."""
