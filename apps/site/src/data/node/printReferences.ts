// Prints the reference submissions as JSON: node printReferences.ts FOLDER
import { readReferenceEntries } from "./readReferenceEntries.ts";

console.log(JSON.stringify(await readReferenceEntries(process.argv[2] as string)));
