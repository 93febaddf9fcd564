import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import { Ec2Capacity } from "../../../constructs/cluster/ec2-capacity";
import type { Ec2CapacityProps } from "../../../constructs/cluster/ec2-capacity-props";
import { instanceProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const required = { ...instanceProps, name: "site", vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };

function build(props: Partial<Ec2CapacityProps> = {}, region?: string) {
  let capacity: Ec2Capacity | undefined;
  const result = synth((stack) => {
    capacity = new Ec2Capacity(stack, "Capacity", { ...required, ...props });
    capacity.join("site-cluster");
  }, region);
  if (capacity === undefined) throw new Error("synth did not build the stack");
  return { ...result, capacity };
}

test("starts the newest ECS-optimized Amazon Linux 2023 of the instances' architecture", () => {
  const ami = (instanceTypes: string[]) => build({ instanceTypes }).all(LaunchTemplate)[0]?.image_id;
  const path = "/aws/service/ecs/optimized-ami/amazon-linux-2023";
  expect(ami(["t4g.small"])).toBe(`resolve:ssm:${path}/arm64/recommended/image_id`);
  expect(ami(["m7i.large"])).toBe(`resolve:ssm:${path}/recommended/image_id`);
});

test("starts the image that it is given, and another one is a new version of the template, which refreshes the instances", () => {
  const { all } = build({ amiId: "ami-0123456789abcdef0" });
  expect(all(LaunchTemplate)[0]?.image_id).toBe("ami-0123456789abcdef0");
  const [template] = Object.keys(build().byId(LaunchTemplate));
  expect(all(AutoscalingGroup)).toMatchObject([
    {
      launch_template: { version: `\${aws_launch_template.${template}.latest_version}` },
      instance_refresh: { strategy: "Rolling", preferences: { min_healthy_percentage: 100 } },
    },
  ]);
});

test("hardens its instances: IMDSv2 within one hop, encrypted gp3 root, no SSH key", () => {
  const { json, all } = build();
  expect(
    Testing.toHaveResourceWithProperties(json, LaunchTemplate.tfResourceType, {
      metadata_options: { http_endpoint: "enabled", http_tokens: "required", http_put_response_hop_limit: 1 },
      block_device_mappings: [{ ebs: { encrypted: "true", volume_type: "gp3", volume_size: 30 } }],
    }),
  ).toBe(true);
  expect(all(LaunchTemplate)[0]).not.toHaveProperty("key_name");
});

test("encrypts root volumes with the given key and of the given size", () => {
  expect(build({ kmsKeyArn: "arn:key", rootVolumeGiB: 50 }).all(LaunchTemplate)).toMatchObject([
    { block_device_mappings: [{ ebs: { kms_key_id: "arn:key", volume_size: 50 } }] },
  ]);
});

test("tells the agent its cluster and keeps tasks off the instance's credentials, in base64", () => {
  const userData = build().all(LaunchTemplate)[0]?.user_data;
  expect(userData).toMatch(/^\$\{base64encode\("#!\/bin\/bash\\n[^"]*"\)\}$/);
  expect(userData).toContain("\\nECS_CLUSTER=site-cluster\\n");
  expect(userData).toContain("\\nECS_AWSVPC_BLOCK_IMDS=true\\n");
  expect(userData).toContain("\\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true\\n");
});

test("in network mode bridge Docker keeps containers off the metadata service, at each of its starts", () => {
  expect(build().all(LaunchTemplate)[0]?.user_data).not.toContain("iptables");
  const userData = build({ networkMode: "bridge" }).all(LaunchTemplate)[0]?.user_data;
  expect(userData).toContain("DOCKER-USER --in-interface docker+ --destination 169.254.169.254/32 --jump DROP");
  expect(build({ networkMode: "bridge" }).capacity.maxTasks).toBeUndefined();
});

test("instances of public subnets have public addresses, others a security group alone", () => {
  const [template] = build({ publicAddresses: true }).all(LaunchTemplate);
  expect(template).toMatchObject({
    network_interfaces: [{ associate_public_ip_address: "true", security_groups: [expect.any(String)] }],
  });
  expect(template).not.toHaveProperty("vpc_security_group_ids");
  expect(build().all(LaunchTemplate)[0]).not.toHaveProperty("network_interfaces");
});

test("serves one cluster and wants to know which", () => {
  const withoutCluster = () => synth((stack) => new Ec2Capacity(stack, "Capacity", required));
  expect(withoutCluster).toThrow("test/Capacity: the capacity is in no cluster");
  expect(() => build().capacity.join("other")).toThrow("test/Capacity: the capacity is in a cluster already");
});

test("gives instances the rights of a container instance and of Session Manager, in every partition", () => {
  const { all } = build({}, "cn-north-1");
  expect(all(IamRolePolicyAttachment).map((attachment) => attachment.policy_arn)).toEqual([
    "arn:aws-cn:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
    "arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore",
  ]);
  expect(all(IamInstanceProfile)).toHaveLength(1);
});

test("starts no instance before its role has its rights", () => {
  const { all, byId } = build();
  const attachments = Object.keys(byId(IamRolePolicyAttachment)).map((id) => `aws_iam_role_policy_attachment.${id}`);
  expect(all(AutoscalingGroup)).toMatchObject([{ depends_on: attachments }]);
});

test("lets nobody in and instances out over HTTPS only", () => {
  const { all } = build();
  expect(all(VpcSecurityGroupIngressRule)).toEqual([]);
  expect(all(VpcSecurityGroupEgressRule)).toMatchObject([{ ip_protocol: "tcp", from_port: 443, to_port: 443 }]);
  expect(all(SecurityGroup)).toEqual([expect.not.objectContaining({ ingress: expect.anything() })]);
});

test("leaves growing, shrinking and draining to ECS", () => {
  const { all } = build({ targetCapacity: 80 });
  expect(all(EcsCapacityProvider)).toMatchObject([
    {
      name: "site",
      auto_scaling_group_provider: {
        managed_draining: "ENABLED",
        managed_termination_protection: "ENABLED",
        managed_scaling: { status: "ENABLED", target_capacity: 80 },
      },
    },
  ]);
  // Termination protection works only on instances that are protected from scale-in.
  expect(all(AutoscalingGroup)).toMatchObject([
    { protect_from_scale_in: true, health_check_type: "EC2", lifecycle: { ignore_changes: ["desired_capacity"] } },
  ]);
});

test("fills instances to ninety per cent by default", () => {
  expect(build().all(EcsCapacityProvider)).toMatchObject([
    { auto_scaling_group_provider: { managed_scaling: { target_capacity: 90 } } },
  ]);
});

test("rolls instances when their template changes, new ones first", () => {
  const { all, byId } = build();
  const [template] = Object.keys(byId(LaunchTemplate));
  expect(all(AutoscalingGroup)).toMatchObject([
    {
      launch_template: { version: `\${aws_launch_template.${template}.latest_version}` },
      instance_refresh: {
        strategy: "Rolling",
        preferences: { min_healthy_percentage: 100, scale_in_protected_instances: "Refresh" },
      },
    },
  ]);
});

test("tags instances and volumes, which default tags do not reach, and keeps the tag that ECS sets", () => {
  const { all } = build({ instanceTags: { team: "web" } });
  expect(all(AutoscalingGroup)[0]?.tag).toEqual([
    { key: "team", value: "web", propagate_at_launch: true },
    { key: "Name", value: "site", propagate_at_launch: true },
    { key: "AmazonECSManaged", value: "true", propagate_at_launch: true },
  ]);
  expect(all(LaunchTemplate)[0]?.tag_specifications).toContainEqual({
    resource_type: "volume",
    tags: { team: "web", Name: "site" },
  });
});

test("uses one instance type plainly", () => {
  const [group] = build({ instanceTypes: ["t4g.medium"] }).all(AutoscalingGroup);
  expect(group).toHaveProperty("launch_template");
  expect(group).not.toHaveProperty("mixed_instances_policy");
});

test("mixes instance types and a share of Spot", () => {
  const props = { instanceTypes: ["m7g.large", "m6g.large"], onDemandBaseCapacity: 1, spotPercentage: 75 };
  const [group] = build(props).all(AutoscalingGroup);
  expect(group).not.toHaveProperty("launch_template");
  expect(group).toMatchObject({
    capacity_rebalance: true,
    mixed_instances_policy: {
      launch_template: { override: [{ instance_type: "m7g.large" }, { instance_type: "m6g.large" }] },
      instances_distribution: { on_demand_base_capacity: 1, on_demand_percentage_above_base_capacity: 25 },
    },
  });
});

test("waits for instances to drain when destroyed, unless told to delete them at once", () => {
  expect(build().all(AutoscalingGroup)).toMatchObject([{ force_delete: false }]);
  expect(build({ forceDelete: true }).all(AutoscalingGroup)).toMatchObject([{ force_delete: true }]);
});

test("starts with the smallest group", () => {
  expect(build({ minSize: 2, maxSize: 3 }).all(AutoscalingGroup)).toMatchObject([
    { min_size: 2, max_size: 3, desired_capacity: 2 },
  ]);
});

test("knows how many tasks it has network interfaces for", () => {
  const most = (props: Partial<Ec2CapacityProps>) => build(props).capacity.maxTasks;
  expect(most({ instanceTypes: ["t4g.small"], maxSize: 3 })).toBe(6);
  expect(most({ instanceTypes: ["m7g.4xlarge", "m7g.large"], maxSize: 3 })).toBe(6);
  expect(most({ instanceTypes: ["p5.48xlarge"] })).toBeUndefined();
  expect(most({ instanceTypes: ["m7g.large"], eniTrunking: true })).toBeUndefined();
});

const refused: [string, Partial<Ec2CapacityProps>, string][] = [
  ["no instance type", { instanceTypes: [] }, "instanceTypes must name one type or more, got none"],
  [
    "two architectures",
    { instanceTypes: ["t4g.small", "t3.small"] },
    "instanceTypes must share one CPU architecture, got t4g.small, t3.small",
  ],
  [
    "trunking on burstable types",
    { instanceTypes: ["t4g.small"], eniTrunking: true },
    "eniTrunking does not work on burstable instance types, got t4g.small",
  ],
  ["a name ECS keeps for itself", { name: "ecs-site" }, 'not start with aws, ecs or fargate, got "ecs-site"'],
  ["a name in capitals ECS keeps for itself", { name: "Fargate1" }, "not start with aws, ecs or fargate"],
  ["a name longer than a role's", { name: "x".repeat(65) }, "name must have 1 to 64 of A-Z a-z 0-9 _ -"],
  ["no room at all", { maxSize: 0, minSize: 0 }, "maxSize must be a whole number from 1 to 5000, got 0"],
  ["a minimum over the maximum", { minSize: 5 }, "minSize must be a whole number from 0 to 4, got 5"],
  ["a start outside the limits", { desiredCapacity: 9 }, "desiredCapacity must be a whole number from 1 to 4, got 9"],
  ["a base over the maximum", { onDemandBaseCapacity: 9 }, "onDemandBaseCapacity must be a whole number from 0 to 4"],
  ["a Spot share over all", { spotPercentage: 101 }, "spotPercentage must be a whole number from 0 to 100, got 101"],
  ["a target of nothing", { targetCapacity: 0 }, "targetCapacity must be a whole number from 1 to 100, got 0"],
  ["a root smaller than the AMI", { rootVolumeGiB: 8 }, "rootVolumeGiB must be a whole number from 30 to 16384, got 8"],
];

test.each(refused)("refuses %s", (_case, props, message) => {
  expect(() => build(props)).toThrow(message);
  expect(() => build(props)).toThrow(/^test\/Capacity: /);
});
