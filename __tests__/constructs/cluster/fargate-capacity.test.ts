import { expect, test } from "vitest";
import { FargateCapacity } from "../../../constructs/cluster/fargate-capacity";
import { fargateProps } from "../../support/default-props";

test("runs everything on demand unless Spot is asked for", () => {
  const capacity = new FargateCapacity(fargateProps);
  expect(capacity).toMatchObject({ compatibility: "FARGATE", architecture: "X86_64" });
  expect(capacity.strategy()).toEqual([{ capacityProvider: "FARGATE", weight: 100, base: 0 }]);
});

test("splits the tasks above the base between on demand and Spot", () => {
  expect(new FargateCapacity({ ...fargateProps, spotPercentage: 70, onDemandBase: 2 }).strategy()).toEqual([
    { capacityProvider: "FARGATE", weight: 30, base: 2 },
    { capacityProvider: "FARGATE_SPOT", weight: 70, base: 0 },
  ]);
});

test("names no provider that gets no task", () => {
  const providers = (spotPercentage: number, onDemandBase: number) =>
    new FargateCapacity({ ...fargateProps, spotPercentage, onDemandBase })
      .strategy()
      .map((share) => share.capacityProvider);
  expect(providers(100, 0)).toEqual(["FARGATE_SPOT"]);
  expect(providers(100, 1)).toEqual(["FARGATE", "FARGATE_SPOT"]);
  expect(providers(0, 1)).toEqual(["FARGATE"]);
});

test.each([-1, 101, 0.5, Number.NaN])("refuses a Spot share of %d per cent", (spotPercentage) => {
  expect(() => new FargateCapacity({ ...fargateProps, spotPercentage })).toThrow(
    `FargateCapacity: spotPercentage must be a whole number from 0 to 100, got ${spotPercentage}`,
  );
});

test.each([-1, 1.5])("refuses an on-demand base of %d tasks", (onDemandBase) => {
  expect(() => new FargateCapacity({ ...fargateProps, onDemandBase })).toThrow(
    `FargateCapacity: onDemandBase must be a whole number of 0 or more, got ${onDemandBase}`,
  );
});
