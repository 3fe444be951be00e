/** Walk through the rows of a page's lists with j and k; Enter opens, as on any link.
 *
 * The keys move the focus between the first links of the rows, across all lists of the page.
 */

const STEPS = { j: 1, k: -1 };
const lists = new Set();

/** Say which row comes next: from none, j goes to the first and k to the last; the ends hold. */
export function nextIndex(current, step, count) {
  if (count === 0) return -1;
  if (current < 0) return step > 0 ? 0 : count - 1;
  return Math.min(Math.max(current + step, 0), count - 1);
}

/** Say whether a key press belongs to what is typed, or to the browser. */
export function isTyping(event) {
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    Boolean(event.target.closest?.("input, select, textarea, dialog, [contenteditable]"))
  );
}

function links() {
  return [...lists]
    .filter((list) => list.isConnected)
    .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))
    .flatMap((list) => [...list.querySelectorAll(":is(li, tbody tr)")])
    .map((row) => row.querySelector("a[href]"))
    .filter(Boolean);
}

function walk(event) {
  const step = STEPS[event.key];
  if (!step || isTyping(event)) return;
  const all = links();
  const row = document.activeElement?.closest("li, tr");
  const current = all.findIndex((link) => row?.contains(link));
  all[nextIndex(current, step, all.length)]?.focus();
}

export function bind(list) {
  if (lists.size === 0) addEventListener("keydown", walk);
  lists.add(list);
}
