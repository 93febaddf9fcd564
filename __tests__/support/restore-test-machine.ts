import { type CheckMachineProps, checkMachine } from "../../constructs/backup/restore-test/check-machine";
import { filesTask, RESTORED_VOLUME } from "../../constructs/backup/restore-test/files-task";
import type { Machine } from "../../constructs/backup/restore-test/states";
import { type Definition, RunFailed, runMachine } from "./state-machine";

/** The machine that checks what was restored, as a small site has it. */
export function restoreTestMachine(kind: "RDS" | "Aurora" = "RDS", props: Partial<CheckMachineProps> = {}): Machine {
  const network = { subnets: ["subnet-task"], securityGroups: ["sg-task"], assignPublicIp: false };
  const machine = checkMachine({
    partition: "aws",
    launch: {
      clusterArn: "arn:aws:ecs:eu-west-1:111122223333:cluster/site",
      capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1, base: 0 }],
      network,
    },
    database: { kind },
    taskDefinitionFamily: "site",
    containerName: "wordpress",
    environment: {},
    mountTargets: { subnetIds: ["subnet-a", "subnet-b"], securityGroupId: "sg-files" },
    taskDefinition: filesTask({
      family: "site-restored",
      compatibility: "FARGATE",
      networkMode: "awsvpc",
      architecture: "ARM64",
      executionRoleArn: "arn:aws:iam::111122223333:role/site-execution",
      image: "registry/site@sha256:0",
      logs: { groupName: "/ecs/site/wordpress", region: "eu-west-1", streamPrefix: "restored" },
      namespace: "WordPress/site",
    }),
    volume: RESTORED_VOLUME,
    tag: { key: "RestoreTest", value: "site" },
    namespace: "WordPress/site",
    parameterPrefix: "/wordpress/site/restore-test/",
    ...props,
  });
  // As Step Functions gets it: members without a value are gone.
  return JSON.parse(JSON.stringify(machine));
}

export interface Called {
  /** `rds:describeDBInstances`, or `ecs:runTask.sync`. */
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/** Answers a call. @throws {ApiError} where AWS would refuse it */
export type Services = (call: Called) => unknown;

export interface Execution {
  readonly calls: Called[];
  readonly status: "SUCCEEDED" | "FAILED";
  readonly cause: string | undefined;
}

/** Runs the machine, and writes down what it asked for. */
export async function execute(
  machine: Machine,
  input: Record<string, unknown>,
  services: Services,
): Promise<Execution> {
  const calls: Called[] = [];
  const call = (resource: string, args: Record<string, unknown>) => {
    const asked = { name: resource.replace(/^.*:::(aws-sdk:)?/, ""), arguments: args };
    calls.push(asked);
    return services(asked) ?? {};
  };
  try {
    await runMachine(machine as unknown as Definition, input, call, new Date().toISOString());
    return { calls, status: "SUCCEEDED", cause: undefined };
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    return { calls, status: "FAILED", cause: error.message };
  }
}
