import { expect, test, vi } from "vitest";
import { LastingContainers } from "../../../rehearsal/effects/lasting-containers";

/** Containers on an engine whose container ends when the test says so. */
function world() {
  const said: string[] = [];
  const starts = vi.fn(async () => {});
  const ends: ((answer: { StatusCode: number }) => void)[] = [];
  const removed = new Set<string>();
  const gone = Object.assign(new Error("no such container"), { statusCode: 404 });
  const getContainer = (id: string) => ({
    wait: async () => {
      if (removed.has(id)) throw gone;
      return new Promise((resolve) => ends.push(resolve));
    },
    start: async () => {
      if (removed.has(id)) throw gone;
      await starts();
    },
  });
  const made: unknown[] = [];
  const run = async (...container: unknown[]) => ({ id: String(made.push(container)) });
  const engine = { docker: { getContainer }, run, stop: async () => {} };
  const lasting = new LastingContainers(
    engine as unknown as ConstructorParameters<typeof LastingContainers>[0],
    (text) => said.push(text),
    1,
  );
  const end = async (code: number) => {
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    ends.pop()?.({ StatusCode: code });
  };
  return { lasting, said, made, starts, end, removed };
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

test("a container that somebody removed is made again as it was, and watched again", async () => {
  const { lasting, said, made, starts, end, removed } = world();
  await lasting.run("mails", { Image: "services" });
  removed.add("1");
  lasting.keep("mails", "mail catcher", { id: "1" });
  await vi.waitFor(() => expect(said).toHaveLength(2), 5000);
  await end(137);
  await vi.waitFor(() => expect(said).toHaveLength(4), 5000);
  expect(made).toEqual([
    ["mails", { Image: "services" }],
    ["mails", { Image: "services" }],
  ]);
  expect(starts).toHaveBeenCalledOnce();
  expect(said).toEqual([
    "mail catcher mails was removed; starting it again",
    "mail catcher mails runs again",
    "mail catcher mails ended with exit code 137; starting it again",
    "mail catcher mails runs again",
  ]);
  lasting.close();
});

test("a container that does not start is said once, and started until it does", async () => {
  const { lasting, said, starts, end } = world();
  starts.mockRejectedValueOnce(new Error("no network")).mockRejectedValueOnce(new Error("no network"));
  lasting.keep("db", "database", { id: "1" });
  for (let ends = 0; ends < 3; ends++) await end(1);
  await vi.waitFor(() => expect(said).toHaveLength(3), 5000);
  expect(said).toEqual([
    "database db ended with exit code 1; starting it again",
    "database db does not run: no network",
    "database db runs again",
  ]);
  lasting.close();
});
