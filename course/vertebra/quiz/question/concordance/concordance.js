// @ts-check
// One step of a scale, chosen as an option is.
import { radioField } from "../choice/choice.js";

export const concordance = { field: radioField };
