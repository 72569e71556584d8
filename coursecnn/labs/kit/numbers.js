// Number fields refuse what they cannot take in a sentence, and keep the number that they had; stock fields turn 2.5 into 25, and 25 into
// the largest number that is allowed.
const WHOLE = /^(0|-?[1-9]\d*)$/;
const DECIMAL = /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

function numbers(lab) {
  const kept = new WeakMap();
  const field = (event) => (event.target.matches?.("input[type=number]") ? event.target : null);

  function focus(event) {
    if (field(event)) kept.set(event.target, event.target.value);
  }
  function key(event) {
    if (field(event) && event.key !== "Enter") event.stopImmediatePropagation(); // stock fields take the point and the e away
  }
  function change(event) {
    const input = field(event);
    lab.querySelectorAll(".coursecnn-refused").forEach((old) => old.remove());
    if (!input) return;
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
  }
  lab.addEventListener("focusin", focus);
  lab.addEventListener("keyup", key, true);
  lab.addEventListener("keypress", key, true);
  lab.addEventListener("change", change, true);
  return () => {
    lab.removeEventListener("focusin", focus);
    lab.removeEventListener("keyup", key, true);
    lab.removeEventListener("keypress", key, true);
    lab.removeEventListener("change", change, true);
  };
}
