// The slider of the kind that only a test has.
import { newId } from "../../../../course/vertebra/quiz/js/quiz_page.js";
import { element } from "../../../../course/vertebra/widgets/js/elements.js";
import { t } from "../../../../course/vertebra/widgets/js/texts.js";

function sliderField(item, stemId, changed) {
  const input = element("input", {
    type: "range",
    id: newId("slider"),
    min: item.low,
    max: item.high,
    "aria-describedby": stemId,
    onchange: () => changed(input.value, true),
  });
  const node = element("div", { class: "vq-slider" }, element("label", { for: input.id }, t("Your answer")), input);
  return { node, get: () => input.value, set: (value) => (input.value = value ?? ""), why() {}, focus: () => input.focus() };
}

export const slider = { field: sliderField };
