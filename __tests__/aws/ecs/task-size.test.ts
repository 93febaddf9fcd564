import { expect, test } from "vitest";
import { ec2SizeProblem, fargateCpuUnits, fargateMemoryMiB, fargateSizeProblem } from "../../../aws/ecs/task-size";

test("knows the CPU sizes of Fargate", () => {
  expect(fargateCpuUnits).toEqual([256, 512, 1024, 2048, 4096, 8192, 16384, 32768]);
});

test.each([
  [256, 512, 2048, 3],
  [512, 1024, 4096, 4],
  [1024, 2048, 8192, 7],
  [2048, 4096, 16384, 13],
  [4096, 8192, 30720, 23],
  [8192, 16384, 61440, 12],
  [16384, 32768, 122880, 12],
  [32768, 61440, 249856, 3],
])("CPU %d goes with memory from %d to %d MiB in %d steps", (cpuUnits, least, most, sizes) => {
  const memory = fargateMemoryMiB(cpuUnits);
  expect([memory[0], memory.at(-1), memory.length]).toEqual([least, most, sizes]);
  for (const memoryMiB of memory) expect(fargateSizeProblem(cpuUnits, memoryMiB)).toBeUndefined();
});

test.each([
  [8192, 17408],
  [16384, 36864],
  [256, 4096],
  [512, 512],
  [4096, 31744],
  [512, 1500],
])("CPU %d does not go with %d MiB, and both are named", (cpuUnits, memoryMiB) => {
  expect(fargateSizeProblem(cpuUnits, memoryMiB)).toBe(
    `with CPU ${cpuUnits} Fargate's memory sizes are ${fargateMemoryMiB(cpuUnits).join(", ")} MiB, got CPU ${cpuUnits} and memory ${memoryMiB} MiB`,
  );
});

test.each([0, 128, 300, 65536, Number.NaN])("Fargate has no CPU size %d", (cpuUnits) => {
  expect(fargateMemoryMiB(cpuUnits)).toEqual([]);
  expect(fargateSizeProblem(cpuUnits, 1024)).toBe(
    `Fargate's CPU sizes are 256, 512, 1024, 2048, 4096, 8192, 16384, 32768 units, got CPU ${cpuUnits} and memory 1024 MiB`,
  );
});

test("an EC2 instance runs sizes between Fargate's", () => {
  expect(ec2SizeProblem(300, 700)).toBeUndefined();
  expect(ec2SizeProblem(128, 128)).toBeUndefined();
});

test.each([
  [127, 512, "CPU must be a whole number of units from 128 to 196608"],
  [196609, 512, "CPU must be a whole number of units from 128 to 196608"],
  [256.5, 512, "CPU must be a whole number of units from 128 to 196608"],
  [256, 127, "memory must be a whole number of 128 MiB or more"],
  [256, 512.5, "memory must be a whole number of 128 MiB or more"],
])("ECS refuses CPU %d with %d MiB on an instance", (cpuUnits, memoryMiB, rule) => {
  expect(ec2SizeProblem(cpuUnits, memoryMiB)).toBe(`${rule}, got CPU ${cpuUnits} and memory ${memoryMiB} MiB`);
});
