// What changes of the sentences that are read aloud, or why nothing can be shown, is seen right at the control that was moved as well: over
// what is there, so that nothing gives way, and pressed through. It goes with the next control, with Escape, or after some seconds.
const STAYS = 6000; // milliseconds after the last move
const NEAR = 30; // pixels: a sentence so close to the control is not shown twice
const LONGEST = 180; // letters: of a sum of many products its beginning and its result

const box = (part) => part.getBoundingClientRect();

// A note stands above its control, since what else a move changes stands below it, unless there is no room.
function place(lab, note) {
  let page = lab.parentElement;
  while (page && !/auto|scroll/.test(getComputedStyle(page).overflowY)) page = page.parentElement;
  note.classList.remove("coursecnn-under");
  note.classList.toggle("coursecnn-under", box(note).top < Math.max(box(lab).top, page ? box(page).top : 0));
}

function beside(lab) {
  const note = document.createElement("div");
  note.className = "coursecnn-beside";
  note.setAttribute("aria-hidden", "true"); // it was heard
  let [moved, before, end] = [null, [], 0];

  const at = (event) => event.target.closest?.(".coursecnn-panel :is(.coursecnn-control, .coursecnn-field)");
  function text(part) {
    const whole = part.textContent.trim();
    return whole.length > LONGEST ? whole.replace(/^(.{60}\S*) .* (=\s\S+)$/, "$1 … $2") : whole;
  }
  const error = () => lab.querySelector("[role=alert]:not(.coursecnn-refused)");
  function parts() {
    const wrong = error();
    return (wrong ? [wrong] : results(lab)).filter((part) => Math.abs(box(part).top - box(moved).bottom) >= NEAR).map(text);
  }
  function hide() {
    clearTimeout(end);
    note.remove();
    moved = null;
  }
  function begins(event) {
    if (["Tab", "Shift"].includes(event.key)) return;
    const control = at(event);
    if (!control || event.key === "Escape") hide();
    else if (control !== moved) {
      hide();
      moved = control;
      before = parts();
    }
    goes();
  }
  function leaves(event) {
    if (moved && !event.buttons && at(event) && at(event) !== moved) hide();
    else if (event.buttons) goes();
  }
  function goes() {
    clearTimeout(end);
    if (moved) end = setTimeout(hide, STAYS);
  }
  function covers(part) {
    const [mine, its] = [note, part].map(box);
    return mine.left < its.right && its.left < mine.right && mine.top < its.bottom && its.top < mine.bottom;
  }
  function show() {
    const now = moved && !moved.querySelector(".coursecnn-refused") ? parts() : [];
    const fresh = now.filter((sentence) => !before.includes(sentence));
    const said = (fresh.length || !note.isConnected ? fresh : now).join("\n");
    if (!said) return note.remove();
    note.textContent = said;
    note.classList.toggle("coursecnn-error", Boolean(error()));
    if (note.parentElement !== moved) moved.append(note);
    place(lab, note);
    if ([...lab.querySelectorAll("canvas")].some(covers)) note.remove(); // there the reader draws next
  }
  const observer = new MutationObserver(show);
  for (const part of lab.querySelectorAll(".coursecnn-stage, .coursecnn-status")) {
    observer.observe(part, { childList: true, subtree: true, characterData: true });
  }
  const heard = { pointerdown: begins, keydown: begins, change: begins, pointermove: leaves, focusin: leaves };
  for (const [kind, hear] of Object.entries(heard)) lab.addEventListener(kind, hear, true);
  return () => {
    hide();
    observer.disconnect();
    for (const [kind, hear] of Object.entries(heard)) lab.removeEventListener(kind, hear, true);
  };
}
