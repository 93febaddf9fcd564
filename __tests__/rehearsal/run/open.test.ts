import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Rehearsal } from "../../../rehearsal/rehearsal";
import { Reporter } from "../../../rehearsal/run/reporter";
import { Moto } from "../../../rehearsal/state-backend/moto";

test("a rehearsal that cannot be opened leaves no server of states behind, which would keep the command from ending", async () => {
  const directory = mkdtempSync(join(tmpdir(), "open-"));
  onTestFinished(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true });
  });
  const moto = { endpoint: "http://127.0.0.1:1", stop: vi.fn() };
  vi.spyOn(Moto, "start").mockResolvedValue(moto as unknown as Moto);
  vi.stubEnv("TMPDIR", `/tmp/${"a".repeat(112)}`);
  const opened = Rehearsal.open({
    ...{ projectDirectory: directory, directory: join(directory, "dev") },
    reporter: new Reporter({ write: () => true }),
  });
  await expect(opened).rejects.toThrow("TMPDIR is too long for unix sockets (117 bytes");
  expect(moto.stop).toHaveBeenCalledOnce();
});
