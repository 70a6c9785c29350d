import { PassThrough } from "node:stream";
import picocolors from "picocolors";
import { expect, test } from "vitest";
import { exampleJob } from "../../test/exampleJob.ts";
import type { Io } from "../cli/io.ts";
import { createTrialDisplay } from "./trialDisplay.ts";

function shown(live: NodeJS.WriteStream | null): { io: Io; text: () => string } {
  let text = "";
  const io = {
    err: (more: string) => {
      text += more;
    },
    errColors: picocolors.createColors(false),
    live,
  } as unknown as Io;
  return { io, text: () => text };
}

test("what a trial prints stands line by line behind its name, without control characters", () => {
  const { io, text } = shown(null);
  const second = { ...exampleJob, study: 1 };
  const display = createTrialDisplay(io, [exampleJob, second], 1);
  display.printed(second, "norm \u001b[2J\u001b[31m1.5\u0007\nand more\rover");
  display.close();
  const name = "  example  mnist_mlp  study 2/2 │";
  expect(text()).toBe(`${name} norm 1.5\n${name} and more\n${name} over\n`);
});

test("on a terminal it stands above the progress, which is drawn again below", async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 200, rows: 50 });
  let drawn = "";
  terminal.on("data", (chunk) => {
    drawn += String(chunk);
  });
  const { io } = shown(terminal as unknown as NodeJS.WriteStream);
  const display = createTrialDisplay({ ...io, err: (text) => void terminal.write(text) }, [exampleJob], 1);
  display.started(exampleJob);
  await new Promise((resolve) => setTimeout(resolve, 200));
  display.printed(exampleJob, "hello");
  const after = drawn.slice(drawn.indexOf("│ hello\n"));
  expect(after).toContain("▸ example");
  expect(drawn.slice(0, drawn.indexOf("│ hello"))).toContain("▸ example");
  display.close();
});
