"""Small faults put into the rules that read tables, one at a time: the tests must notice each."""
