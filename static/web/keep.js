/** Keep what is typed into a form through a reload or a step back, in this tab alone.
 *
 * Passwords, files, hidden fields and whatever is marked `data-keep="no"` are never kept.
 */

const NEVER = new Set(["password", "file", "hidden", "submit", "button"]);
const BACK = new Set(["reload", "back_forward"]);

/** Say whether a field's value may be kept. */
export function mayKeep(field) {
  return Boolean(field.name) && !NEVER.has(field.type) && field.dataset?.keep !== "no";
}

/** Read a form's fields as [name, value, checked] in their order. */
export function snapshot(fields) {
  return fields.filter(mayKeep).map(({ name, value, checked }) => [name, value, checked ?? null]);
}

/** Put a snapshot back, each value to the field it came from; give what has no field (yet). */
export function restore(fields, kept) {
  const free = new Set(fields.filter(mayKeep));
  return kept.filter(([name, value, checked]) => {
    const field = [...free].find(
      (each) => each.name === name && (!isTicked(each) || each.value === value),
    );
    if (!field) return true;
    free.delete(field);
    if (isTicked(field)) field.checked = checked;
    else field.value = value;
    return false;
  });
}

function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

export function bind(form) {
  const key = `keep:${location.pathname}${form.id ? `#${form.id}` : ""}`;
  const fields = () => [...form.elements].filter((each) => each.matches("input, select, textarea"));
  const kept = sessionStorage.getItem(key);
  const [visit] = performance.getEntriesByType("navigation");
  if (kept && BACK.has(visit?.type) && !form.querySelector(".error-summary")) {
    const late = restore(fields(), JSON.parse(kept));
    // Some fields are only there once the site is known.
    form.addEventListener("parts", () => restore(fields(), late), { once: true });
  } else {
    sessionStorage.removeItem(key);
  }
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(snapshot(fields())));
  });
}
