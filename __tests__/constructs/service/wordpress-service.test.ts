import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { type TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import type { Capacity } from "../../../constructs/cluster/capacity";
import { EcsCluster } from "../../../constructs/cluster/cluster";
import { Ec2Capacity } from "../../../constructs/cluster/ec2-capacity";
import { FargateCapacity } from "../../../constructs/cluster/fargate-capacity";
import type { Grantee } from "../../../constructs/iam/grantee";
import { ApplicationLoadBalancer } from "../../../constructs/load-balancer/application-load-balancer";
import { WORDPRESS_SECRET_NAMES } from "../../../constructs/service/wordpress-container";
import { WordPressService } from "../../../constructs/service/wordpress-service";
import type { WordPressServiceProps } from "../../../constructs/service/wordpress-service-props";
import {
  fargateProps,
  instanceProps,
  loadBalancerProps,
  scalingProps,
  serviceProps,
} from "../../support/default-props";
import { synth } from "../../support/synth";

const subnetIds = ["subnet-a", "subnet-b"];
const required = {
  ...serviceProps,
  name: "site",
  vpcId: "vpc-1",
  subnetIds,
  image: "repository@sha256:1",
  repository: {
    grantPull: (grantee) => grantee.allow({ Sid: "Pull", Action: "ecr:BatchGetImage", Resource: "arn:repository" }),
  },
  environment: { WP_CONTENT_MODE: "mutable", STOP_TIMEOUT: "70", WP_REQUEST_TIMEOUT: "50" },
  variables: {},
  secrets: WORDPRESS_SECRET_NAMES.map((name) => ({ name, secretArn: "arn:secret", jsonKey: name })),
  secretsVersion: 1,
} satisfies Partial<WordPressServiceProps>;

type Capacities = (stack: TerraformStack) => Capacity;

const fargate: Capacities = () => new FargateCapacity(fargateProps);
const instances: Capacities = (stack) =>
  new Ec2Capacity(stack, "Capacity", {
    ...instanceProps,
    name: "site",
    vpcId: "vpc-1",
    subnetIds,
    instanceTypes: ["t4g.small"],
    maxSize: 2,
  });

const bridged: Capacities = (stack) =>
  new Ec2Capacity(stack, "Capacity", {
    ...instanceProps,
    networkMode: "bridge",
    publicAddresses: true,
    name: "site",
    vpcId: "vpc-1",
    subnetIds,
  });

function build(
  props: Partial<WordPressServiceProps> | ((stack: TerraformStack) => Partial<WordPressServiceProps>) = {},
  capacity: Capacities = fargate,
) {
  let service: WordPressService | undefined;
  const result = synth((stack) => {
    const cluster = new EcsCluster(stack, "Cluster", {
      name: "site",
      containerInsights: "enabled",
      logRetentionDays: 30,
      capacity: [capacity(stack)],
    });
    const loadBalancer = new ApplicationLoadBalancer(stack, "LoadBalancer", {
      ...loadBalancerProps,
      targetType: cluster.networkMode === "bridge" ? "instance" : "ip",
      name: "site",
      vpcId: "vpc-1",
      subnetIds,
      idleTimeoutSeconds: 60,
    });
    const changes = typeof props === "function" ? props(stack) : props;
    const webRoot = Object.assign(new Construct(stack, "WebRoot"), {
      securityGroupId: "sg-files",
      port: 2049,
      protocol: "NFS",
      fileSystemId: "fs-1",
      accessPointId: "fsap-1",
      grantMount: (task: Grantee) =>
        task.allow({ Sid: "MountWebRoot", Action: "elasticfilesystem:ClientMount", Resource: "arn:files" }),
    });
    service = new WordPressService(stack, "WordPress", {
      ...required,
      transfers: { grantTransfers: () => undefined },
      cluster,
      loadBalancer,
      webRoot,
      ...changes,
    });
  });
  if (service === undefined) throw new Error("synth did not build the stack");
  return { ...result, service };
}

/** The one container of the task definition. */
const container = (props: Partial<WordPressServiceProps>) =>
  JSON.parse(String(build(props).all(EcsTaskDefinition)[0]?.container_definitions))[0];

test("deploys without a gap and rolls back what does not come up", () => {
  expect(
    Testing.toHaveResourceWithProperties(build().json, EcsService.tfResourceType, {
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      deployment_circuit_breaker: { enable: true, rollback: true },
      sigint_rollback: true,
      health_check_grace_period_seconds: 120,
      wait_for_steady_state: true,
      availability_zone_rebalancing: "ENABLED",
    }),
  ).toBe(true);
});

test("runs on the cluster's capacity, never by launch type", () => {
  const [service] = build({}, () => new FargateCapacity({ ...fargateProps, spotPercentage: 50, onDemandBase: 1 })).all(
    EcsService,
  );
  expect(service).not.toHaveProperty("launch_type");
  expect(service?.capacity_provider_strategy).toEqual([
    { capacity_provider: "FARGATE", weight: 50, base: 1 },
    { capacity_provider: "FARGATE_SPOT", weight: 50, base: 0 },
  ]);
  expect(service).not.toHaveProperty("ordered_placement_strategy");
});

test("spreads tasks on instances over zones first", () => {
  expect(build({}, instances).all(EcsService)).toMatchObject([
    {
      ordered_placement_strategy: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "binpack", field: "memory" },
      ],
    },
  ]);
});

test("tasks that share their instances' interfaces have no network of their own, and register by instance", () => {
  const { all, byId } = build({}, bridged);
  expect(all(EcsTaskDefinition)).toMatchObject([{ network_mode: "bridge", requires_compatibilities: ["EC2"] }]);
  expect(all(EcsService)[0]).not.toHaveProperty("network_configuration");
  const [[targetGroup, attributes] = ["", {}]] = Object.entries(byId({ tfResourceType: "aws_lb_target_group" }));
  expect(attributes).toMatchObject({ target_type: "instance" });
  expect(all(EcsService)).toMatchObject([
    { lifecycle: { replace_triggered_by: [`aws_lb_target_group.${targetGroup}`] } },
  ]);
});

test("their instances admit the load balancer alone, on the ports that Docker chooses from, and reach what tasks reach", () => {
  const { all, byId } = build({}, bridged);
  const [instances] = Object.keys(byId(SecurityGroup)).filter((id) => id.startsWith("Capacity"));
  const group = `\${aws_security_group.${instances}.id}`;
  const [ingress, ...others] = all(VpcSecurityGroupIngressRule).filter((rule) => rule.security_group_id === group);
  expect(others).toEqual([]);
  expect(ingress).toMatchObject({ from_port: 32768, to_port: 65535, ip_protocol: "tcp" });
  expect(ingress?.referenced_security_group_id).toMatch(/LoadBalancer/);
  const out = all(VpcSecurityGroupEgressRule).filter((rule) => rule.security_group_id === group);
  expect(out.map(({ from_port }) => from_port).sort()).toEqual([2049, 443]);
  const files = all(VpcSecurityGroupIngressRule).find((rule) => rule.security_group_id === "sg-files");
  expect(files?.referenced_security_group_id).toBe(group);
  const toInstances = all(VpcSecurityGroupEgressRule).find((rule) => rule.referenced_security_group_id === group);
  expect(toInstances).toMatchObject({ from_port: 32768, to_port: 65535 });
});

test("no number of interfaces limits tasks that share their instances' ones", () => {
  expect(() => build({ desiredCount: 20 }, bridged)).not.toThrow();
});

test("refuses a load balancer whose targets are of the other kind", () => {
  const other = (stack: TerraformStack) => ({
    loadBalancer: new ApplicationLoadBalancer(stack, "Other", {
      ...{ ...loadBalancerProps, targetType: "instance" as const },
      ...{ name: "other", vpcId: "vpc-1", subnetIds, idleTimeoutSeconds: 60 },
    }),
  });
  expect(() => build(other)).toThrow(
    "test/WordPress: loadBalancer must have targets of type ip with tasks of network mode awsvpc, got instance",
  );
});

test("makes its tasks for the launch type and architecture of the cluster", () => {
  expect(build({}, instances).all(EcsTaskDefinition)).toMatchObject([
    { requires_compatibilities: ["EC2"], runtime_platform: { cpu_architecture: "ARM64" } },
  ]);
});

test("is private, without a shell and tagged unless told otherwise", () => {
  expect(build().all(EcsService)).toMatchObject([
    {
      network_configuration: { assign_public_ip: false, subnets: subnetIds },
      enable_execute_command: false,
      enable_ecs_managed_tags: true,
      propagate_tags: "SERVICE",
    },
  ]);
  expect(build({ assignPublicIp: true }).all(EcsService)).toMatchObject([
    { network_configuration: { assign_public_ip: true } },
  ]);
});

test("registers the container that the load balancer asks", () => {
  const { all, byId } = build();
  const [targetGroup] = Object.keys(byId({ tfResourceType: "aws_lb_target_group" }));
  expect(all(EcsService)).toMatchObject([
    {
      load_balancer: [
        {
          target_group_arn: `\${aws_lb_target_group.${targetGroup}.arn}`,
          container_name: container({}).name,
          container_port: container({}).portMappings[0].containerPort,
        },
      ],
    },
  ]);
});

test("starts after capacity, listener, rights and rules, so that the first task can live", () => {
  const [service = {}] = build().all(EcsService);
  const types = (service.depends_on as string[]).map((address) => address.split(".")[0]);
  expect(types.sort()).toEqual([
    "aws_ecs_cluster_capacity_providers",
    "aws_iam_role_policy",
    "aws_iam_role_policy",
    "aws_lb_listener",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_ingress_rule",
  ]);
});

test("waits for what else it is given", () => {
  const { all, byId } = build((stack) => ({
    ready: [new EfsMountTarget(stack, "MountTarget", { fileSystemId: "fs-1", subnetId: "subnet-a" })],
  }));
  const [mountTarget] = Object.keys(byId(EfsMountTarget));
  expect(all(EcsService)[0]?.depends_on).toContain(`aws_efs_mount_target.${mountTarget}`);
});

test("waits for the rules between load balancer, tasks and what they connect to", () => {
  const { all, byId } = build((stack) => ({
    databases: [
      Object.assign(new Construct(stack, "Database"), {
        securityGroupId: "sg-database",
        port: 3306,
        protocol: "MySQL",
      }),
    ],
  }));
  const ports = all(VpcSecurityGroupEgressRule).map((rule) => rule.from_port);
  expect(ports.sort()).toEqual([2049, 3306, 443, 8080]);
  const [service = {}] = all(EcsService);
  const rules = [...Object.keys(byId(VpcSecurityGroupEgressRule)), ...Object.keys(byId(VpcSecurityGroupIngressRule))];
  const waited = (service.depends_on as string[]).filter((address) => address.includes("_rule."));
  const admitting = rules.filter((id) => !id.startsWith("LoadBalancer_Cidr"));
  expect(waited.map((address) => address.split(".")[1]).sort()).toEqual(admitting.sort());
});

test("runs one task of half a vCPU and a gibibyte by default", () => {
  const { all } = build();
  expect(all(EcsService)).toMatchObject([{ desired_count: 1 }]);
  expect(all(EcsTaskDefinition)).toMatchObject([{ cpu: "512", memory: "1024" }]);
  expect(all(AppautoscalingTarget)).toEqual([]);
  expect(all(EcsService)[0]?.lifecycle).not.toHaveProperty("ignore_changes");
});

test("leaves the number of tasks to auto scaling once that is on", () => {
  const { all, byId } = build({
    desiredCount: 2,
    autoScaling: { ...scalingProps, minTasks: 2, maxTasks: 4, requestsPerTaskTarget: 900 },
  });
  expect(all(EcsService)).toMatchObject([{ desired_count: 2, lifecycle: { ignore_changes: ["desired_count"] } }]);
  const [service] = Object.keys(byId(EcsService));
  const [cluster] = Object.keys(byId({ tfResourceType: "aws_ecs_cluster" }));
  expect(all(AppautoscalingTarget)).toMatchObject([
    { resource_id: `service/\${aws_ecs_cluster.${cluster}.name}/\${aws_ecs_service.${service}.name}`, max_capacity: 4 },
  ]);
  expect(JSON.stringify(all(AppautoscalingPolicy))).toMatch(
    /"resource_label":"\$\{aws_lb\.\w+\.arn_suffix\}\/\$\{aws_lb_target_group\.\w+\.arn_suffix\}"/,
  );
});

test("takes a shell only when told, and then writes down what happens in it", () => {
  const { all } = build({ enableExecuteCommand: true });
  expect(all(EcsService)).toMatchObject([{ enable_execute_command: true }]);
  expect(JSON.stringify(all(IamRolePolicy))).toContain("ssmmessages:OpenDataChannel");
  expect(JSON.stringify(build().all(IamRolePolicy))).not.toContain("ssmmessages");
  expect(container({ enableExecuteCommand: true }).readonlyRootFilesystem).toBe(false);
});

test("rolls back on alarms when it is given some", () => {
  expect(build({ deploymentAlarmNames: ["site-5xx"] }).all(EcsService)).toMatchObject([
    { alarms: { enable: true, rollback: true, alarm_names: ["site-5xx"] } },
  ]);
  expect(build().all(EcsService)[0]).not.toHaveProperty("alarms");
});

test("starts new tasks at every change only when told", () => {
  expect(build().all(EcsService)[0]).not.toHaveProperty("force_new_deployment");
  expect(build({ forceNewDeployment: true }).all(EcsService)).toMatchObject([{ force_new_deployment: true }]);
  expect(build({ waitForSteadyState: false }).all(EcsService)).toMatchObject([{ wait_for_steady_state: false }]);
});

test("keeps its logs for thirty days unless told otherwise", () => {
  const logs = (props: Partial<WordPressServiceProps>) =>
    build(props)
      .all(CloudwatchLogGroup)
      .find((group) => group.name === "/ecs/site/wordpress");
  expect(logs({})).toMatchObject({ retention_in_days: 30 });
  expect(logs({ logRetentionDays: 7, logsKmsKeyArn: "arn:key" })).toMatchObject({
    retention_in_days: 7,
    kms_key_id: "arn:key",
  });
});

test("holds no secret's value, and changes its task definition when the values change", () => {
  expect(container({}).secrets).toContainEqual({
    name: "WORDPRESS_DB_PASSWORD",
    valueFrom: "arn:secret:WORDPRESS_DB_PASSWORD::",
  });
  expect(container({ secretsVersion: 2 }).environment).toContainEqual({ name: "SECRETS_VERSION", value: "2" });
});

test("gives the same JSON for the same props", () => {
  expect(build().json).toBe(build().json);
});

test("refuses a public address on instances, where a task cannot have one", () => {
  expect(() => build({ assignPublicIp: true }, instances)).toThrow(
    "test/WordPress: assignPublicIp must be false on EC2 capacity, where a task cannot have a public address",
  );
});

test("refuses more tasks than its instances have network interfaces for during a deployment", () => {
  const rule = "test/WordPress: the capacity has network interfaces for 4 tasks, and a deployment needs 1 more";
  expect(() => build({ desiredCount: 3 }, instances)).not.toThrow();
  expect(() => build({ desiredCount: 4 }, instances)).toThrow(`${rule} than the service, so at most 3 tasks, got 4`);
  expect(() => build({ autoScaling: { ...scalingProps, minTasks: 1, maxTasks: 4 } }, instances)).toThrow(rule);
  const peak = { name: "peak", timezone: "UTC", schedule: "cron(0 8 * * ? *)", minTasks: 4, maxTasks: 4 };
  expect(() =>
    build({ autoScaling: { ...scalingProps, minTasks: 1, maxTasks: 2, schedule: [peak] } }, instances),
  ).toThrow(rule);
});

test.each([-1, 1.5])("refuses %d tasks", (desiredCount) => {
  expect(() => build({ desiredCount })).toThrow(
    `test/WordPress: desiredCount must be a whole number of 0 or more, got ${desiredCount}`,
  );
});

test("refuses nginx closing a connection before the load balancer does", () => {
  const environment = { ...required.environment, WP_KEEPALIVE_TIMEOUT: "60" };
  expect(() => build({ environment })).toThrow(
    "test/WordPress: environment.WP_KEEPALIVE_TIMEOUT must be over the load balancer's idle timeout of 60 seconds, got 60",
  );
});

test("refuses requests that outlast the load balancer's patience", () => {
  const environment = { ...required.environment, WP_REQUEST_TIMEOUT: "55" };
  expect(() => build({ environment })).toThrow(
    "test/WordPress: environment.WP_REQUEST_TIMEOUT must be more than 5 under the load balancer's idle timeout of 60 seconds, got 55",
  );
});

test("refuses to shift requests behind one target group, and to scale by its requests", () => {
  const trafficShift = { bakeMinutes: 10 };
  expect(() => build({ trafficShift })).toThrow(
    "test/WordPress: trafficShift must go with a load balancer of twoTargetGroups, got one target group",
  );
  const autoScaling = { ...scalingProps, minTasks: 1, maxTasks: 2, requestsPerTaskTarget: 100 };
  expect(() => build({ trafficShift, autoScaling })).toThrow(
    "test/WordPress: autoScaling.requestsPerTaskTarget must be left out with trafficShift",
  );
});
