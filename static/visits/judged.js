/** What the server says of the answers in a part of a form, while nothing is sent yet. */

const PATIENCE = 5000; // How long, in milliseconds, a step waits for it.

/** Copy what stands against the answers of a part. */
export function against(part) {
  return [...part.querySelectorAll("[data-judged] .field-error")].map((each) => each.cloneNode(true));
}

/** Say in one line what stands against the answers of a part; nothing of the last step, which is none. */
export function wrongIn(part) {
  return part ? against(part).map((each) => each.textContent.trim()).join(" ") : "";
}

/** Have the server look at what is typed, and wait for what it says, but not for ever. */
export function looked(form) {
  return new Promise((go) => {
    form.dispatchEvent(new CustomEvent("look", { detail: go }));
    setTimeout(go, PATIENCE);
  });
}
