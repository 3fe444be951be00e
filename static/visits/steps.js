/** Ask a long form in steps, one question after the other, with all answers to check at the end.
 *
 * Each group of the form is a step. The form stays one form: nothing is sent before the last step,
 * and without scripts, or when somebody prefers it, all of it stands on one page.
 */

import { made, words, written } from "./answers.js";
import { looked, wrongIn } from "./judged.js";

const CHECK = "Check your answers";
const WHOLE = "form-on-one-page";

/** Give the step that comes after another, in either direction; the ends hold. */
export function stepAfter(at, by, count) {
  return Math.min(Math.max(at + by, 0), count - 1);
}

/** Say which step an address names, or -1. */
export function stepNamed(hash, count) {
  const found = /^#step-(\d{1,2})$/.exec(hash);
  return found && found[1] >= 1 && found[1] <= count ? found[1] - 1 : -1;
}

export function bind(form) {
  const parts = [...form.querySelectorAll(":scope > fieldset.group")];
  const send = form.querySelector(":scope > button.visually-hidden");
  const last = form.querySelector(":scope > button[data-sends]");
  const count = parts.length + 1;
  const answers = made("section", { className: "answers", tabIndex: -1 });
  const told = made("div");
  answers.setAttribute("aria-label", CHECK);
  answers.append(made("h2", { textContent: CHECK }), told);
  const names = [...parts.map((part) => words(part.querySelector("legend"))), CHECK];
  const buttons = names.map((name, at) => made("button", { type: "button", textContent: name, onclick: () => go(at) }));
  const list = made("ol", {}, ...buttons.map((each) => made("li", {}, each)));
  const whole = made("button", { type: "button", className: "secondary", onclick: () => unfold(true) });
  const steps = made("div", { className: "steps", role: "navigation", ariaLabel: "Steps" }, list, whole);
  const back = made("button", { type: "button", className: "secondary", textContent: "Back", onclick: () => go(stepAfter(at, -1, count)) });
  const on = made("button", { type: "button", textContent: "Continue", onclick: lead });
  const moves = made("p", { className: "actions" }, on, back);
  let at = 0;
  let folded = true;
  let warned = "";

  // Buttons that say the same stay: one that is replaced under a press takes no press.
  function tell() {
    const next = made("div", {}, ...written(parts, (place) => go(place)));
    if (next.textContent !== told.textContent) told.replaceChildren(...next.childNodes);
    on.textContent = warned && warned === wrongIn(parts[at]) ? "Continue anyway" : "Continue";
  }

  /** Lead on to the next step; what the server says against this one is read first, once. */
  async function lead() {
    const from = at;
    const judged = parts[at]?.querySelector("[data-judged]");
    if (judged) on.ariaBusy = "true";
    if (judged) await looked(form);
    on.ariaBusy = null;
    if (at !== from) return; // Somebody went elsewhere meanwhile.
    const wrong = wrongIn(parts[at]);
    if (!wrong || wrong === warned) return go(stepAfter(at, 1, count));
    warned = wrong;
    tell();
    judged.tabIndex = -1;
    judged.focus();
  }

  function show() {
    const checks = at === count - 1;
    parts.forEach((part, place) => (part.hidden = folded && place !== at));
    buttons.forEach((each, place) => each.toggleAttribute("aria-current", folded && place === at));
    list.hidden = !folded;
    answers.hidden = !folded;
    answers.classList.toggle("now", checks);
    answers.firstChild.textContent = checks ? CHECK : "Your answers so far";
    form.classList.toggle("stepped", folded);
    on.hidden = !folded || checks;
    back.hidden = !folded || at === 0;
    last.hidden = folded && !checks;
    whole.textContent = folded ? "Show all on one page" : "Ask step by step";
    tell();
  }

  function go(place, { focus = true, note = true } = {}) {
    at = place;
    show();
    if (note) history.pushState(null, "", `#step-${at + 1}`);
    if (at === count - 1) form.dispatchEvent(new Event("look"));
    if (!focus) return;
    const heading = at === count - 1 ? answers : parts[at];
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    form.scrollIntoView({ block: "start" });
  }

  function unfold(turn) {
    if (turn) folded = !folded;
    localStorage.setItem(WHOLE, folded ? "" : "yes");
    show();
  }

  /** Find the step that a part of the page stands in: what is wrong, or what was looked up. */
  const stepOf = (element) => parts.findIndex((part) => element && part.contains(element));

  /** Show the field that an address names, in its step; say whether there is one. */
  function reveal(hash) {
    const target = document.getElementById(hash.slice(1));
    const place = stepOf(target);
    if (place < 0) return false;
    if (folded) go(place, { focus: false, note: false });
    target.scrollIntoView({ block: "center" });
    (target.matches("input, select, textarea") ? target : target.querySelector("input"))?.focus();
    return true;
  }

  function arrive() {
    if (!reveal(location.hash)) go(Math.max(stepNamed(location.hash, count), 0), { focus: false, note: false });
  }

  function first() {
    const typing = stepOf(document.activeElement);
    if (typing >= 0) return go(typing, { focus: false, note: false }); // The page came before its scripts.
    if (form.querySelector("#plan")) return go(count - 1, { focus: false, note: false });
    const marked = form.querySelector(
      "fieldset.group[data-invalid], fieldset.group :is([data-invalid], [data-module~=focus])",
    );
    if (!marked || location.hash) return arrive();
    return go(stepOf(marked), { focus: false, note: false });
  }

  form.addEventListener(
    "submit",
    (event) => {
      if (!folded || event.submitter !== send || at === count - 1) return;
      event.preventDefault(); // Enter in a field leads on; only the last step sends.
      event.stopImmediatePropagation();
      lead();
    },
    { capture: true },
  );
  form.addEventListener("input", tell);
  form.addEventListener("parts", tell);
  addEventListener("popstate", arrive);
  (parts[0] ?? last).before(steps);
  last.before(answers, moves);
  moves.prepend(last);
  folded = localStorage.getItem(WHOLE) !== "yes";
  first();
}
