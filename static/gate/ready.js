/** Make the desk ready for the next person by itself, unless somebody is still busy with this one. */

/** Say whether the desk has been left alone long enough. */
export function isDue(lastAct, now, seconds) {
  return now - lastAct >= seconds * 1000;
}

/** Bind a link to the ready desk; it is followed after `data-after` seconds without any act. */
export function bind(link) {
  let lastAct = Date.now();
  for (const act of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(act, () => (lastAct = Date.now()), { passive: true });
  }
  const watch = setInterval(() => {
    if (!isDue(lastAct, Date.now(), Number(link.dataset.after))) return;
    clearInterval(watch);
    location.assign(link.href);
  }, 1000);
}
