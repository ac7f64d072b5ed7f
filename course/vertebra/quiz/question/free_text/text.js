// @ts-check
// An answer in the learner's own words, which are counted.
/** @import { Changed, Field, Item } from "../../js/types" */
import { KEEPS_KEYS } from "../../../widgets/js/controls.js";
import { element } from "../../../widgets/js/elements.js";
import { t } from "../../../widgets/js/texts.js";
import { newId } from "../../js/quiz_page.js";
import { countWords } from "../../js/quiz_saver.js";

/**
 * @param {Item} item
 * @param {string} stemId
 * @param {Changed} changed
 * @returns {Field}
 */
function textField({ words = 0 }, stemId, changed) {
  const id = newId("text");
  const count = element("p", { class: "vq-help", id: `${id}-count` });
  const tell = () => {
    count.textContent = t("{count} of about {words} words", { count: countWords(area.value), words });
  };
  const area = element("textarea", {
    id,
    rows: 6,
    maxlength: 6000,
    ...KEEPS_KEYS,
    "aria-describedby": `${stemId} ${id}-count`,
    oninput() {
      tell();
      changed(area.value, false);
    },
    onchange: () => changed(area.value, true),
  });
  const label = element("label", { for: id }, t("Your answer, in your own words"));
  tell();
  return {
    node: element("div", { class: "vq-field" }, label, area, count),
    get: () => area.value,
    set(value) {
      area.value = value ?? "";
      tell();
    },
    why() {},
    focus: () => area.focus(),
  };
}

export const text = { field: textField };
