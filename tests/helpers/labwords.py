"""What a lab says, for tests that do not ask where its lines may break."""


def spaced(text):
    """A text with plain spaces only."""
    return text.replace("\u00a0", " ")
