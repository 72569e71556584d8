// Number fields refuse what they cannot take in a sentence, and keep the number that they had; stock fields turn 2.5 into 25, and 25 into
// the largest number that is allowed. The sentence stands over what is there, as that of a move does (beside.js), and goes as it does.
const WHOLE = /^(0|-?[1-9]\d*)$/;
const DECIMAL = /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

function numbers(lab) {
  const kept = new WeakMap();
  const typed = new WeakMap(); // not entered yet: an answer of the kernel to an earlier step may write over it
  let end = 0;
  const field = (event) => (event.target.matches?.("input[type=number]") ? event.target : null);

  function forget() {
    clearTimeout(end);
    lab.querySelectorAll(".coursecnn-refused").forEach((old) => old.remove());
  }
  function focus(event) {
    if (field(event)) kept.set(event.target, event.target.value);
  }
  function type(event) {
    forget();
    if (field(event)) typed.set(event.target, event.target.value);
  }
  function enter(event) {
    const input = field(event);
    if (event.key === "Escape") forget();
    if (!input || (event.type === "keydown" && event.key !== "Enter")) return;
    if (typed.has(input) && typed.get(input) !== input.value) input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function key(event) {
    if (field(event) && event.key !== "Enter") event.stopImmediatePropagation(); // stock fields take the point and the e away
  }
  function change(event) {
    const input = field(event);
    forget();
    if (!input) return;
    if (typed.has(input)) input.value = typed.get(input);
    typed.delete(input);
    const whole = input.closest(".coursecnn-whole");
    const text = input.value.trim();
    const [low, high] = ["min", "max"].map((name) => (input.getAttribute(name) || null));
    const fits = (low === null || Number(text) >= Number(low)) && (high === null || Number(text) <= Number(high));
    if ((whole ? WHOLE : DECIMAL).test(text) && fits) {
      kept.set(input, text);
      return;
    }
    event.stopImmediatePropagation();
    input.value = kept.get(input) ?? "";
    const control = input.closest(".coursecnn-control") ?? input.parentElement;
    const label = control.querySelector("label")?.textContent || "This";
    const range = low === null || high === null ? "" : ` from ${low} to ${high}`;
    const said = document.createElement("span");
    said.className = "coursecnn-refused coursecnn-error";
    said.setAttribute("role", "alert");
    said.textContent = `${label} must be a ${whole ? "whole " : ""}number${range}${text ? `, not ${text}` : ""}.`;
    control.append(said);
    place(lab, said);
    end = setTimeout(forget, STAYS);
  }
  const heard = { pointerdown: forget, focusin: focus, input: type, keydown: enter, focusout: enter, keyup: key, keypress: key, change };
  for (const [name, hear] of Object.entries(heard)) lab.addEventListener(name, hear, true);
  return () => {
    forget();
    for (const [name, hear] of Object.entries(heard)) lab.removeEventListener(name, hear, true);
  };
}
