import { formatBytes } from "@steepest/base/formatBytes.ts";
import { formatPrivacy } from "@steepest/base/formatPrivacy.ts";
import type { ComparisonView } from "@steepest/core/schema/api/compare.ts";
import { formatCharge } from "../terminal/formats.ts";
import { renderTable, type TextColumn } from "../terminal/renderTable.ts";

const number = (title: string): TextColumn => ({ title, align: "right" });

/** What a comparison says, as tables: times and scores, then every pair over all workloads, then who is tied. */
export function renderComparison(view: ComparisonView): string {
  const time = (value: number | null) => (value === null ? "–" : formatCharge(view.measure, value));
  const sends = view.compared.some(({ bytesPerStep }) => bytesPerStep !== null);
  const hasCritical = view.compared.some(({ criticalPart }) => criticalPart !== null);
  const hasPrivacy = view.compared.some(({ privacy }) => privacy !== null);
  const times = renderTable(
    [
      ...[{ title: "" }, { title: "submission" }, number("score among these"), ...view.workloads.map(number)],
      ...(sends ? [number("sent a step")] : []),
      ...(hasCritical ? [number("critical path, of charged")] : []),
      ...(hasPrivacy ? [{ title: "privacy, as stated" }] : []),
    ],
    view.compared.map(({ label, score, scoreInterval, times, provisional, ...more }, at) => [
      "ABCDEFGH"[at] ?? "",
      provisional ? `${label} (studies are missing)` : label,
      `${score.toFixed(3)}${scoreInterval === null ? "" : ` [${scoreInterval.map((end) => end.toFixed(3)).join(", ")}]`}`,
      ...view.workloads.map((id) => time(times[id] ?? null)),
      ...(sends ? [more.bytesPerStep === null ? "–" : formatBytes(Math.round(more.bytesPerStep))] : []),
      ...(hasCritical ? [more.criticalPart === null ? "–" : `${Math.round(100 * more.criticalPart)} %`] : []),
      ...(hasPrivacy ? [more.privacy === null ? "–" : formatPrivacy(more.privacy)] : []),
    ]),
  );
  const labelOf = (at: number) => view.compared[at]?.label ?? "";
  const pairs = renderTable(
    [
      { title: "one" },
      { title: "other" },
      number("one is faster by"),
      number("workloads"),
      number("scores higher"),
      number("p"),
      number("p, all pairs"),
      { title: "test" },
    ],
    view.pairs.map((pair) => [
      labelOf(pair.one),
      labelOf(pair.other),
      ratio(pair.ratio, pair.ratioInterval),
      `${pair.ratioOver} of ${view.workloads.length}`,
      percent(view.beats?.[pair.one]?.[pair.other]),
      pair.pValue?.toPrecision(2) ?? "–",
      pair.adjusted?.toPrecision(2) ?? "–",
      pair.test,
    ]),
  );
  const tied = view.tied.filter(({ length }) => length > 1).map((group) => group.map(labelOf).join(", "));
  return `${times}\n${pairs}\n${
    tied.length === 0 ? "All of these are told apart at 5 %." : `Not told apart at 5 %: ${tied.join("; ")}.`
  }\n`;
}

function ratio(value: number | null, interval: readonly [number | null, number | null] | null): string {
  if (value === null) return "–";
  const end = (one: number | null) => (one === null ? "∞" : one.toFixed(2));
  return `${value.toFixed(2)}×${interval === null ? "" : ` [${end(interval[0])}, ${end(interval[1])}]`}`;
}

const percent = (share: number | undefined): string =>
  share === undefined
    ? "–"
    : share > 0.99
      ? "> 99 %"
      : share < 0.01
        ? "< 1 %"
        : `${Math.round(100 * share)} %`;
