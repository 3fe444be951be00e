/** Show a button that prints the page; without scripts the browser's own menu does. */

export function bind(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
