import type { HyperparameterPoint, SearchSpace } from "@steepest/core/schema/searchSpace.ts";
import { samplePoints } from "@steepest/core/score/searchSpace/samplePoints.ts";
import { element } from "./element.ts";
import { firstPoints, placeOf, type Slider, slidersOf, valueAt } from "./sliders.ts";

export const mostPoints = 6;
const steps = 200;

/** The points to be tried: one box of sliders each, with the number beside every slider. */
export class PointEditor {
  readonly #place: HTMLElement;
  readonly #onChange: () => void;
  #space: SearchSpace | null = null;
  #sliders: Readonly<Record<string, Slider>> = {};
  #points: HyperparameterPoint[] = [];

  constructor(place: HTMLElement, onChange: () => void) {
    this.#place = place;
    this.#onChange = onChange;
  }

  get points(): readonly HyperparameterPoint[] {
    return this.#points;
  }

  /** Takes another search space over. What still has the names of the old one stays. */
  show(space: SearchSpace, wanted: readonly HyperparameterPoint[] = this.#points): void {
    const isSame = JSON.stringify(space) === JSON.stringify(this.#space);
    if (isSame && wanted === this.#points) return;
    this.#space = space;
    this.#sliders = slidersOf(space);
    const names = Object.keys(this.#sliders).sort().join();
    const kept = wanted.filter((point) => Object.keys(point).sort().join() === names).slice(0, mostPoints);
    // A new fixed point in the source is what its author wants to see next.
    const isMoved = !isSame && wanted === this.#points && Array.isArray(space);
    this.#points = kept.length > 0 && !isMoved ? [...kept] : firstPoints(space, mostPoints);
    this.#draw();
  }

  add(): void {
    const last = this.#points.at(-1);
    if (last === undefined || this.#points.length >= mostPoints) return;
    this.#points.push({ ...last });
    this.#draw();
    this.#place
      .querySelector<HTMLElement>("fieldset:last-of-type input, fieldset:last-of-type select")
      ?.focus();
  }

  /** Points as a study of this seed would be given them. */
  sample(count: number, seed: number): void {
    if (this.#space === null || Array.isArray(this.#space)) return;
    this.#points = samplePoints(this.#space, Math.min(count, mostPoints), seed);
    this.#draw();
  }

  get canAdd(): boolean {
    return this.#points.length > 0 && this.#points.length < mostPoints;
  }

  get canSample(): boolean {
    return this.#space !== null && !Array.isArray(this.#space) && Object.keys(this.#space).length > 0;
  }

  #draw(): void {
    this.#place.replaceChildren(...this.#points.map((_, at) => this.#box(at)));
    this.#onChange();
  }

  #box(at: number): HTMLElement {
    const box = element("fieldset", { class: "point" });
    const legend = element("legend", {}, `Point ${at + 1}`);
    box.append(legend);
    if (this.#points.length > 1) {
      const remove = element(
        "button",
        { type: "button", class: "quiet", "aria-label": `Remove point ${at + 1}` },
        "Remove",
      );
      remove.addEventListener("click", () => {
        this.#points.splice(at, 1);
        this.#draw();
        this.#place.querySelector<HTMLElement>("input, select")?.focus();
      });
      legend.append(" ", remove);
    }
    const entries = Object.entries(this.#sliders);
    if (entries.length === 0) box.append(element("p", { class: "muted" }, "It has no hyperparameters."));
    for (const [name, slider] of entries) box.append(this.#row(at, name, slider));
    return box;
  }

  #row(at: number, name: string, slider: Slider): HTMLElement {
    const id = `point-${at}-${name}`;
    const row = element("div", { class: "slider" });
    row.append(element("label", { for: id }, name));
    const set = (value: HyperparameterPoint[string]) => {
      this.#points[at] = { ...this.#points[at], [name]: value };
      this.#onChange();
    };
    const current = this.#points[at]?.[name];
    if (slider.kind === "choice") {
      const select = element("select", { id });
      for (const value of slider.values) {
        const option = element("option", {}, String(value));
        option.selected = value === current;
        select.append(option);
      }
      select.addEventListener("change", () => set(slider.values[select.selectedIndex] ?? ""));
      row.append(select);
      return row;
    }
    const number = element("input", { id, type: "number", step: "any", value: String(current) });
    const range = element("input", {
      ...{ type: "range", min: "0", max: String(steps), step: "1" },
      ...{ "aria-label": `${name}, point ${at + 1}`, "aria-valuetext": String(current) },
      value: String(Math.round(placeOf(slider, Number(current)) * steps)),
    });
    range.addEventListener("input", () => {
      const value = valueAt(slider, Number(range.value) / steps);
      number.value = String(value);
      range.setAttribute("aria-valuetext", number.value);
      set(value);
    });
    number.addEventListener("change", () => {
      const value = Number(number.value);
      if (number.value.trim() === "" || !Number.isFinite(value)) {
        number.value = String(this.#points[at]?.[name]);
        return;
      }
      range.value = String(Math.round(placeOf(slider, value) * steps));
      range.setAttribute("aria-valuetext", number.value);
      set(value);
    });
    row.append(range, number);
    return row;
  }
}
