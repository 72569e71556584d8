// Stock sliders have no name for screen readers, and Jupyter takes their arrow keys: each handle gets the label of its control, and
// keeps its keys.
function render({ el }) {
  let waiting = 0;
  el.style.display = "none";

  function name(lab) {
    for (const handle of lab.querySelectorAll(".noUi-handle:not([aria-label])")) {
      const label = handle.closest(".coursecnn-control")?.querySelector("label")?.textContent;
      handle.setAttribute("aria-label", `${label ?? ""}: slider`);
      handle.dataset.lmSuppressShortcuts = "true";
    }
  }
  const observer = new MutationObserver((changes) => name(changes[0].target.closest(".coursecnn-lab") ?? el));

  function begin() {
    const lab = el.closest(".coursecnn-lab");
    if (!lab) {
      waiting = requestAnimationFrame(begin); // not on the page yet
      return;
    }
    name(lab);
    observer.observe(lab, { childList: true, subtree: true });
  }
  begin();
  return () => {
    cancelAnimationFrame(waiting);
    observer.disconnect();
  };
}

export default { render };
