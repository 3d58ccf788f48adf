"""What the rules say, as rows: limits with source and article, and the calendar of working days."""
