"""What comes out of a marking: tables for spreadsheets and platforms, and a page for each student."""
