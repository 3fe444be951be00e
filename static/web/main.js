/** Bind each `data-module` on the page, now and when it is added, to its ES module.
 *
 * The attribute holds one or more names: `focus` is static/web/focus.js, `gate/scan` is
 * static/gate/scan.js. Each exports `bind(element)`, which is called once for an element.
 */

const NAME = /^([a-z_]+\/)?[a-z-]+$/;
const bound = new WeakMap();

/** Give the addresses of the modules that an attribute names, leaving out what is no name. */
export function addresses(names, base) {
  return names
    .split(/\s+/)
    .filter((name) => NAME.test(name))
    .map((name) => new URL(name.includes("/") ? `../${name}.js` : `./${name}.js`, base).href);
}

async function bindOne(element) {
  for (const address of addresses(element.dataset.module, import.meta.url)) {
    const done = bound.get(element) ?? new Set();
    if (done.has(address)) continue;
    bound.set(element, done.add(address));
    const { bind } = await import(address);
    bind(element);
  }
}

function bindAll(root) {
  const own = root.matches?.("[data-module]") ? [root] : [];
  return Promise.all([...own, ...(root.querySelectorAll?.("[data-module]") ?? [])].map(bindOne));
}

if (typeof document !== "undefined") {
  // What was typed is kept for a person who is signed in, and forgotten with them.
  if (!document.querySelector(".signed-in")) sessionStorage.clear();
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(bindAll);
  }).observe(document.body, { childList: true, subtree: true });
  await bindAll(document);
  document.documentElement.dataset.bound = "yes"; // Tests wait for this.
}
