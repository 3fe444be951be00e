/** Read from a form what was answered so far, question by question, to be checked before it is sent. */

const NOT_TYPED = new Set(["hidden", "submit", "button"]);

/** Say in words what the controls of one question hold; nothing where nothing was answered. */
export function answerOf(controls) {
  return controls.map(held).filter(Boolean).join(", ");
}

function held(control) {
  if (NOT_TYPED.has(control.type)) return "";
  if (control.dataset?.keep === "no") return control.value ? "given" : ""; // A phrase is not shown.
  if (control.type === "checkbox" || control.type === "radio") {
    return control.checked ? words(control.labels?.[0]?.querySelector("span")) || "yes" : "";
  }
  if (control.type === "file") return [...control.files].map((file) => file.name).join(", ");
  if (control.options) {
    return control.value ? words(control.selectedOptions[0]) : "";
  }
  return control.value.trim();
}

/** Read an element's own words, without what stands in small print beside them. */
export function words(element) {
  const own = [...(element?.childNodes ?? [])].filter((node) => node.nodeName !== "SMALL");
  return own.map((node) => node.textContent).join("").replace(/\s+/g, " ").trim();
}

/** List the questions of a part of the form: where each stands, its name, its answer, and whether
 * it has to be answered. */
export function questionsIn(part) {
  return [...part.querySelectorAll(".field")]
    .filter((field) => !field.closest("[data-unasked]") && !field.parentElement.closest(".field"))
    .map((field) => {
      const title = field.querySelector("legend, label");
      const controls = [...field.querySelectorAll("input, select, textarea")];
      const alone = controls.length === 1 && controls[0].type === "checkbox";
      return {
        field,
        name: alone ? words(title?.querySelector("span")) : words(title),
        answer: alone ? (controls[0].checked ? "yes" : "") : answerOf(controls),
        needed: !alone && !title?.querySelector("small") && !field.closest("[data-more]"),
      };
    });
}

/** Write the answers of each part as a list, with a way back to each part. */
export function written(parts, change) {
  return parts.flatMap((part, at) => {
    const asked = questionsIn(part).filter(({ answer, needed }) => answer || needed);
    const heading = document.createElement("h3");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "secondary", textContent: "Change" });
    const name = words(part.querySelector("legend"));
    button.setAttribute("aria-label", `Change: ${name}`);
    button.addEventListener("click", () => change(at));
    heading.append(name, " ", button);
    const list = document.createElement("dl");
    list.append(...asked.flatMap(row));
    return asked.length ? [heading, list] : [];
  });
}

function row({ name, answer }) {
  const [term, told] = ["dt", "dd"].map((tag) => document.createElement(tag));
  term.textContent = name;
  told.textContent = answer || "not answered yet";
  if (!answer) told.className = "hint";
  return [term, told];
}
