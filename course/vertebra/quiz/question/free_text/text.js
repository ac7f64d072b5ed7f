// An answer in the learner's own words, which are counted.
import { element, uniqueId } from "../../js/quiz_dom.js";
import { countWords } from "../../js/quiz_saver.js";
import { t } from "../../../widgets/js/texts.js";

function textField(item, stemId, changed) {
  const name = uniqueId();
  const count = element("p", { class: "vq-help", id: `${name}-count` });
  const tell = () => (count.textContent = t("{count} of about {words} words", { count: countWords(area.value), words: item.words }));
  const area = element("textarea", {
    id: name,
    rows: "6",
    maxlength: "6000",
    "data-lm-suppress-shortcuts": "true",
    "aria-describedby": `${stemId} ${name}-count`,
    oninput: () => (tell(), changed(area.value, false)),
    onchange: () => changed(area.value, true),
  });
  const node = element("div", { class: "vq-field" }, element("label", { for: name }, t("Your answer, in your own words")), area, count);
  tell();
  return {
    node,
    get: () => area.value,
    set: (value) => ((area.value = value ?? ""), tell()),
    why() {},
    focus: () => area.focus(),
  };
}

export const text = { field: textField };
