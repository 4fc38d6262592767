"""Readers: one module a format, each turns bytes into a Document."""
