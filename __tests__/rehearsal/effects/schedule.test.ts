import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Deployment,
  decide,
  failureThreshold,
  isSteady,
  type ScheduledTask,
} from "../../../rehearsal/effects/ecs/schedule";

const deployment = (settings: Partial<Deployment> = {}): Deployment => ({
  definition: "new",
  desiredCount: 2,
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  ...settings,
});
const task = (id: string, definition: string, state: ScheduledTask["state"] = "healthy"): ScheduledTask => ({
  id,
  definition,
  state,
});

test("starts what is missing", () => {
  expect(decide([], deployment())).toEqual({ start: 2, stop: [] });
  expect(decide([task("a", "new", "pending")], deployment())).toEqual({ start: 1, stop: [] });
});

test("starts new tasks beside the old ones and stops no old one before a new one is healthy", () => {
  const old = [task("a", "old"), task("b", "old")];
  expect(decide(old, deployment())).toEqual({ start: 2, stop: [] });
  const pending = [...old, task("c", "new", "pending"), task("d", "new", "pending")];
  expect(decide(pending, deployment())).toEqual({ start: 0, stop: [] });
  const oneHealthy = [...old, task("c", "new"), task("d", "new", "pending")];
  expect(decide(oneHealthy, deployment())).toEqual({ start: 0, stop: ["a"] });
});

test("makes room first where no task may be added", () => {
  const settings = deployment({ minimumHealthyPercent: 50, maximumPercent: 100 });
  const old = [task("a", "old"), task("b", "old")];
  expect(decide(old, settings)).toEqual({ start: 0, stop: ["a"] });
  expect(decide([task("b", "old")], settings)).toEqual({ start: 1, stop: [] });
});

test("stops old tasks that serve nobody at once", () => {
  expect(decide([task("a", "old", "unhealthy"), task("b", "old")], deployment()).stop).toEqual(["a"]);
});

test("scales down, the unhealthy first", () => {
  const tasks = [task("a", "new"), task("b", "new", "pending"), task("c", "new")];
  expect(decide(tasks, deployment({ desiredCount: 1 })).stop).toEqual(["b", "a"]);
  expect(decide([task("a", "new")], deployment({ desiredCount: 0 }))).toEqual({ start: 0, stop: ["a"] });
});

test("never has more tasks than the maximum and never fewer healthy ones than the minimum", () => {
  const states = fc.constantFrom<ScheduledTask["state"]>("pending", "healthy", "unhealthy");
  const tasks = fc.array(fc.record({ definition: fc.constantFrom("old", "new"), state: states }), { maxLength: 12 });
  const settings = fc.record({
    desiredCount: fc.integer({ min: 1, max: 6 }),
    minimumHealthyPercent: fc.integer({ min: 0, max: 100 }),
    maximumPercent: fc.integer({ min: 100, max: 200 }),
  });
  fc.assert(
    fc.property(tasks, settings, (given, chosen) => {
      const all = given.map((one, place) => ({ ...one, id: String(place) }));
      const current = deployment(chosen);
      const { start, stop } = decide(all, current);
      const most = Math.floor((current.desiredCount * current.maximumPercent) / 100);
      const least = Math.ceil((current.desiredCount * current.minimumHealthyPercent) / 100);
      const healthy = all.filter(({ state }) => state === "healthy").length;
      const left = all.filter(({ id, state }) => state === "healthy" && !stop.includes(id)).length;
      expect(start === 0 || all.length + start <= most).toBe(true);
      expect(left).toBeGreaterThanOrEqual(Math.min(healthy, least));
    }),
  );
});

test("ends steady from any start when there is room for one more task or one fewer", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 99 }),
      (old, desiredCount, minimum) => {
        const current = deployment({ desiredCount, minimumHealthyPercent: minimum, maximumPercent: 150 });
        fc.pre(Math.floor(desiredCount * 1.5) > Math.ceil((desiredCount * minimum) / 100) || desiredCount === 0);
        let tasks = Array.from({ length: old }, (_, place) => task(`old-${place}`, "old"));
        for (let step = 0; step < 60 && !isSteady(tasks, current); step++) {
          const { start, stop } = decide(tasks, current);
          tasks = tasks.filter(({ id }) => !stop.includes(id));
          for (let added = 0; added < start; added++) tasks.push(task(`${step}-${added}`, "new"));
        }
        expect(isSteady(tasks, current)).toBe(true);
      },
    ),
  );
});

test("gives a deployment up after half the desired count, at least 3 and at most 200 failures", () => {
  expect([1, 6, 25, 1000].map(failureThreshold)).toEqual([3, 3, 13, 200]);
});
