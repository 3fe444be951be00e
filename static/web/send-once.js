/** Send a form once, however often its button is pressed.
 *
 * The buttons are marked, not disabled: a disabled button would take its name and value out of
 * what is sent. The server has the last word, by the form's idempotency key.
 */

export function bind(form) {
  let sent = false;
  const mark = (busy) => {
    sent = busy;
    for (const button of form.querySelectorAll("button")) {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  };
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    else if (!event.defaultPrevented) mark(true);
  });
  // A page that comes back from the browser's cache can be sent again.
  addEventListener("pageshow", () => mark(false));
}
