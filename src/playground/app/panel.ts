import { find } from "./dom.ts";
import { problemOf, type Settings } from "./settings.ts";

/** The settings on the page. */
export interface Panel {
  /** Shows the settings as they are. */
  readonly show: () => void;
  /** Whether the tools and the schema, as far as they are used, can be sent; goes to what cannot. */
  readonly check: () => boolean;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Binds the settings to the panel's fields and to the switches below the message. */
export function createPanel(settings: Settings): Panel {
  const panel = find<HTMLDialogElement>("#panel");
  const opener = find("#settings");
  const fields = [...find("#fields").querySelectorAll<Field>("[name]")];
  const switches = [...document.querySelectorAll<HTMLElement>("[data-toggle]")];
  // A record for what is named by the page; its fields have the types of the settings.
  const values = settings as unknown as Record<string, unknown>;
  const narrow = matchMedia("(width < 56rem)");

  for (const field of fields) {
    field.addEventListener("input", () => {
      values[field.name] = valueOf(field);
      show();
    });
  }
  for (const element of switches) {
    element.addEventListener("click", () => {
      const name = element.dataset.toggle ?? "";
      values[name] = !values[name];
      show();
    });
  }
  find("#fields").addEventListener("submit", (event) => event.preventDefault());
  opener.addEventListener("click", () => panel.open ? panel.close() : open());
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || narrow.matches) return;
    // Elsewhere the key stops an answer.
    event.stopPropagation();
    panel.close();
  });
  narrow.addEventListener("change", () => {
    if (!panel.open) return;
    panel.close();
    open();
  });
  panel.addEventListener("close", () => {
    if (panel.open) return;
    document.body.classList.remove("with-panel");
    opener.focus();
  });

  function open(): void {
    // Beside the conversation where there is room for both, above it where there is not.
    if (narrow.matches) panel.showModal();
    else panel.show();
    document.body.classList.toggle("with-panel", !narrow.matches);
  }

  function show(): void {
    for (const field of fields) {
      const value = values[field.name];
      if (field instanceof HTMLInputElement && field.type === "checkbox") {
        field.checked = value === true;
      } else if (document.activeElement !== field) field.value = String(value ?? "");
    }
    for (const element of switches) {
      element.setAttribute("aria-pressed", String(values[element.dataset.toggle ?? ""]));
    }
    showProblem("toolsJson");
    showProblem("schemaJson");
  }

  function showProblem(name: "toolsJson" | "schemaJson"): string | undefined {
    const problem = problemOf(name, settings[name]);
    find(`#${name}-problem`).textContent = problem ?? "";
    find(`[name=${name}]`).setAttribute("aria-invalid", String(problem !== undefined));
    return problem;
  }

  function check(): boolean {
    const wrong = settings.tools && showProblem("toolsJson")
      ? "toolsJson"
      : settings.structured && showProblem("schemaJson")
      ? "schemaJson"
      : undefined;
    if (wrong === undefined) return true;
    if (!panel.open) open();
    find(`[name=${wrong}]`).focus();
    return false;
  }

  show();
  return { show, check };
}

function valueOf(field: Field): unknown {
  if (!(field instanceof HTMLInputElement)) return field.value;
  if (field.type === "checkbox") return field.checked;
  return Number.isNaN(field.valueAsNumber) ? null : field.valueAsNumber;
}
