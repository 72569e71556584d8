// A black square to draw on in white, by mouse, pen, touch, or the keyboard. The drawing goes to the kernel as the trait `pixels`:
// `side` x `side` bytes in hexadecimal, "" where nothing is drawn; the kernel may set it.
const SCREEN = 280; // pixels on the page, at most
const FINE = 4; // pixels of the canvas to one that is sent
const PEN = 1 / 12; // width of the pen, as a share of the canvas
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const HELP = "Arrow keys move the pen, Space puts it down or lifts it, Delete clears.";

function element(tag, style, attributes = {}) {
  const made = document.createElement(tag);
  made.style.cssText = style;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function render({ model, el }) {
  const side = model.get("side");
  const size = side * FINE;
  const box = element("div", `position:relative;width:min(var(--cnn-canvas, ${SCREEN}px), 100cqw)`);
  const canvas = element("canvas", `width:100%;aspect-ratio:1;display:block;touch-action:none;cursor:crosshair;box-shadow:0 0 0 1px var(--cnn-input)`, {
    role: "application", tabindex: "0", "aria-label": `Canvas: draw a digit. ${HELP}`, "data-lm-suppress-shortcuts": "true",
  });
  const nib = element("div", "position:absolute;pointer-events:none;border-radius:50%;border:2px solid #E69F00;box-sizing:border-box;display:none");
  const hint = element("div", `width:var(--cnn-hint-width, min(${SCREEN}px, 100cqw));min-height:var(--cnn-hint, 3em);font-size:12px;line-height:1.5;color:var(--cnn-faint)`, { role: "status" });
  canvas.width = canvas.height = size;
  box.append(canvas, nib, hint);
  el.append(box);
  const pencil = canvas.getContext("2d", { willReadFrequently: true });
  let sent = null; // what this view put into the model
  let last = null; // where the pointer is while it draws
  let pen = { x: size / 2, y: size / 2, down: false }; // for the keyboard

  function clear() {
    pencil.fillStyle = "#000";
    pencil.fillRect(0, 0, size, size);
  }

  function stroke(from, to) {
    pencil.strokeStyle = "#fff";
    pencil.lineWidth = size * PEN;
    pencil.lineCap = pencil.lineJoin = "round";
    pencil.beginPath();
    pencil.moveTo(from.x, from.y);
    pencil.lineTo(to.x, to.y + 0.01); // a line of no length is not drawn
    pencil.stroke();
  }

  function send() {
    const fine = pencil.getImageData(0, 0, size, size).data;
    const parts = new Array(side * side);
    let ink = false;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        let sum = 0;
        for (let y = 0; y < FINE; y++) {
          const start = 4 * ((row * FINE + y) * size + column * FINE);
          for (let x = 0; x < FINE; x++) sum += fine[start + 4 * x];
        }
        const grey = Math.round(sum / (FINE * FINE));
        ink = ink || grey > 0;
        parts[row * side + column] = HEX[grey];
      }
    }
    sent = ink ? parts.join("") : "";
    model.set("pixels", sent);
    model.save_changes();
  }

  function show() {
    const pixels = model.get("pixels");
    if (pixels === sent) return;
    sent = pixels;
    clear();
    for (let i = 0; i < pixels.length / 2; i++) {
      const grey = parseInt(pixels.substr(2 * i, 2), 16);
      if (!grey) continue;
      pencil.fillStyle = `rgb(${grey},${grey},${grey})`;
      pencil.fillRect((i % side) * FINE, Math.floor(i / side) * FINE, FINE, FINE);
    }
  }

  function place(event) {
    const frame = canvas.getBoundingClientRect();
    return { x: (size * (event.clientX - frame.left)) / frame.width, y: (size * (event.clientY - frame.top)) / frame.height };
  }

  function showPen() {
    const screen = canvas.clientWidth;
    const wide = screen * PEN;
    const shown = document.activeElement === canvas && canvas.matches(":focus-visible");
    nib.style.display = shown ? "block" : "none";
    nib.style.width = nib.style.height = `${wide}px`;
    nib.style.left = `${(screen * pen.x) / size - wide / 2}px`;
    nib.style.top = `${(screen * pen.y) / size - wide / 2}px`;
    nib.style.background = pen.down ? "#E69F00" : "none";
    hint.textContent = shown ? `The pen is ${pen.down ? "down" : "up"}. ${HELP}` : "Draw here with mouse, pen or finger; with Tab and the arrow keys, too.";
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    stroke(last, last);
    send();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || !event.isPrimary) return;
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const step of steps.length ? steps : [event]) {
      const next = place(step);
      stroke(last, next);
      last = next;
    }
    send();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (last = null));

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in KEYS) {
      const [right, down] = KEYS[event.key];
      const edge = (size * PEN) / 2;
      const within = (value) => Math.min(size - edge, Math.max(edge, value));
      const next = { x: within(pen.x + (right * size) / 28), y: within(pen.y + (down * size) / 28), down: pen.down };
      if (pen.down) stroke(pen, next);
      pen = next;
      if (pen.down) send();
    } else if (event.key === " ") {
      pen.down = !pen.down;
      if (pen.down) {
        stroke(pen, pen);
        send();
      }
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
      send();
    } else return;
    event.preventDefault();
    event.stopPropagation();
    showPen();
  });
  canvas.addEventListener("focus", showPen);
  canvas.addEventListener("blur", showPen);

  clear();
  model.on("change:pixels", show);
  show();
  showPen();
  return () => model.off("change:pixels", show);
}

export default { render };
