import type { R2Bucket } from "@cloudflare/workers-types";
import { type SubmissionSource, submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";

/** The platform has lost the source of a version, or holds another in its place. */
export class SourceLost extends Error {
  readonly version: string;

  constructor(version: string, what: string) {
    super(
      `The platform's store ${what} sources/${version}, so that nobody can run this version. It is the platform's fault: an operator can put the source back and requeue the trial.`,
    );
    this.name = "SourceLost";
    this.version = version;
  }
}

/** Sources that this isolate has read: an entry's trials are leased one after the other, and a version never changes. The one that was given longest ago goes first. */
const known = new Map<string, SubmissionSource>();
/** Each may be 64 KiB. */
const mostKnown = 64;

/** The source of a version, which is known to be that by its hash. Throws `SourceLost`. */
export async function readSource(store: R2Bucket, version: string): Promise<SubmissionSource> {
  const source = known.get(version) ?? (await readStored(store, version));
  known.delete(version);
  known.set(version, source);
  for (const [oldest] of known) {
    if (known.size <= mostKnown) break;
    known.delete(oldest);
  }
  return source;
}

async function readStored(store: R2Bucket, version: string): Promise<SubmissionSource> {
  const stored = await store.get(`sources/${version}`);
  if (stored === null) throw new SourceLost(version, "lacks");
  const source = submissionSourceSchema.safeParse(parsed(await stored.text()));
  if (!source.success || submissionVersion(source.data) !== version) {
    throw new SourceLost(version, "holds something else under");
  }
  return source.data;
}

/** Undefined where it is no JSON, which is no source. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
