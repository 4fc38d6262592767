"""Table 3: requests received and handled."""
