"""The platforms of Anhui."""
