// A prediction by itself: the question, and after committing what happens.
import { defineWidget } from "./widget_shell.js";
import { t } from "./texts.js";

export default defineWidget({
  title: t("Your prediction"),
  mount(stage, api) {
    api.root.classList.add("vx-alone");
    return { frame: () => {} };
  },
});
