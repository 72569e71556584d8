"""The look of all labs: colours by meaning, light and dark; what is the same in both is in lab.css."""

from pathlib import Path

from ...plots.style import COLOURS, DARK, PAPERS

WIDTH = 676  # pixels: what a drawing is laid out for; the page breaks it where there is less
BESIDE = 790  # pixels: what is there beside the controls of the widest page
EDGES = COLOURS | {"kernel": "#A86F00", "output": "#007F5C"}
"""Of lines on a light page: a kernel's and an output's are 3 : 1 against the paper, their own tint and an input's."""

FLIP = "invert(1) hue-rotate(180deg)"  # light becomes dark, hues stay


def _variables(colours, edges, ink, paper, faint, rule, error, flip, letters):
    roles = "".join(f"--cnn-{role}:{colour};--cnn-{role}-edge:{edges[role]};" for role, colour in colours.items())
    page = f"--cnn-ink:{ink};--cnn-paper:{paper};--cnn-faint:{faint};--cnn-rule:{rule};--cnn-error:{error};"
    black, white = letters  # on a dark page they have changed places
    return f"{roles}{page}--cnn-flip:{flip};--cnn-black:{black};--cnn-white:{white};"


_LIGHT_PAGE = _variables(COLOURS, EDGES, "#222", PAPERS[0], "#595959", "#d0d0d0", "#A63D00", "none", ("#000", "#fff"))
_DARK_PAGE = _variables(DARK, DARK, "#f0f0f0", PAPERS[1], "#b8b8b8", "#4a4a4a", "#FF9B66", FLIP, ("#fff", "#000"))
_TINTS = {"input": 0.2, "kernel": 0.28, "output": 0.2, "gradient": 0.36, "padding": 0.3, "plain": 0.08}
_ROLES = "".join(
    f".coursecnn-lab svg .cnn-{role} {{ stroke: var(--cnn-{role}-edge); }}"
    f".coursecnn-lab svg .cnn-cell.cnn-{role} {{ fill: var(--cnn-{role}); fill-opacity: {_TINTS[role]}; }}"
    f".coursecnn-lab .cnn-word-{role} {{ color: var(--cnn-ink); border-bottom: 3px solid var(--cnn-{role}-edge); }}"
    for role in COLOURS
)
_ARROW = "%3Cpath fill='%23f0f0f0' d='M5 7l4 4 4-4z'/%3E%3C/svg%3E"  # of lists; that of widgets is black
_ARROW = f"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E{_ARROW}"
_DARK_PAGE += f'--jp-widgets-dropdown-arrow:url("{_ARROW}");'
_DARK_BY_SYSTEM = ":root:not(:has([data-jp-theme-light])) .coursecnn-lab"

STYLE = f"""<style>
.coursecnn-lab {{ {_LIGHT_PAGE} }}
@media (prefers-color-scheme: dark) {{ {_DARK_BY_SYSTEM} {{ {_DARK_PAGE} }} }}
[data-jp-theme-light="false"] .coursecnn-lab, .vscode-dark .coursecnn-lab {{ {_DARK_PAGE} }}
[data-jp-theme-light="true"] .coursecnn-lab, .vscode-light .coursecnn-lab {{ {_LIGHT_PAGE} }}
{(Path(__file__).parent / "static" / "lab.css").read_text(encoding="utf-8")}
{_ROLES}
</style>"""
