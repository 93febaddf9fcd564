import { expect, test } from "vitest";
import { serverOptions } from "../../../rehearsal/effects/database";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";

test("gives MariaDB the parameters that it shares with RDS and notes the others", () => {
  const notes = new LocalNotes();
  const options = serverOptions(
    [
      ["require_secure_transport", "ON"],
      ["collation_server", "utf8mb4_0900_ai_ci"],
      ["innodb_dedicated_server", "1"],
    ],
    notes,
  );
  expect(options).toEqual(["--require-secure-transport=ON", "--collation-server=utf8mb4_uca1400_ai_ci"]);
  expect(notes.all()).toEqual([
    "database: collation utf8mb4_uca1400_ai_ci stands for utf8mb4_0900_ai_ci",
    "database: parameters without effect here: innodb_dedicated_server",
  ]);
});
