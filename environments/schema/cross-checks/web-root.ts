import { type CrossCheck, when } from "./cross-check";

export const webRootChecks: readonly CrossCheck[] = [
  when(["webRoot"], ({ webRoot: { throughput, provisionedMiBps, infrequentAccessAfterDays, archiveAfterDays } }) => [
    throughput === "provisioned" &&
      provisionedMiBps === undefined && {
        path: "webRoot.provisionedMiBps",
        rule: "is required with throughput provisioned",
      },
    throughput !== "provisioned" &&
      provisionedMiBps !== undefined && {
        path: "webRoot.provisionedMiBps",
        rule: `must be left out with throughput ${throughput}`,
        value: provisionedMiBps,
      },
    archiveAfterDays !== undefined &&
      throughput !== "elastic" && {
        path: "webRoot.archiveAfterDays",
        rule: `must be left out with throughput ${throughput}: EFS archives only with elastic`,
        value: archiveAfterDays,
      },
    archiveAfterDays !== undefined &&
      archiveAfterDays <= infrequentAccessAfterDays && {
        path: "webRoot.archiveAfterDays",
        rule: `must be over infrequentAccessAfterDays, ${infrequentAccessAfterDays}`,
        value: archiveAfterDays,
      },
  ]),
];
