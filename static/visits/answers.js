/** Read from a form what was answered so far, question by question, to be checked before it is sent. */

import { against } from "./judged.js";

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
  return understood(control) || control.value.trim();
}

/** Say how the server understands what is typed now, such as a time with its zone; or nothing. */
function understood(control) {
  const told = control.form?.querySelector(`[data-means="${control.name}"]`);
  return told?.dataset.typed === control.value.trim() ? words(told) : "";
}

/** Read an element's own words, without what stands in small print beside them. */
export function words(element) {
  const own = [...(element?.childNodes ?? [])].filter((node) => node.nodeName !== "SMALL");
  return own.map((node) => node.textContent).join("").replace(/\s+/g, " ").trim();
}

/** Make an element with its properties and children. */
export function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
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
    const name = words(part.querySelector("legend"));
    const button = made("button", { type: "button", className: "secondary", textContent: "Change" });
    button.setAttribute("aria-label", `Change: ${name}`);
    button.addEventListener("click", () => change(at));
    const heading = made("h3", {}, name, " ", button);
    const list = made("dl", {}, ...asked.flatMap(row));
    return asked.length ? [heading, list, ...against(part)] : [];
  });
}

function row({ name, answer }) {
  const told = made("dd", { className: answer ? "" : "hint", textContent: answer || "not answered yet" });
  return [made("dt", { textContent: name }), told];
}
