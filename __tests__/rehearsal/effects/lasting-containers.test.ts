import { expect, test, vi } from "vitest";
import { LastingContainers } from "../../../rehearsal/effects/lasting-containers";

/** Containers on an engine whose container ends when the test says so. */
function world() {
  const said: string[] = [];
  const starts = vi.fn(async () => {});
  const ends: ((answer: { StatusCode: number }) => void)[] = [];
  const container = { wait: () => new Promise((resolve) => ends.push(resolve)), start: starts };
  const engine = { docker: { getContainer: () => container }, run: async () => ({ id: "1" }), stop: async () => {} };
  const lasting = new LastingContainers(
    engine as unknown as ConstructorParameters<typeof LastingContainers>[0],
    (text) => said.push(text),
    1,
  );
  const end = async (code: number) => {
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    ends.pop()?.({ StatusCode: code });
  };
  return { lasting, said, starts, end };
}

test("a container that ends is said and started again, each time", async () => {
  const { lasting, said, starts, end } = world();
  lasting.keep("db", "database", { id: "1" });
  await end(137);
  await vi.waitFor(() => expect(starts).toHaveBeenCalledTimes(1), 5000);
  await end(1);
  await vi.waitFor(() => expect(said).toHaveLength(4), 5000);
  expect(said).toEqual([
    "database db ended with exit code 137; starting it again",
    "database db runs again",
    "database db ended with exit code 1; starting it again",
    "database db runs again",
  ]);
  lasting.close();
});

test("a container that was stopped or replaced stays as it is", async () => {
  const { lasting, said, starts, end } = world();
  lasting.keep("db", "database", { id: "1" });
  await lasting.stop("db", 1);
  await end(0);
  lasting.keep("db", "database", { id: "1" });
  await lasting.run("db", {});
  await end(0);
  await new Promise(setImmediate);
  expect(said).toEqual([]);
  expect(starts).not.toHaveBeenCalled();
});
