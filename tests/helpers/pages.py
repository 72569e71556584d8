"""What stands on the pages of text."""

import re
import shlex


def commands_in(text):
    """Commands of ours in the code blocks of a page and between backticks."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.S)
    lines = [line.partition(" #")[0] for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))
    for line in lines:
        for part in line.split("&&"):
            words = shlex.split(part.strip().removeprefix("uv run "))
            while words and "=" in words[0]:
                words = words[1:]
            if words[:1] == ["coursecnn"] and len(words) > 1:
                yield words[1:]
