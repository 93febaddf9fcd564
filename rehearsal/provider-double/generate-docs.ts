import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { documentation } from "./documentation";
import { KNOWN_TYPES } from "./known-types";

writeFileSync(join(__dirname, "..", "..", "docs", "doubles.md"), documentation(KNOWN_TYPES));
