// The form that is open: nothing that a person has typed into it is lost, wherever the focus is.
import { byId, toast } from "./dom.js";
import { t } from "./words.js";

export function openForm() {
  return byId("deeds").querySelector(".form");
}

/** Say whether what is shown may change; a form that holds something typed is to be saved or left first. */
export function free() {
  const form = openForm();
  if (!form?.dataset.touched) return true;
  toast(t("formOpen"), true);
  return false;
}

/** While a form is open, keys are its own: those that save and leave it are passed on from wherever they come. */
export function passOn(event) {
  const form = openForm();
  if (!form) return false;
  const save = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (!form.contains(event.target) && (save || event.key === "Escape")) {
    event.preventDefault();
    const { key, ctrlKey, metaKey } = event;
    form.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, metaKey }));
  }
  return true;
}
