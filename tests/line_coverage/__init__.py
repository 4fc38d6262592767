"""How much of the house the tests run, line by line: a number that only rises."""
