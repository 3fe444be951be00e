/** Show what depends on the site (its devices, its zone) as soon as another one is chosen.
 *
 * Without scripts the form's own button does it. The form goes there without its idempotency key
 * and without the file, since nothing is sent for good; what comes back replaces those parts alone.
 */

const LEFT_OUT = ["once", "visitor_file"];

/** Give what is sent to look at another site: the form as it is, without what acts once. */
export function looking(entries) {
  return [...entries.filter(([name]) => !LEFT_OUT.includes(name)), ["show_devices", "yes"]];
}

/** Say whether a field holds something else than the page came with, as after a reload. */
export function isChanged(select) {
  if (!select.options) return select.value !== select.defaultValue;
  const options = [...select.options];
  const initial = options.find((each) => each.defaultSelected) ?? options[0];
  return select.value !== initial?.value;
}

async function fetchParts(form) {
  const body = new FormData();
  for (const [name, value] of looking([...new FormData(form)])) body.append(name, value);
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

export function bind(form) {
  const button = form.querySelector("[name=show_devices]");
  const choices = [...form.querySelectorAll("[data-decides]")];
  let latest = 0;
  const show = async () => {
    const mine = ++latest;
    try {
      const page = await fetchParts(form);
      if (mine !== latest) return;
      for (const part of form.querySelectorAll("[data-part]")) {
        part.replaceChildren(...(page.getElementById(part.id)?.childNodes ?? []));
      }
      form.dispatchEvent(new Event("parts"));
    } catch {
      button.hidden = false; // The server says what is wrong.
    }
  };
  for (const choice of choices) choice.addEventListener("change", show);
  form.addEventListener("look", show); // What was typed is to be looked at anew.
  button.hidden = true;
  if (choices.some(isChanged)) show();
}
