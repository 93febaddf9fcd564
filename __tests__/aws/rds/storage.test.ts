import { expect, test } from "vitest";
import { type Storage, storageProblems } from "../../../aws/rds/storage";

test.each<[string, Storage]>([
  ["small gp3", { type: "gp3", sizeGiB: 20 }],
  ["gp3 of 400 GiB at its baseline", { type: "gp3", sizeGiB: 400 }],
  ["gp3 of 400 GiB with more", { type: "gp3", sizeGiB: 400, iops: 64_000, throughputMiBps: 4000 }],
  ["io2", { type: "io2", sizeGiB: 100, iops: 1000 }],
  ["io2 at its ratio", { type: "io2", sizeGiB: 100, iops: 100_000 }],
])("RDS takes %s", (_, storage) => {
  expect(storageProblems(storage)).toEqual([]);
});

test.each<[string, Storage, string]>([
  ["IOPS on small gp3", { type: "gp3", sizeGiB: 399, iops: 12_000 }, "iops must be left out on gp3 under 400 GiB"],
  [
    "throughput on small gp3",
    { type: "gp3", sizeGiB: 20, throughputMiBps: 500 },
    "throughputMiBps must be left out on gp3 under 400 GiB",
  ],
  ["few IOPS on gp3", { type: "gp3", sizeGiB: 400, iops: 3000 }, "iops must be from 12000 to 64000 on gp3 of 400 GiB"],
  [
    "more throughput than a quarter of the IOPS",
    { type: "gp3", sizeGiB: 400, iops: 12_000, throughputMiBps: 3001 },
    "throughputMiBps must be from 500 to 3000 on gp3 with 12000 IOPS",
  ],
  ["io2 without IOPS", { type: "io2", sizeGiB: 100 }, "iops is required on io2"],
  ["small io2", { type: "io2", sizeGiB: 99, iops: 1000 }, "sizeGiB must be from 100 to 65536 on io2"],
  [
    "io2 over its ratio",
    { type: "io2", sizeGiB: 100, iops: 100_001 },
    "iops must be from 1000 to 100000 on io2 of 100 GiB",
  ],
  [
    "throughput on io2",
    { type: "io2", sizeGiB: 100, iops: 1000, throughputMiBps: 500 },
    "throughputMiBps must be left out on io2, where it follows from the IOPS",
  ],
])("RDS refuses %s", (_, storage, problem) => {
  expect(storageProblems(storage).map(({ field, rule }) => `${field} ${rule}`)).toEqual([problem]);
});
