/** Find who is calling while one types: the list below the field follows, and the keys walk it.
 *
 * Without scripts the button "Find" shows the same list, and each line of it is a button. Here the
 * field is a combobox (ARIA 1.2): arrows walk, Enter takes, Escape leaves the list.
 */

const WAIT = 150; // As long as a quick typist is between two keys.

/** Give the place in a list of `count` to which a key leads from `at`; -1 is the field itself. */
export function walk(key, at, count) {
  if (key === "ArrowDown") return at + 1 < count ? at + 1 : -1;
  if (key === "ArrowUp") return at < 0 ? count - 1 : at - 1;
  return at;
}

/** Give the place that Enter takes: where one is, or the only one there is; -1 is none. */
export function taken(at, count) {
  return at >= 0 ? at : count === 1 ? 0 : -1;
}

export function bind(box) {
  const field = box.querySelector("[name=on_behalf_of]");
  const list = box.querySelector("#callers-found");
  const button = box.querySelector("[name=find_caller]");
  let [at, latest, timer] = [-1, 0, 0];

  const options = () => [...list.querySelectorAll("[name=take_caller]")];

  function mark(place) {
    at = place;
    options().forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", options()[at].id);
    options()[at]?.scrollIntoView({ block: "nearest" });
  }

  function dress() {
    list.querySelector("ul")?.setAttribute("role", "listbox");
    list.querySelectorAll("li").forEach((each) => each.setAttribute("role", "none"));
    options().forEach((each, index) => {
      Object.assign(each, { type: "button", tabIndex: -1, id: `caller-${index}` });
      each.setAttribute("role", "option");
    });
    field.setAttribute("aria-expanded", String(options().length > 0));
    mark(-1);
  }

  async function look() {
    const mine = ++latest;
    try {
      const answer = await fetch(`${box.dataset.source}?q=${encodeURIComponent(field.value.slice(0, 200))}`);
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== latest) return;
      list.replaceChildren(...page.body.childNodes);
      dress();
    } catch {
      button.hidden = false; // The server says what is wrong.
    }
  }

  async function take(option) {
    field.value = option.value;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    clearTimeout(timer);
    await look();
    field.form.elements.phrase.focus();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Enter") {
      event.preventDefault(); // It takes a contact; the form is sent by its own button.
      const place = taken(at, all.length);
      if (place >= 0) take(all[place]);
    } else if (event.key === "Escape" && all.length) {
      list.replaceChildren();
      dress();
    } else if (all.length && walk(event.key, at, all.length) !== at) {
      event.preventDefault();
      mark(walk(event.key, at, all.length));
    }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[name=take_caller]");
    if (option) take(option);
  });
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  button.hidden = true;
  dress();
  if (field.value !== field.defaultValue) look(); // As after a reload.
}
