// @ts-check
// What all parts of the quiz build their page with, besides the elements and controls that widgets have.
/** @import { ButtonOptions } from "../../widgets/js/controls.js" */
import { KEEPS_KEYS, makeButton } from "../../widgets/js/controls.js";
import { makeIds } from "../../widgets/js/elements.js";

/** Ids of this quiz, none of which any other element of the page has. */
export const newId = makeIds("vertebra");

/**
 * @param {string} words
 * @param {((event: any) => void) | null} onClick
 * @param {ButtonOptions} [options]
 */
export function quizButton(words, onClick, options = {}) {
  const button = makeButton(words, onClick, { className: "vq-button", ...options });
  for (const [name, value] of Object.entries(KEEPS_KEYS)) button.setAttribute(name, value);
  return button;
}

/**
 * Attributes of a line that is read out when it changes.
 * @param {string} className
 */
export const asStatus = (className) => ({ class: className, role: "status", "aria-live": "polite" });
