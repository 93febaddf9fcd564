import { arnParts } from "../../../aws/arn";
import { partitionOf } from "../../../aws/partitions";
import { type CrossCheck, when } from "./cross-check";
import { hasPrivateTasks } from "./network";

export const adminGateChecks: readonly CrossCheck[] = [
  when(["site"], ({ site: { adminGate, domain } }) => [
    adminGate?.type === "addresses" &&
      adminGate.ipv4.length + adminGate.ipv6.length === 0 && {
        path: "site.adminGate.ipv4",
        rule: "must name an address, or site.adminGate.ipv6 must: nobody could log in",
        value: [],
      },
    adminGate?.type === "cognito" &&
      domain === undefined && {
        path: "site.domain",
        rule: 'is required with site.adminGate of type "cognito": the load balancer asks for logins over HTTPS alone',
      },
  ]),
  when(["site", "region"], ({ site: { adminGate }, region }) => [
    adminGate?.type === "cognito" &&
      adminGate.userPoolArn.split(":")[1] !== partitionOf(region).name && {
        path: "site.adminGate.userPoolArn",
        rule: `must be a user pool of partition ${partitionOf(region).name}, as ${region} is`,
        value: adminGate.userPoolArn,
      },
  ]),
  when(["site"], ({ site: { adminGate } }) => {
    if (adminGate?.type !== "cognito") return [];
    const { region, resource } = arnParts(adminGate.userPoolArn);
    return [
      !resource.startsWith(`userpool/${region}_`) && {
        path: "site.adminGate.userPoolArn",
        rule: `must name a user pool of ${region}, whose id begins with ${region}_`,
        value: adminGate.userPoolArn,
      },
      /^[^.]*(aws|amazon|cognito)[^.]*$/.test(adminGate.domain) && {
        path: "site.adminGate.domain",
        rule: 'must not hold "aws", "amazon" or "cognito": Cognito takes no such prefix',
        value: adminGate.domain,
      },
    ];
  }),
  when(["site", "deployment"], ({ site: { adminGate }, deployment: { strategy } }) => [
    adminGate?.type === "cognito" &&
      strategy !== "rolling" && {
        path: "deployment.strategy",
        rule: 'must be rolling with site.adminGate of type "cognito": ECS shifts the requests of one rule, and a login needs another',
        value: strategy,
      },
  ]),
  when(["site", "cdn", "network"], ({ site: { adminGate }, network }) => [
    adminGate?.type === "cognito" &&
      (network.existing === undefined ? network.nat === "none" : !hasPrivateTasks(network)) && {
        path: network.existing === undefined ? "network.nat" : "network.existing.privateSubnetIds",
        rule: `must ${network.existing === undefined ? "lead to the internet" : "name subnets"} with cdn and site.adminGate of type "cognito": the internal load balancer asks Cognito from there`,
        value: network.existing === undefined ? network.nat : network.existing.privateSubnetIds,
      },
  ]),
];
