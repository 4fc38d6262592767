"""Pages that only a browser can make: which they are, which Chromium makes them, and from which
answers.
"""
