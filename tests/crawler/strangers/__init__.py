"""Portals written from what is known of real ones, by somebody who had not read the spiders."""
