/** Keep what is typed into a form through a reload or a step back, in this tab alone.
 *
 * Passwords, files, hidden fields and whatever is marked `autocomplete="off"` are never kept.
 */

const NEVER = new Set(["password", "file", "hidden", "submit", "button"]);
const BACK = new Set(["reload", "back_forward"]);

/** Say whether a field's value may be kept. */
export function mayKeep(field) {
  return Boolean(field.name) && !NEVER.has(field.type) && field.autocomplete !== "off";
}

/** Read a form's fields as [name, value, checked] in their order. */
export function snapshot(fields) {
  return fields.filter(mayKeep).map(({ name, value, checked }) => [name, value, checked ?? null]);
}

/** Put a snapshot back, as long as the form still has the same fields; say whether it had. */
export function restore(fields, kept) {
  const targets = fields.filter(mayKeep);
  const same =
    targets.length === kept.length && targets.every((field, at) => field.name === kept[at][0]);
  if (!same) return false;
  targets.forEach((field, at) => {
    const [, value, checked] = kept[at];
    if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
    else field.value = value;
  });
  return true;
}

export function bind(form) {
  const key = `keep:${location.pathname}${form.id ? `#${form.id}` : ""}`;
  const fields = () => [...form.elements].filter((each) => each.matches("input, select, textarea"));
  const kept = sessionStorage.getItem(key);
  const [visit] = performance.getEntriesByType("navigation");
  if (kept && BACK.has(visit?.type) && !form.querySelector(".error-summary")) {
    restore(fields(), JSON.parse(kept));
  } else {
    sessionStorage.removeItem(key);
  }
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(snapshot(fields())));
  });
}
