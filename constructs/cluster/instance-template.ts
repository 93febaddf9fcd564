import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Fn, type ITerraformDependable, Lazy } from "cdktf";
import type { Construct } from "constructs";
import { architectureOf } from "../../aws/ecs/instance-types";
import type { NetworkMode } from "./capacity";
import type { ResolvedEc2Capacity } from "./ec2-capacity-props";
import { InstanceRole } from "./instance-role";

/** Public SSM parameters with the id of the newest ECS-optimized Amazon Linux 2023 AMI. */
const AMI_PARAMETERS = {
  X86_64: "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
  ARM64: "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
};

/**
 * What every instance starts from, and what must exist before the first one starts. The cluster takes the capacity
 * later, so its name is asked for at synth; an agent that finds no cluster of its name gives up, so the name is best a
 * reference, which makes instances wait for it.
 */
export function instanceTemplate(
  scope: Construct,
  props: ResolvedEc2Capacity,
  securityGroupId: string,
  clusterName: () => string,
): { template: LaunchTemplate; roleReady: ITerraformDependable[] } {
  const { name, instanceTypes, rootVolumeGiB, amiId, kmsKeyArn, instanceTags, networkMode } = props;
  const role = new InstanceRole(scope, "InstanceRole", { name });
  const tags = { ...instanceTags, Name: name };
  const template = new LaunchTemplate(scope, "Template", {
    namePrefix: `${name}-`,
    imageId: amiId ?? `resolve:ssm:${AMI_PARAMETERS[architectureOf(instanceTypes[0])]}`,
    instanceType: instanceTypes[0],
    userData: Lazy.stringValue({ produce: () => Fn.base64encode(agentSettings(clusterName(), networkMode)) }),
    iamInstanceProfile: { arn: role.profileArn },
    ...(props.publicAddresses
      ? {
          networkInterfaces: [
            { associatePublicIpAddress: "true", deleteOnTermination: "true", securityGroups: [securityGroupId] },
          ],
        }
      : { vpcSecurityGroupIds: [securityGroupId] }),
    updateDefaultVersion: true,
    // Only the instance itself gets an answer: one hop does not reach into a container.
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    monitoring: { enabled: true },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: {
          volumeType: "gp3",
          volumeSize: rootVolumeGiB,
          encrypted: "true",
          kmsKeyId: kmsKeyArn,
          deleteOnTermination: "true",
        },
      },
    ],
    tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
    lifecycle: { createBeforeDestroy: true },
  });
  return { template, roleReady: role.ready };
}

/**
 * Keeps containers of network mode bridge off the instance's credentials, beside the one hop of the metadata service: Docker drops what they send
 * there, at each of its starts. Source: Amazon ECS developer guide, "Best practices for IAM roles in Amazon ECS".
 */
const BLOCK_METADATA = [
  "mkdir -p /etc/systemd/system/docker.service.d",
  "cat > /etc/systemd/system/docker.service.d/metadata.conf <<'END'",
  "[Service]",
  "ExecStartPost=-/usr/sbin/iptables --insert DOCKER-USER --in-interface docker+ --destination 169.254.169.254/32 --jump DROP",
  "END",
  "systemctl daemon-reload",
  "systemctl try-restart docker",
];

/** User data that tells the ECS agent its cluster, keeps tasks off the instance's credentials and drains Spot in time. */
function agentSettings(clusterName: string, networkMode: NetworkMode): string {
  return [
    "#!/bin/bash",
    "cat >> /etc/ecs/ecs.config <<'END'",
    `ECS_CLUSTER=${clusterName}`,
    "ECS_AWSVPC_BLOCK_IMDS=true",
    "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
    "END",
    ...(networkMode === "bridge" ? BLOCK_METADATA : []),
    "",
  ].join("\n");
}
