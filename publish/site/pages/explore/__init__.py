"""The explorer: from a question to a chart, its data, its reports and their cells, without SQL."""
