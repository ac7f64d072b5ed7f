// @ts-check
// A prediction by itself: the question, and after committing what happens.
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

export default defineWidget({
  title: t("Your prediction"),
  mount(_, api) {
    api.root.classList.add("vx-alone");
    return { render: () => {} };
  },
});
