import { expect, test } from "vitest";
import { explain, Failure } from "../../../rehearsal/run/failure";

const system = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: something`), { code, syscall: "write", ...more });

test("shows a failure as it is and leaves faults of the program their stack trace", () => {
  expect(explain(new Failure("terraform is not installed: run ./setup.sh"))).toBe(
    "terraform is not installed: run ./setup.sh",
  );
  expect(explain(new TypeError("x is undefined"))).toBeUndefined();
});

test("gives a way out of a full disk and of a stopped Docker", () => {
  expect(explain(system("ENOSPC"))).toMatch(/^the disk is full: .*docker system df.*ENOSPC: something/);
  expect(explain(system("ENOENT", { address: "/var/run/docker.sock" }))).toMatch(/is Docker running\?/);
});
