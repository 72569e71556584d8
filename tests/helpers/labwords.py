"""What a lab says, for tests that do not ask where its lines may break."""


def spaced(text):
    """A text with plain spaces only."""
    return text.replace("\u00a0", " ")


def html_of(lab):
    """The HTML of what a lab shows, with plain spaces only."""
    return spaced(lab.stage.html)
