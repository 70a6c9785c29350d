// Prints what the playground's editor knows of types, as JSON: node printDeclarations.ts
import { moduleFile, readDeclarations } from "./readDeclarations.ts";

console.log(JSON.stringify({ files: readDeclarations(), moduleFile }));
