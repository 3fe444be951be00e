/** What the server says of the answers in a part of a form, while nothing is sent yet. */

const PATIENCE = 5000; // How long, in milliseconds, a step waits for it.

/** Copy what stands against the answers of a part: what is wrong, and what is at risk. */
export function against(part) {
  const said = part.querySelectorAll("[data-judged] > :is(.field-error, .notice)");
  return [...said].map((each) => each.cloneNode(true));
}

/** Say in one line what stands against the answers of a part; nothing of the last step, which is none. */
export function wrongIn(part) {
  return part ? against(part).map((each) => each.textContent.replace(/\s+/g, " ").trim()).join(" ") : "";
}

/** Have the server look at what is typed, and wait for what it says, but not for ever. */
export function looked(form) {
  return new Promise((go) => {
    form.dispatchEvent(new CustomEvent("look", { detail: go }));
    setTimeout(go, PATIENCE);
  });
}
