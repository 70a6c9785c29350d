import { formatBytes } from "@steepest/base/formatBytes.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import { type Html, html } from "./html.ts";

/** Where trials ran, a row for each fact. */
export function environmentTable(environment: Environment): Html {
  // The parts of the calibration are for programs; its sum is shown. Several devices are each told by the records that they made.
  const { calibration, device, ...shown } = environment;
  return html`<table><tbody>${Object.entries(shown).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${name === "memoryBytes" ? formatBytes(environment.memoryBytes) : (value ?? "–")}</td></tr>`)}</tbody></table>`;
}
