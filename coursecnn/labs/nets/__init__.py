"""The labs that look into a trained net."""
