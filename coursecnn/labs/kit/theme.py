"""The look of all labs: colours by meaning, light and dark, at most 700 pixels wide."""

from ...plots.style import COLOURS

WIDTH = 676  # pixels: 700 without the lab's own edge
DARK = {
    "input": "#56B4E9", "kernel": "#F0B429", "output": "#2FC79A", "gradient": "#F0854A", "padding": "#8A8A8A",
    "plain": "#A8A8A8",
}  # fmt: skip
"""The roles' colours, lighter, for lines and tints on a dark page."""


def _variables(colours, ink, paper, faint, rule, error):
    roles = "".join(f"--cnn-{role}:{colour};" for role, colour in colours.items())
    return f"{roles}--cnn-ink:{ink};--cnn-paper:{paper};--cnn-faint:{faint};--cnn-rule:{rule};--cnn-error:{error};"


_LIGHT_PAGE = _variables(COLOURS, "#222", "#fff", "#595959", "#d0d0d0", "#A63D00")
_DARK_PAGE = _variables(DARK, "#f0f0f0", "#111", "#b8b8b8", "#4a4a4a", "#FF9B66")
_TINTS = {"input": 0.2, "kernel": 0.28, "output": 0.2, "gradient": 0.36, "padding": 0.3, "plain": 0.08}

STYLE = f"""<style>
.coursecnn-lab {{ {_LIGHT_PAGE} }}
@media (prefers-color-scheme: dark) {{ :root:not(:has([data-jp-theme-light])) .coursecnn-lab {{ {_DARK_PAGE} }} }}
[data-jp-theme-light="false"] .coursecnn-lab, .vscode-dark .coursecnn-lab {{ {_DARK_PAGE} }}
[data-jp-theme-light="true"] .coursecnn-lab, .vscode-light .coursecnn-lab {{ {_LIGHT_PAGE} }}
.coursecnn-lab {{ box-sizing: border-box; width: 700px; max-width: 100%; padding: 8px 11px; overflow: hidden;
  border: 1px solid var(--cnn-rule); border-radius: 6px; background: var(--cnn-paper); color: var(--cnn-ink);
  --jp-widgets-label-color: var(--cnn-ink); --jp-ui-font-color1: var(--cnn-ink);
  font: 13px/1.5 var(--jp-ui-font-family, system-ui, sans-serif); }}
.coursecnn-lab .widget-html-content {{ color: var(--cnn-ink); font-size: 13px; line-height: 1.5; }}
.coursecnn-lab .widget-label {{ color: var(--cnn-ink); font-size: 13px; }}
.coursecnn-lab .coursecnn-title {{ font-size: 15px; font-weight: 600; }}
.coursecnn-lab .coursecnn-head {{ justify-content: space-between; align-items: center; overflow: hidden; }}
.coursecnn-lab .coursecnn-row {{ display: flex; flex-flow: row wrap; align-items: center; gap: 4px 20px;
  margin: 2px 0; overflow: visible; }}
.coursecnn-lab .coursecnn-control {{ flex: 1 1 270px; width: auto; max-width: 326px; align-items: center; gap: 6px;
  overflow: visible; }}
.coursecnn-lab .coursecnn-row > *, .coursecnn-lab .coursecnn-control > * {{ margin: 0; }}
.coursecnn-lab .coursecnn-control .widget-label {{ text-align: left; min-width: 100px; }}
.coursecnn-lab .coursecnn-control > .widget-text input {{ flex: 0 0 76px; width: 76px; min-width: 0; }}
.coursecnn-lab .coursecnn-stage, .coursecnn-lab .coursecnn-stage .widget-html-content {{ overflow: visible;
  height: auto; margin: 0; }}
.coursecnn-lab > .coursecnn-stage {{ margin: 10px 0 4px; }}
.coursecnn-pale > .coursecnn-stage {{ opacity: 0.35; }}
.coursecnn-lab .coursecnn-error {{ color: var(--cnn-error); font-weight: 600; }}
.coursecnn-lab svg {{ display: block; max-width: 100%; height: auto; overflow: visible; }}
.coursecnn-lab svg text {{ fill: var(--cnn-ink); font: 13px var(--jp-ui-font-family, system-ui, sans-serif);
  font-variant-numeric: tabular-nums; text-anchor: middle; dominant-baseline: central; }}
.coursecnn-lab svg text.cnn-heading {{ font-size: 12px; text-anchor: start; dominant-baseline: auto; }}
.coursecnn-lab svg text.cnn-index {{ font-size: 11px; fill: var(--cnn-faint); }}
.coursecnn-lab svg text.cnn-sign {{ font-size: 19px; }}
.coursecnn-lab svg text.cnn-small {{ font-size: 11px; }}
.coursecnn-lab svg .cnn-black {{ fill: #222; }}
.coursecnn-lab svg .cnn-white {{ fill: #fff; }}
.coursecnn-lab svg .cnn-hatch {{ stroke: var(--cnn-faint); stroke-width: 1; stroke-opacity: 0.55; fill: none; }}
.coursecnn-lab svg .cnn-box {{ fill: none; stroke-width: 3; pointer-events: none; }}
.coursecnn-lab svg .cnn-dashed {{ fill: none; stroke-width: 1.5; stroke-dasharray: 5 3; pointer-events: none; }}
.coursecnn-lab svg .cnn-cell {{ stroke-width: 1; }}
.coursecnn-lab [data-act] {{ cursor: pointer; }}
.coursecnn-lab [data-act="edit"] {{ cursor: text; }}
.coursecnn-lab [data-act]:focus {{ outline: none; }}
.coursecnn-lab [data-act]:focus-visible rect, .coursecnn-lab [data-act]:hover rect {{ stroke: var(--cnn-ink);
  stroke-width: 2.5; }}
.coursecnn-lab img {{ image-rendering: pixelated; }}
.coursecnn-lab svg image {{ image-rendering: pixelated; }}
.coursecnn-lab p {{ margin: 4px 0; }}
.coursecnn-lab table {{ border-collapse: collapse; font-size: 13px; margin: 4px 0; }}
.coursecnn-lab th, .coursecnn-lab td {{ padding: 2px 10px; border-bottom: 1px solid var(--cnn-rule); text-align: right;
  color: var(--cnn-ink); background: none; }}
.coursecnn-lab th {{ font-weight: 600; }}
.coursecnn-cells {{ position: relative; }}
.coursecnn-cells input {{ position: absolute; box-sizing: border-box; margin: 0; padding: 0; text-align: center;
  font: 13px sans-serif;
  border: 2px solid var(--cnn-ink); background: var(--cnn-paper); color: var(--cnn-ink); }}
{
    "".join(
        f".coursecnn-lab svg .cnn-{role} {{ stroke: var(--cnn-{role}); }}"
        f".coursecnn-lab svg .cnn-cell.cnn-{role} {{ fill: var(--cnn-{role}); fill-opacity: {_TINTS[role]}; }}"
        f".coursecnn-lab .cnn-word-{role} {{ color: var(--cnn-ink); border-bottom: 3px solid var(--cnn-{role}); }}"
        for role in COLOURS
    )
}
</style>"""
