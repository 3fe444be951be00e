/** Put the focus on an element when it appears, such as the summary of what is wrong. */

export function bind(element) {
  element.focus();
}
