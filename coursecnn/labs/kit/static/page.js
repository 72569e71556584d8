// What a lab's page does by itself: this stands last, after speech.js, beside.js, numbers.js and links.js.
//
// Stock sliders have no name for screen readers, stock buttons without a tooltip are called "null", and Jupyter takes the keys of all
// but fields: each handle gets the label of its control, and handles, lists and boxes keep their keys ("b" makes no cell below).
function names(lab) {
  for (const handle of lab.querySelectorAll(".noUi-handle:not([aria-label])")) {
    const label = handle.closest(".coursecnn-control")?.querySelector("label")?.textContent;
    handle.setAttribute("aria-label", `${label ?? ""}: slider`);
    handle.dataset.lmSuppressShortcuts = "true";
  }
  for (const one of lab.querySelectorAll("select, input[type=checkbox]")) one.dataset.lmSuppressShortcuts = "true";
  for (const nameless of lab.querySelectorAll('[title="null"], [title=""]')) nameless.removeAttribute("title");
}

// A slider from stop to stop knows only the number of its stop: the value is that of its field, the knob of a value between two stops is
// drawn between them (see stops.py).
function values(lab) {
  for (const control of lab.querySelectorAll(".coursecnn-stops")) {
    const [handle, field] = [".noUi-handle", "input"].map((part) => control.querySelector(part));
    if (handle && field && handle.getAttribute("aria-valuetext") !== field.value) handle.setAttribute("aria-valuetext", field.value);
    const away = /coursecnn-away-(\S+)/.exec(control.querySelector(".widget-slider")?.className);
    if (handle && away) handle.parentElement.style.translate = `${away[1] / 10}%`; // its width is a tenth of the slider's
  }
}

// Where a drawing is wider than its place, the keyboard can reach the bar that moves it, and its arrows are not Jupyter's.
const SCROLLED = { tabindex: "0", role: "region", "aria-label": "Drawing", "data-lm-suppress-shortcuts": "true" };
function scrolls(lab) {
  for (const stage of lab.querySelectorAll(".coursecnn-stage")) {
    if (stage.scrollWidth > stage.clientWidth + 1) {
      for (const [name, value] of Object.entries(SCROLLED)) stage.setAttribute(name, value);
    } else stage.removeAttribute("tabindex");
  }
}

// Where controls stand above the drawing, the row that was used last stays in sight (lab.css), unless it is a canvas or as tall.
const TALLEST = 120; // pixels
function stays(lab) {
  const used = (event) => {
    const row = event.target.closest(".coursecnn-panel .coursecnn-row");
    if (!row || row.offsetHeight > TALLEST) return;
    for (const other of lab.querySelectorAll(".coursecnn-used")) if (other !== row) other.classList.remove("coursecnn-used");
    row.classList.add("coursecnn-used");
  };
  const kinds = ["pointerdown", "focusin"];
  for (const kind of kinds) lab.addEventListener(kind, used);
  return () => kinds.forEach((kind) => lab.removeEventListener(kind, used));
}

function render({ model, el }) {
  let [waiting, later] = [0, 0];
  const ends = [];
  const region = document.createElement("div");
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  el.append(region);

  async function copy() {
    const code = model.get("code").replace(/ #\d+$/, "");
    try {
      await navigator.clipboard.writeText(code);
    } catch {} // where a page may not: the line stands below the controls, to be copied by hand
  }

  function begin() {
    const lab = el.closest(".coursecnn-lab");
    if (!lab) {
      waiting = requestAnimationFrame(begin); // not on the page yet
      return;
    }
    const observer = new MutationObserver(() => {
      names(lab);
      clearTimeout(later);
      later = setTimeout(() => values(lab), 150); // the field follows by way of the kernel
    });
    observer.observe(lab, { childList: true, subtree: true, attributes: true, attributeFilter: ["title", "aria-valuetext", "class"] });
    const sizes = new ResizeObserver(() => scrolls(lab));
    sizes.observe(lab);
    names(lab);
    values(lab);
    ends.push(() => observer.disconnect(), () => sizes.disconnect(), speech(lab, region), beside(lab), numbers(lab), links(lab), stays(lab));
  }
  begin();
  model.on("change:code", copy);
  return () => {
    cancelAnimationFrame(waiting);
    clearTimeout(later);
    model.off("change:code", copy);
    ends.forEach((end) => end());
  };
}

export default { render };
