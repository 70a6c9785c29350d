import type { ReadDataFile } from "@steepest/core/workload/workload.ts";
import type { WorkloadSamples } from "../../../samples/workloadSamples.ts";
import { readColumns } from "../flightColumns.ts";

const shown = 6;

/** Flights spread evenly over the validation split: their schedule, and whether they came late. */
export async function drawSamples(read: ReadDataFile): Promise<WorkloadSamples> {
  const columns = readColumns(await read("validation.bin"));
  const airports = JSON.parse(new TextDecoder().decode(await read("airports.json"))) as string[];
  return {
    note: "Flights of the validation split: what is known before departure, and whether they arrived more than 15 minutes late.",
    samples: Array.from({ length: shown }, (_, at) => {
      const row = Math.floor((at * columns.day.length) / shown);
      const of = (column: keyof typeof columns) => columns[column][row] as number;
      const departure = new Date(Date.UTC(2001, 0, 1 + of("day"), 0, of("minute")));
      const [origin, destination] = [of("origin"), of("destination")].map((at) => airports[at] as string) as [
        string,
        string,
      ];
      const rows = [
        ["from", origin],
        ["to", destination],
        ["distance", `${of("distance")} miles`],
        ["departure", departure.toISOString().slice(0, 16).replace("T", " ")],
        ["weekday", weekdays[departure.getUTCDay()] as string],
        [`flights from ${origin}`, `${of("originDay")} that day, ${of("originHour")} that hour`],
        [`flights to ${destination}`, `${of("destinationDay")} that day, ${of("destinationHour")} that hour`],
      ].map(([name, value]) => ({ name: name as string, value: value as string }));
      return {
        label: of("late") === 1 ? "late" : "on time",
        panels: [{ type: "table", caption: "", rows }],
      };
    }),
  };
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
