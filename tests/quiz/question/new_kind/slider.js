// The slider of the kind that only a test has.
import { element, uniqueId } from "../../../../course/vertebra/quiz/js/quiz_dom.js";
import { t } from "../../../../course/vertebra/widgets/js/texts.js";

function sliderField(item, stemId, changed) {
  const input = element("input", {
    type: "range",
    id: uniqueId(),
    min: item.low,
    max: item.high,
    "aria-describedby": stemId,
    onchange: () => changed(input.value, true),
  });
  const node = element("div", { class: "vq-slider" }, element("label", { for: input.id }, t("Your answer")), input);
  return { node, get: () => input.value, set: (value) => (input.value = value ?? ""), why() {}, focus: () => input.focus() };
}

export const slider = { field: sliderField };
