/** Show what depends on a choice (the devices of a site, what a time means) as soon as it is made.
 *
 * Without scripts the form's own buttons do it. The form goes there without its idempotency key
 * and without the file, since nothing is sent for good; what comes back replaces those parts alone.
 * What was said of an answer that is another now goes: the parts say what holds of the new one.
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

/** Take back what was said of a field, beside it and on top of the form. */
export function takeBack(form, control) {
  const field = control.closest(".field");
  const said = `${control.id}-error`;
  const describing = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== said);
  field?.querySelector(".field-error")?.remove();
  for (const element of [field, control]) ["data-invalid", "aria-invalid"].map((name) => element?.removeAttribute(name));
  if (describing.length) control.setAttribute("aria-describedby", describing.join(" "));
  else control.removeAttribute("aria-describedby");
  for (const link of form.querySelectorAll(`.error-summary a[href="#${control.id}"]`)) link.closest("li").remove();
  const summary = form.querySelector(".error-summary");
  if (summary && !summary.querySelector("a")) summary.remove();
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
  for (const choice of choices) {
    choice.addEventListener("change", () => {
      const together = choices.filter((each) => each.dataset.decides === choice.dataset.decides);
      for (const each of together) if (each === choice || choice.dataset.decides === "window") takeBack(form, each);
      show();
    });
  }
  // What was typed is to be looked at anew; whoever asks may wait for what comes of it.
  form.addEventListener("look", async (event) => {
    await show();
    event.detail?.();
  });
  // On one page a question is looked at when it is left; in steps the button that leads on does it.
  for (const part of form.querySelectorAll("[data-looks]")) {
    part.addEventListener("change", () => (part.dataset.looks = "changed"));
    part.addEventListener("focusout", ({ relatedTarget }) => {
      if (part.contains(relatedTarget) || !part.dataset.looks || form.matches(".stepped")) return;
      part.dataset.looks = "";
      show();
    });
  }
  button.hidden = true;
  if (choices.some(isChanged)) show();
}
