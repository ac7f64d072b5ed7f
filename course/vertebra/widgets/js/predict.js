// A prediction by itself: the question, and after committing what happens.
import { live } from "./grammar.js";
import { t } from "./texts.js";

export default live({
  title: t("Your prediction"),
  mount(stage, api) {
    api.root.classList.add("vx-alone");
    return { frame: () => {} };
  },
});
