"""The style sheets that a page carries itself: rules, cascade, values."""
