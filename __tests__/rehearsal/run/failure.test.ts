import { expect, test } from "vitest";
import { Failure } from "../../../cli/outcome";
import { explain } from "../../../rehearsal/run/failure";

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

test.each([
  ["write /var/lib/docker/x: no space left on\n device", "the disk is full"],
  [
    'Step 2/30 : FROM debian:trixie-slim AS sources\nGet "https://registry-1.docker.io/v2/": no such host',
    "run ./setup.sh",
  ],
])("tells the way out behind what Docker writes: %s", (text, way) => {
  for (const error of [new Failure(`deploy failed\n${text}`), new Error(text)]) {
    const [last] = explain(error)?.split("\n").slice(-1) ?? [];
    expect(last).toContain(way);
  }
});

test("what Docker refuses is one line in its words", () => {
  const refused = new Error("(HTTP code 409) conflict - remove dev-data: volume is in use - [1f2e] \n");
  expect(explain(Object.assign(refused, { statusCode: 409 }))).toBe(
    "Docker refuses: (HTTP code 409) conflict - remove dev-data: volume is in use - [1f2e]",
  );
});
