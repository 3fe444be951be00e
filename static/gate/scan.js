/** Take what a wedge scanner types: whole, fast, and with control characters in it.
 *
 * A scanner is a keyboard that types a key every few milliseconds. What comes that fast is kept
 * together: Enter is a line's end then, Ctrl+J a control character and no shortcut, and the form is
 * sent when the typing pauses. For a person's fingers, Enter sends.
 */

export const BURST_MS = 60;
export const PAUSE_MS = 400;
const LEAST_KEYS = 6;
/** More than a person types while a page loads. */
const MOST_BY_HAND = 20;
const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock", "NumLock"]);

/** Give the control character that a key stands for, or null when it stands for none. */
export function controlCharacter({ key, ctrlKey, altKey, metaKey }) {
  if (!ctrlKey || altKey || metaKey || key.length !== 1) return null;
  const code = key.toUpperCase().charCodeAt(0);
  return code >= 64 && code <= 95 ? String.fromCharCode(code & 31) : null;
}

/** Follow the keys of one scan box; `Typing.key` says what to do with each. */
export class Typing {
  constructor() {
    this.last = -Infinity;
    this.fast = 0;
    this.scanner = false;
  }

  /** Say what a key does at a moment: "native", "send", "drop", or { insert: text }. */
  key(event, at) {
    const burst = this.#isBurst(at - this.last);
    if (MODIFIERS.has(event.key)) {
      if (burst) this.last = at;
      return "native";
    }
    this.last = at;
    this.fast = burst ? this.fast + 1 : 0;
    this.scanner = burst && (this.scanner || this.fast >= LEAST_KEYS);
    if (event.key === "Enter") return burst ? { insert: "\n" } : "send";
    if (event.key === "Tab") return burst ? { insert: "\t" } : "native";
    if (/^F\d+$/.test(event.key)) return burst ? "drop" : "native";
    const control = controlCharacter(event);
    // These five no person means, and some open downloads or history in the middle of a licence.
    if (control !== null && (burst || "\n\x1c\x1d\x1e\x1f".includes(control))) return { insert: control };
    return "native";
  }

  /** Go on with a scan that began while the page was loading. */
  goOn(at) {
    this.last = at;
    this.fast = LEAST_KEYS;
    this.scanner = true;
  }

  /** Say whether what was typed so far came from a scanner. */
  get scanned() {
    return this.scanner;
  }

  /** Once a scanner types, a busy machine may be late with a key; only a pause ends the scan. */
  #isBurst(gap) {
    return gap <= (this.scanner ? PAUSE_MS : BURST_MS);
  }
}

function insert(box, text) {
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Say whether keys are at home in an element: a choice or a tick takes no letters. */
function isField(element) {
  const takesKeys = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
  return element?.matches?.(takesKeys) ?? false;
}

/** Bind the form around a scan box. */
export function bind(form) {
  const box = form.querySelector("textarea");
  const typing = new Typing();
  let pause;

  function send() {
    clearTimeout(pause);
    if (!box.value.trim() || form.dataset.sent) return;
    form.dataset.sent = "yes";
    form.requestSubmit();
  }

  function waitToSend() {
    clearTimeout(pause);
    pause = setTimeout(send, PAUSE_MS);
  }

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const todo = typing.key(event, performance.now());
    if (todo !== "native") event.preventDefault();
    if (todo === "send") send();
    if (todo.insert) insert(box, todo.insert);
    // Fingers may be as quick at the last key and Enter: if nothing follows, it was meant to send.
    if (todo.insert === "\n") waitToSend();
  });

  box.addEventListener("input", () => {
    clearTimeout(pause);
    if (typing.scanned) waitToSend();
  });

  // Keys go here whenever nothing else is being filled in: this box, or the badge of a person who
  // may enter.
  const home = document.querySelector("[data-takes-scan]") ?? box;
  document.addEventListener("keydown", (event) => {
    const free = !isField(document.activeElement);
    if (free && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
      home.focus();
      home.select(); // What stands there is typed over: two scans never run together.
    }
  });
  // A page that comes back by the Back button can be sent again, and remembers no scan.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    delete form.dataset.sent;
    box.value = "";
  });
  // A scanner does not wait for the page: what it typed so far stays, and the rest follows it.
  if (box.value.length > MOST_BY_HAND) {
    typing.goOn(performance.now());
    waitToSend();
  }
  // A click into what was refused would put the next scan beside it.
  home.addEventListener("mousedown", (event) => {
    if (!home.value || home.value !== home.defaultValue) return;
    event.preventDefault();
    home.focus();
    home.select();
  });
  const first = document.querySelector("[autofocus]");
  // Where something is wrong with a longer form, that has the focus.
  if (!first && home !== box) return;
  (first ?? box).focus({ preventScroll: true });
  if (home.value === home.defaultValue) home.select();
}
