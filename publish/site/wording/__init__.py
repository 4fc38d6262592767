"""What the site says, in Chinese and English."""
