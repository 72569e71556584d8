// Says every change of a result to screen readers: the region stands from the start, and says at most one sentence a second.
const BREATH = 1000; // milliseconds between two sentences

function speech(lab, region) {
  let last = -BREATH;
  let waiting = null;

  function sentence() {
    const status = lab.querySelector(".coursecnn-status");
    if (status?.querySelector("[role=alert]")) return ""; // speaks for itself
    const stage = lab.querySelector(".coursecnn-stage");
    const heard = stage?.querySelector("[data-heard]")?.textContent.trim();
    return status?.textContent.trim() || heard || stage?.querySelector("[aria-label]")?.getAttribute("aria-label") || "";
  }
  function say() {
    waiting = null;
    last = performance.now();
    const text = sentence();
    if (text && text !== region.textContent) region.textContent = text;
  }
  let settled = false; // what stands there at first is read with the lab
  const observer = new MutationObserver(() => {
    if (!settled) return;
    waiting ??= setTimeout(say, Math.max(50, last + BREATH - performance.now()));
  });
  const begin = setTimeout(() => (settled = true), 300);
  for (const part of lab.querySelectorAll(".coursecnn-stage, .coursecnn-status")) {
    observer.observe(part, { childList: true, subtree: true, characterData: true });
  }
  return () => {
    observer.disconnect();
    clearTimeout(waiting);
    clearTimeout(begin);
  };
}
