import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster as EcsClusterResource } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { type TerraformStack, Testing } from "cdktf";
import { expect, test } from "vitest";
import type { Capacity } from "../../../constructs/cluster/capacity";
import { EcsCluster, type EcsClusterProps } from "../../../constructs/cluster/cluster";
import { Ec2Capacity } from "../../../constructs/cluster/ec2-capacity";
import { FargateCapacity } from "../../../constructs/cluster/fargate-capacity";
import { Rights } from "../../../constructs/iam/grantee";
import { fargateProps, instanceProps } from "../../support/default-props";
import { synth } from "../../support/synth";

function build(props: Partial<EcsClusterProps> = {}, capacity?: (stack: TerraformStack) => Capacity[]) {
  let cluster: EcsCluster | undefined;
  const result = synth((stack) => {
    const given = { capacity: capacity?.(stack) ?? [new FargateCapacity(fargateProps)] };
    cluster = new EcsCluster(stack, "Cluster", {
      name: "site",
      containerInsights: "enhanced",
      logRetentionDays: 30,
      ...given,
      ...props,
    });
  });
  if (cluster === undefined) throw new Error("synth did not build the stack");
  return { ...result, cluster };
}

const instances = (stack: TerraformStack, id = "Capacity") =>
  new Ec2Capacity(stack, id, {
    ...instanceProps,
    name: `site-${id.toLowerCase()}`,
    vpcId: "vpc-1",
    subnetIds: ["subnet-a"],
    instanceTypes: ["t4g.small"],
    maxSize: 2,
  });

test("watches its containers closely unless told otherwise", () => {
  const setting = (value: string) => ({ setting: [{ name: "containerInsights", value }] });
  expect(build().all(EcsClusterResource)).toMatchObject([setting("enhanced")]);
  expect(build({ containerInsights: "disabled" }).all(EcsClusterResource)).toMatchObject([setting("disabled")]);
});

test("keeps transcripts of ECS Exec sessions in a log group that forgets", () => {
  const { json, byId } = build({ logRetentionDays: 14 });
  const [group] = Object.keys(byId(CloudwatchLogGroup));
  expect(
    Testing.toHaveResourceWithProperties(json, CloudwatchLogGroup.tfResourceType, {
      name: "/ecs/site/exec",
      retention_in_days: 14,
    }),
  ).toBe(true);
  expect(Object.values(byId(EcsClusterResource))).toMatchObject([
    {
      configuration: {
        execute_command_configuration: {
          logging: "OVERRIDE",
          log_configuration: {
            cloud_watch_log_group_name: `\${aws_cloudwatch_log_group.${group}.name}`,
            cloud_watch_encryption_enabled: false,
          },
        },
      },
    },
  ]);
});

test("encrypts sessions and transcripts with the given key", () => {
  const { all, cluster } = build({ kmsKeyArn: "arn:key" });
  expect(all(CloudwatchLogGroup)).toMatchObject([{ kms_key_id: "arn:key" }]);
  expect(all(EcsClusterResource)).toMatchObject([
    {
      configuration: {
        execute_command_configuration: {
          kms_key_id: "arn:key",
          log_configuration: { cloud_watch_encryption_enabled: true },
        },
      },
    },
  ]);
  const rights = new Rights();
  cluster.grantExec(rights);
  expect(rights.statements.find(({ Sid }) => Sid === "ExecSessionKey")).toMatchObject({
    Action: "kms:Decrypt",
    Resource: "arn:key",
  });
});

test("opens a task to ECS Exec with its transcripts, and says everything only where AWS knows no resource", () => {
  const rights = new Rights();
  build().cluster.grantExec(rights);
  expect(rights.statements.filter(({ Resource }) => Resource === "*").map(({ Sid }) => Sid)).toEqual([
    "ExecChannels",
    "ExecFindTranscripts",
  ]);
  expect(rights.statements.map(({ Sid }) => Sid)).toEqual([
    "ExecChannels",
    "ExecFindTranscripts",
    "ExecWriteTranscripts",
  ]);
});

test("attaches every capacity provider that the strategy names", () => {
  const { all, cluster } = build({ capacity: [new FargateCapacity({ ...fargateProps, spotPercentage: 40 })] });
  expect(all(EcsClusterCapacityProviders)).toMatchObject([
    {
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
      default_capacity_provider_strategy: [
        { capacity_provider: "FARGATE", weight: 60, base: 0 },
        { capacity_provider: "FARGATE_SPOT", weight: 40, base: 0 },
      ],
    },
  ]);
  expect(cluster).toMatchObject({ compatibility: "FARGATE", architecture: "X86_64", maxTasks: undefined });
});

test("has its instances start after itself, by reference", () => {
  const { byId, all } = build({}, (stack) => [instances(stack)]);
  const [cluster] = Object.keys(byId(EcsClusterResource));
  expect(all(LaunchTemplate)[0]?.user_data).toContain(`ECS_CLUSTER=\${aws_ecs_cluster.${cluster}.name}`);
  expect(all(AutoscalingGroup)).toHaveLength(1);
});

test("adds up the tasks that its instances have room for", () => {
  const { cluster } = build({}, (stack) => [instances(stack), instances(stack, "More")]);
  expect(cluster).toMatchObject({ compatibility: "EC2", architecture: "ARM64", maxTasks: 8 });
});

test("makes a service wait for its capacity providers", () => {
  const { cluster } = build();
  expect(cluster.ready).toEqual([expect.any(EcsClusterCapacityProviders)]);
});

test("refuses to be without capacity", () => {
  expect(() => build({ capacity: [] })).toThrow("test/Cluster: capacity must hold one capacity or more, got none");
});

test("refuses capacities of two launch types, which no strategy may mix", () => {
  const mixed = () =>
    build({}, (stack) => [new FargateCapacity({ ...fargateProps, architecture: "ARM64" }), instances(stack)]);
  expect(mixed).toThrow("test/Cluster: capacity must be of one compatibility, got FARGATE and EC2");
});

test("refuses capacities of two architectures, since a task definition names one", () => {
  const capacity = [new FargateCapacity({ ...fargateProps, architecture: "ARM64" }), new FargateCapacity(fargateProps)];
  expect(() => build({ capacity })).toThrow("test/Cluster: capacity must be of one architecture, got ARM64 and X86_64");
});

test("refuses two bases", () => {
  const capacity = [
    new FargateCapacity({ ...fargateProps, onDemandBase: 1 }),
    new FargateCapacity({ ...fargateProps, onDemandBase: 1 }),
  ];
  expect(() => build({ capacity })).toThrow("test/Cluster: one capacity provider at most may have a base, got 2");
});

test.each(["", "my site", "x".repeat(256)])("refuses the name %j", (name) => {
  expect(() => build({ name })).toThrow("test/Cluster: name must have 1 to 255 of A-Z a-z 0-9 _ -");
});
