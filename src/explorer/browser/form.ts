/** Draws the form of a scenario, and tells what is changed in it. Not here: which fields there are (../fields.ts). */
import {
  sliderPlace,
  sliderValue,
  type Field,
  type FieldGroup,
  type NumberField,
} from "../fields.js";
import { element } from "./dom.js";

/** Steps of a slider. */
const STEPS = 400;

/** Called with the place in the scenario file and the new value. */
export type Change = (path: string, value: string) => void;

/** The form's groups, in order. Groups that were open stay so. */
export function drawForm(
  host: HTMLElement,
  groups: readonly FieldGroup[],
  { changed, onChange }: { readonly changed: ReadonlySet<string>; readonly onChange: Change },
): void {
  const open = new Set(
    [...host.querySelectorAll("details")]
      .filter((part) => part.open)
      .map((part) => part.dataset["title"]),
  );
  const isFirst = host.childElementCount === 0;
  host.replaceChildren(
    ...groups.map(({ title, folded, fields }) => {
      const part = element("details", { class: "group", "data-title": title });
      part.open = isFirst ? !folded : open.has(title);
      part.append(element("summary", {}, title));
      for (const field of fields) part.append(drawField(field, changed.has(field.path), onChange));
      return part;
    }),
  );
}

function drawField(field: Field, isChanged: boolean, onChange: Change): HTMLElement {
  const id = `field-${field.path.replaceAll(".", "-")}`;
  const label = element("label", { for: id }, field.label);
  const row = element(
    "div",
    { class: `field ${field.kind}${isChanged ? " changed" : ""}`, title: help(field) },
    label,
  );
  if (field.kind === "choice") {
    const select = element("select", { id });
    for (const [value, text] of field.choices) select.append(element("option", { value }, text));
    select.value = field.value;
    select.addEventListener("change", () => onChange(field.path, select.value));
    row.append(select);
    return row;
  }
  const input = element("input", {
    id,
    value: field.value,
    spellcheck: "false",
    autocomplete: "off",
  });
  if (field.kind === "number") {
    input.type = "number";
    input.min = String(field.low);
    input.step = field.whole ? "1" : "any";
  }
  input.addEventListener("change", () => onChange(field.path, input.value.trim()));
  row.append(input);
  if (field.kind === "number") row.append(drawSlider(field, input, onChange));
  return row;
}

function drawSlider(field: NumberField, input: HTMLInputElement, onChange: Change): HTMLElement {
  const slider = element("input", {
    type: "range",
    min: "0",
    max: String(STEPS),
    "aria-label": field.label,
  });
  slider.value = String(Math.round(sliderPlace(field, Number(field.value)) * STEPS));
  const say = (): string => (slider.ariaValueText = input.value);
  say();
  slider.addEventListener("input", () => {
    input.value = String(sliderValue(field, Number(slider.value) / STEPS));
    say();
  });
  slider.addEventListener("change", () => onChange(field.path, input.value));
  return slider;
}

function help({ help: meaning, path }: Field): string {
  return `${meaning}\n${path}`;
}
