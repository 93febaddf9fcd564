import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const project = join(__dirname, "../..");

test("a site that is lost comes back with its post, its picture and its administrator", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "rehearsal/cli.ts", "restore-drill"], { cwd: project });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(await ended, output + errors).toBe(0);
  expect(output).toContain("aws_db_instance.Database_B269D8BB is replaced, since snapshot_identifier changes");
  expect(output).toContain("post and picture are seen, the administrator's password opens the site");
});
