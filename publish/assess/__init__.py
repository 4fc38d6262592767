"""Assessments: what evaluators of these reports score by hand, each with its evidence."""
