"""What customers say: quotes without personal data."""
