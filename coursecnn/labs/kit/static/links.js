// Point and see: an output marks its window and the way there, an input all outputs that use it, without a question to the kernel.
//
// A board is an element with data-board="layer" and data-tiles="x y width height rows columns above left count across pitchX pitchY first":
// `count` tiles of rows x columns cells, `across` in a line, the first of them channel `first`; `above` rows and `left` columns are padding.
// data-links on an element around the boards tells how they hang together: [{ out, in, k, s, p, d, same }], kernel, stride, padding
// and dilation as [rows, columns]; same: each channel is made of its own channel; of: { channel: its channels }; ends: the way goes no further. { out, in, flat: [channels, rows, columns] }: the same
// numbers in a row; { out, in, all: [rows, columns] }: each output is made of all inputs, which have so many rows and columns.
const MOST = 4096; // cells of one axis

function board(element) {
  const names = ["x", "y", "width", "height", "rows", "columns", "above", "left", "count", "across", "pitchX", "pitchY", "first"];
  const values = element.dataset.tiles.split(" ").map(Number);
  return { element, name: element.dataset.board, ...Object.fromEntries(names.map((name, k) => [name, values[k]])) };
}

function cellAt(one, event) {
  const svg = one.element.ownerSVGElement;
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const [x, y] = [point.x - one.x, point.y - one.y];
  const [column, row] = [Math.floor(x / one.pitchX), Math.floor(y / one.pitchY)];
  const tile = row * one.across + column;
  const [inX, inY] = [x - column * one.pitchX, y - row * one.pitchY];
  if (x < 0 || y < 0 || column >= one.across || tile >= one.count || inX >= one.width || inY >= one.height) return null;
  return {
    channel: one.first + tile,
    row: Math.floor((inY * one.rows) / one.height) - one.above,
    column: Math.floor((inX * one.columns) / one.width) - one.left,
  };
}

const unique = (places) => [...new Set(places)].sort((a, b) => a - b).slice(0, MOST);

function back(link, axis, places) {
  const taps = Array.from({ length: link.k[axis] }, (_, a) => a * link.d[axis] - link.p[axis]);
  return unique(places.flatMap((i) => taps.map((tap) => i * link.s[axis] + tap)));
}

function forth(link, axis, places) {
  const found = [];
  for (const place of places) {
    for (let a = 0; a < link.k[axis]; a++) {
      const i = (place + link.p[axis] - a * link.d[axis]) / link.s[axis];
      if (i >= 0 && Number.isInteger(i)) found.push(i);
    }
  }
  return unique(found);
}

const range = (n) => Array.from({ length: n }, (_, i) => i);

// The channels that some channels are made of, or that are made of them.
function among(of, backward, channels) {
  if (backward) return unique(channels.flatMap((channel) => of[channel] ?? []));
  return Object.keys(of).map(Number).filter((made) => of[made].some((channel) => channels.includes(channel)));
}

// Where a link leads from some rows, columns and channels (null: all), backward or forward: [rows, columns, channels].
function along(link, backward, rows, columns, channels) {
  if (link.all) return backward ? [range(link.all[0]), range(link.all[1]), null] : [[0], [0], null];
  if (!link.flat) {
    const step = backward ? back : forth;
    return [step(link, 0, rows), step(link, 1, columns), link.same ? channels : link.of ? among(link.of, backward, channels) : null];
  }
  const [count, tall, wide] = link.flat;
  if (!backward) {
    const inside = rows.flatMap((i) => columns.filter((j) => i >= 0 && j >= 0 && i < tall && j < wide).map((j) => i * wide + j));
    return [[0], [0], (channels ?? range(count)).flatMap((channel) => inside.map((place) => channel * tall * wide + place))];
  }
  if (channels?.length !== 1) return [range(tall), range(wide), null];
  const place = channels[0] % (tall * wide);
  return [[Math.floor(place / wide)], [place % wide], [Math.floor(channels[0] / (tall * wide))]];
}

function runs(places, low, high) {
  const found = [];
  for (const place of places) {
    if (place < low || place >= high) continue;
    if (found.length && found.at(-1)[1] === place) found.at(-1)[1]++;
    else found.push([place, place + 1]);
  }
  return found;
}

function outline(one, rows, columns, channels) {
  const [tall, wide] = [one.height / one.rows, one.width / one.columns];
  const [down, along] = [runs(rows, -one.above, one.rows - one.above), runs(columns, -one.left, one.columns - one.left)];
  let path = "";
  for (let tile = 0; tile < one.count; tile++) {
    if (channels && !channels.includes(one.first + tile)) continue;
    const left = one.x + (tile % one.across) * one.pitchX;
    const top = one.y + Math.floor(tile / one.across) * one.pitchY;
    for (const [r, rEnd] of down) {
      for (const [c, cEnd] of along) {
        const [x, y] = [left + (c + one.left) * wide, top + (r + one.above) * tall];
        path += `M${x} ${y}h${(cEnd - c) * wide}v${(rEnd - r) * tall}h${(c - cEnd) * wide}z`;
      }
    }
  }
  return path;
}

function links(lab) {
  let shown = "";

  function clear() {
    shown = "";
    lab.querySelectorAll(".cnn-linked").forEach((mark) => mark.remove());
  }

  function mark(boards, name, rows, columns, channels, kind) {
    for (const one of boards) {
      if (one.name !== name) continue;
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", `cnn-linked cnn-linked-${kind}`);
      path.setAttribute("d", outline(one, rows, columns, channels));
      one.element.append(path);
    }
  }

  function show(element, cell) {
    const around = element.closest("[data-links]");
    const key = `${element.dataset.board} ${cell.channel} ${cell.row} ${cell.column}`;
    if (key === shown && lab.querySelector(".cnn-linked")) return; // what is drawn anew has lost its marks
    clear();
    shown = key;
    if (!around) return;
    const hang = JSON.parse(around.dataset.links);
    const boards = [...around.querySelectorAll("[data-board]")].map(board);
    const name = element.dataset.board;
    mark(boards, name, [cell.row], [cell.column], [cell.channel], "self");
    const follow = (from, to, kind) => {
      const go = (at, rows, columns, channels, left) => {
        for (const link of hang) {
          if (link[from] !== at || !left) continue;
          const found = along(link, from === "out", rows, columns, channels);
          mark(boards, link[to], ...found, kind);
          if (!link.ends) go(link[to], ...found, left - 1);
        }
      };
      go(name, [cell.row], [cell.column], [cell.channel], 40);
    };
    follow("out", "in", "window");
    follow("in", "out", "used");
  }

  function move(event) {
    const element = event.target.closest?.("[data-board]");
    const cell = element && cellAt(board(element), event);
    if (cell) show(element, cell);
    else clear();
  }
  function focus(event) {
    const cell = event.target.closest?.("[data-cell]");
    const element = cell?.closest("[data-board]");
    if (!element) return;
    const [row, column] = cell.dataset.cell.split("-").slice(-2).map(Number);
    show(element, { channel: board(element).first, row, column });
  }
  const events = { pointermove: move, pointerleave: clear, focusin: focus, focusout: clear };
  for (const [name, act] of Object.entries(events)) lab.addEventListener(name, act);
  return () => {
    for (const [name, act] of Object.entries(events)) lab.removeEventListener(name, act);
  };
}
