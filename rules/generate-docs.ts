import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { documentation } from "./documentation";
import { rules } from "./rules";
import { traps } from "./traps";

const measured = JSON.parse(readFileSync(join(__dirname, "measured.json"), "utf8"));
writeFileSync(join(__dirname, "..", "docs", "rules.md"), documentation(rules, traps, measured));
