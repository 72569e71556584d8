// A drawing whose cells can be picked and edited. The kernel sends `html`; picks go back as the trait `picked` (the last one counts),
// new numbers as messages (each one counts).
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function place(cell) {
  const [, name, row, column] = cell.dataset.cell.match(/^(.*)-(\d+)-(\d+)$/);
  return [name, Number(row), Number(column)];
}

function render({ model, el }) {
  const box = document.createElement("div");
  const stage = document.createElement("div");
  box.className = "coursecnn-cells";
  box.append(stage);
  el.append(box);
  const entrance = {}; // for each grid, the cell that Tab reaches
  let shown = []; // the source of each child of the stage: what stays the same stays where it is
  let picks = 0;

  const find = (id) => stage.querySelector(`[data-act][data-cell="${id}"]`);
  const cellOf = (event) => event.target.closest?.("[data-act]");

  function show() {
    const held = stage.contains(document.activeElement) ? document.activeElement.dataset.cell : null;
    const next = document.createElement("template");
    next.innerHTML = model.get("html");
    const children = [...next.content.childNodes];
    const sources = children.map((child) => child.outerHTML ?? child.textContent);
    const present = [...stage.childNodes];
    children.forEach((child, k) => {
      if (!present[k]) stage.append(child);
      else if (sources[k] !== shown[k]) present[k].replaceWith(child);
    });
    present.slice(children.length).forEach((child) => child.remove());
    shown = sources;
    for (const cell of stage.querySelectorAll("[data-act][data-cell]")) {
      const [name] = place(cell);
      if (!entrance[name] || !find(entrance[name])) entrance[name] = cell.dataset.cell;
    }
    for (const id of Object.values(entrance)) find(id)?.setAttribute("tabindex", "0");
    if (held) find(held)?.focus({ preventScroll: true });
    turnArrows();
  }

  // An arrow that begins a line points down, from the line above.
  function turnArrows() {
    for (const sign of stage.querySelectorAll(".cnn-flow .cnn-between")) {
      if (sign.textContent !== "\u2192") continue;
      const [own, line] = [sign, sign.closest(".cnn-flow")].map((one) => one.getBoundingClientRect().left);
      sign.classList.toggle("cnn-down", own - line < 2);
    }
  }

  function enter(cell) {
    const [name] = place(cell);
    find(entrance[name])?.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
    entrance[name] = cell.dataset.cell;
    cell.focus({ preventScroll: true });
  }

  function pick(cell) {
    pickPlace(cell.dataset.cell);
  }

  function pickPlace(place) {
    model.set("picked", `${place} ${++picks}`);
    model.save_changes();
  }

  function pickPixel(event) {
    const of = event.target.closest?.('[data-board][data-act="pick"]');
    const numbers = of?.dataset.tiles.split(" ").map(Number);
    if (!numbers) return;
    const [x, y, width, height, rows, columns, , , count, across, pitchX, pitchY, first] = numbers;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(of.ownerSVGElement.getScreenCTM().inverse());
    const [column, row] = [Math.floor((point.x - x) / pitchX), Math.floor((point.y - y) / pitchY)];
    const tile = row * across + column;
    const [i, j] = [((point.y - y - row * pitchY) * rows) / height, ((point.x - x - column * pitchX) * columns) / width].map(Math.floor);
    if (column < across && tile < count && i < rows && j < columns) pickPlace(`${of.dataset.board}.${first + tile}-${i}-${j}`);
  }

  function edit(cell, typed) {
    const id = cell.dataset.cell;
    const old = cell.textContent.trim();
    const [frame, own] = [cell.querySelector("rect").getBoundingClientRect(), box.getBoundingClientRect()];
    const field = document.createElement("input");
    field.setAttribute("aria-label", `New number for ${cell.closest("[role=grid]")?.getAttribute("aria-label") ?? ""}, ${cell.getAttribute("aria-label")}`);
    field.setAttribute("inputmode", "text");
    field.dataset.lmSuppressShortcuts = "true";
    field.value = typed ?? old;
    const width = Math.max(frame.width, 44);
    const sizes = { left: frame.left - own.left - (width - frame.width) / 2, top: frame.top - own.top, width, height: frame.height };
    for (const [name, size] of Object.entries(sizes)) field.style[name] = `${size}px`;
    let open = true;
    const close = (take) => {
      if (!open) return;
      open = false;
      const value = field.value;
      const inside = document.activeElement === field;
      field.remove();
      if (take && value.trim() !== "" && value !== old) model.send({ cell: id, value });
      if (inside) find(id)?.focus({ preventScroll: true });
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        close(event.key === "Enter");
      }
    });
    field.addEventListener("blur", () => close(true));
    box.append(field);
    field.focus({ preventScroll: true });
    if (typed === undefined) field.select();
  }

  stage.addEventListener("click", (event) => {
    const cell = cellOf(event);
    if (!cell?.dataset.cell) return pickPixel(event);
    enter(cell);
    if (cell.dataset.act === "pick") pick(cell);
    else edit(cell);
  });

  stage.addEventListener("keydown", (event) => {
    const cell = cellOf(event);
    if (!cell?.dataset.cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const [name, row, column] = place(cell);
    const picks = cell.dataset.act === "pick";
    if (event.key in STEPS) {
      const [down, right] = STEPS[event.key];
      const next = find(`${name}-${row + down}-${column + right}`);
      if (next) {
        enter(next);
        if (picks) pick(next);
      }
    } else if (event.key === "Enter" || event.key === " ") {
      if (picks) pick(cell);
      else edit(cell);
    } else if (!picks && /^[-\d.,]$/.test(event.key)) {
      edit(cell, event.key);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  model.on("change:html", show);
  show();
  const sized = new ResizeObserver(turnArrows);
  sized.observe(stage);
  return () => {
    sized.disconnect();
    model.off("change:html", show);
  };
}

export default { render };
