import type { QueueView } from "./queue.ts";

/** What an entry waits for, as its submitter reads it: a sentence each; none where it waits for nothing. */
export function describeQueue(queue: QueueView): string[] {
  const { waiting, running, position, estimateSeconds, runnersOnline, lastRunnerSeenAt, hardwareClass } =
    queue;
  if (waiting + running === 0) return [];
  const lines: string[] = [];
  if (position !== null) {
    const trials = waiting === 1 ? "One trial waits" : `${waiting} trials wait`;
    const place =
      position === 1 ? "the next is the first in the queue" : `the next is number ${position} in the queue`;
    lines.push(`${trials} for a runner of ${hardwareClass}; ${place}.`);
  } else if (waiting > 0) {
    lines.push(
      `${waiting === 1 ? "One trial waits" : `${waiting} trials wait`} for records of your own: runners take none of a self-reported entry.`,
    );
    return lines;
  }
  if (runnersOnline === 0) {
    lines.push(
      lastRunnerSeenAt === null
        ? `No runner of ${hardwareClass} has ever been online.`
        : `No runner online since ${lastRunnerSeenAt.slice(0, 16).replace("T", " ")} UTC.`,
    );
    lines.push(`Trials run once there is one: ask the operator, or start one with \`steepest work\`.`);
    return lines;
  }
  lines.push(
    `${runnersOnline === 1 ? "One runner is" : `${runnersOnline} runners are`} online; ${
      estimateSeconds === null
        ? "no estimate: too few trials have ended in the last hours."
        : `all trials should have ended in ${roughly(estimateSeconds)}, at the pace of the last hours.`
    }`,
  );
  return lines;
}

/** An estimate is not worth more digits. */
export function roughly(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 90) return `about ${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `about ${hours} h` : `about ${Math.round(hours / 24)} days`;
}
