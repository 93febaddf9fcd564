import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { costsTables, scaleTables, withTables } from "./pages";

const DOCS = join(__dirname, "..", "docs");

async function main(): Promise<void> {
  for (const [file, tables] of [
    ["costs.md", await costsTables()],
    ["scale.md", await scaleTables()],
  ] as const) {
    const path = join(DOCS, file);
    writeFileSync(path, withTables(readFileSync(path, "utf8"), tables));
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
