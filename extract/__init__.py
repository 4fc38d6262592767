"""Reads reports: bytes in, figures with their places and their doubts out."""
