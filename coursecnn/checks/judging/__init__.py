"""How an answer is judged: tried on inputs, compared, explained, and what is said about it."""
