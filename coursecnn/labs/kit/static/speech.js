// Says every change of a result to screen readers: the region stands from the start, and says at most one sentence a second.
const BREATH = 1000; // milliseconds between two sentences

// The elements that hold the result in words.
function results(lab) {
  const parts = [".coursecnn-status", ".coursecnn-stage [data-heard]"].map((part) => lab.querySelector(part));
  return parts.filter((part) => part?.textContent.trim());
}

function speech(lab, region) {
  let last = -BREATH;
  let waiting = null;

  function sentences() {
    if (lab.querySelector(".coursecnn-status [role=alert]")) return []; // speaks for itself
    const words = results(lab).map((part) => part.textContent.trim());
    const drawing = lab.querySelector(".coursecnn-stage [aria-label]");
    return words.length ? words : [drawing?.getAttribute("aria-label")].filter(Boolean);
  }
  let known = [];
  function say() {
    waiting = null;
    last = performance.now();
    const now = sentences();
    const fresh = now.filter((text) => !known.includes(text));
    known = now;
    if (fresh.length) region.textContent = fresh.join(" ");
  }
  let settled = false; // what stands there at first is read with the lab
  const observer = new MutationObserver(() => {
    if (!settled) return;
    waiting ??= setTimeout(say, Math.max(50, last + BREATH - performance.now()));
  });
  function settle() {
    if (settled) return;
    settled = true;
    known = sentences();
  }
  const begin = setTimeout(settle, 300);
  const acts = ["pointerdown", "keydown"]; // what follows is news, however early it is
  for (const act of acts) lab.addEventListener(act, settle, true);
  for (const part of lab.querySelectorAll(".coursecnn-stage, .coursecnn-status")) {
    observer.observe(part, { childList: true, subtree: true, characterData: true });
  }
  return () => {
    observer.disconnect();
    clearTimeout(waiting);
    clearTimeout(begin);
    for (const act of acts) lab.removeEventListener(act, settle, true);
  };
}
