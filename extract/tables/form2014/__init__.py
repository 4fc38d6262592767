"""The statistics table of the reports on 2014 to 2018."""
