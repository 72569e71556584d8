"""What lesson 11 must have found, as it prints it."""

import pytest
from lessons import printed

FACTS = [
    "signs/left: 8 signs, such as sign-01 with 12 pictures",
    "a photo: 36,000,000 bytes; at 24 x 24: 1,728 bytes",
    "480 images made 24 x 24 in colour, of signs.",
    "training images: (480, 3, 24, 24) of 40 signs",
    "the neighbour shows the same sign more than 10 times of 100",
    "best rate, two seeds: [0.05, 0.05]",
    "pictures of each class in the test: [80 80 80 80 80]",
    "the same net: True",
    "the most likely class is one of ['ahead', 'give-way', 'left', 'no-entry', 'right']",
]


@pytest.mark.parametrize("fact", FACTS)
def test_the_lesson_prints(fact):
    assert fact in printed("11")
