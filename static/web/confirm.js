/** Ask before a form is sent; without scripts it is sent at once, and can be undone or is harmless. */

/** Make the question as a dialog; "no" has the focus, so that Enter alone does no harm. */
function ask(question, yes) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  const text = document.createElement("p");
  text.textContent = question;
  text.id = "question";
  dialog.setAttribute("aria-labelledby", text.id);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "actions";
  form.append(button("No, go back", "no", "secondary"), button(yes, "yes", "danger"));
  form.firstElementChild.autofocus = true;
  dialog.append(text, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function button(label, value, rank) {
  const made = document.createElement("button");
  made.textContent = label;
  made.value = value;
  made.className = rank;
  return made;
}

export function bind(form) {
  let agreed = false;
  form.addEventListener(
    "submit",
    async (event) => {
      if (agreed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const pressed = event.submitter;
      agreed = await ask(form.dataset.confirm, pressed?.textContent.trim() ?? "Yes");
      if (agreed) form.requestSubmit(pressed);
    },
    { capture: true },
  );
}
