import type { Resource } from "../../terraform/block";
import { blockOf, blocksOf, isTrue, textOf, textsWithin } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";
import type { Facts } from "../facts/facts";
import { type GroupRule, isOpen } from "../facts/security-groups";
import type { Check } from "./checks";
import { type Shown, shown } from "./shown";

/** SSH and RDP. */
const ADMIN_PORTS = [22, 3389];
const WEB_PORTS = [80, 443];
/** Days that PCI DSS wants logs to be kept. */
const YEAR_DAYS = 365;

/** Every security group, with the open rules that the predicate objects to. A rule whose ports nobody knows is objected to. */
function groups({ tree, rules }: Facts, objects: (rule: GroupRule) => boolean): Shown[] {
  return tree.all("aws_security_group", "aws_default_security_group").map((resource) => {
    const wrong = rules.filter((rule) => rule.group === resource && isOpen(rule) && objects(rule));
    const ports = wrong.map((rule) => `${rule.ports} from ${String(rule.peer)}`);
    return { resource, held: wrong.length === 0, text: ports.length > 0 ? `open: ${ports.join(", ")}` : "not open" };
  });
}

const covers = ({ range }: GroupRule, ports: readonly number[]): boolean =>
  range === undefined || ports.some((port) => range[0] <= port && port <= range[1]);

const webOnly = ({ range }: GroupRule): boolean =>
  range !== undefined && range[0] === range[1] && WEB_PORTS.includes(range[0]);

const kept = (resource: Resource, days: number | undefined): Shown => ({
  resource,
  held: days === undefined || days >= YEAR_DAYS,
  text: days === undefined ? "for ever" : `${days} days`,
});

const bucketsOfAccessLogs = (tree: Tree): Resource[] => {
  const all = tree.all("aws_lb").flatMap((balancer) => balancer.block("access_logs")?.follow("bucket") ?? []);
  return [...new Set(all)];
};

/** Days after which the first of the lifecycle's rules deletes an object; undefined where none does. */
function daysKept(bucket: Resource, tree: Tree): number | undefined {
  const rules = tree
    .referring(bucket, "bucket", "aws_s3_bucket_lifecycle_configuration")
    .flatMap((lifecycle) => lifecycle.blocks("rule"))
    .filter((rule) => rule.text("status") === "Enabled");
  const days = rules.flatMap((rule) => rule.block("expiration")?.number("days") ?? []);
  return days.length === 0 ? undefined : Math.min(...days);
}

/** Who may come in and do what, and what is written down of it. */
export const ACCESS_CHECKS = {
  adminPortsClosedIpv4: {
    asks: "No security group opens SSH or RDP to 0.0.0.0/0",
    read: (facts) => groups(facts, (rule) => rule.peer === "0.0.0.0/0" && covers(rule, ADMIN_PORTS)),
  },
  adminPortsClosedIpv6: {
    asks: "No security group opens SSH or RDP to ::/0",
    read: (facts) => groups(facts, (rule) => rule.peer === "::/0" && covers(rule, ADMIN_PORTS)),
  },
  onlyWebPortsOpen: {
    asks: "Security groups open nothing but 80 and 443 to the internet",
    read: (facts) => groups(facts, (rule) => !webOnly(rule)),
  },
  defaultGroupClosed: {
    asks: "A VPC's default security group has no rules",
    read: ({ tree, rules }) =>
      tree.all("aws_default_security_group").map((resource) => {
        const own = rules.filter(({ group }) => group === resource);
        return { resource, held: own.length === 0, text: own.length === 0 ? "no rules" : `${own.length} rules` };
      }),
  },
  metadataTokens: {
    asks: "Instances hand out metadata only to sessions with a token (IMDSv2)",
    read: ({ tree }) =>
      tree.all("aws_launch_template", "aws_instance").map((resource) => {
        const tokens = textOf(blockOf(resource.json.metadata_options).http_tokens);
        return { resource, held: tokens === "required", text: `http_tokens ${tokens ?? "is not set"}` };
      }),
  },
  noFullRights: {
    asks: "No policy allows every action on every resource",
    read: ({ policies }) =>
      policies
        .filter(({ kind }) => kind === "rights")
        .map(({ source, statements }) => {
          const full = statements.some(
            ({ allow, actions, resources }) => allow && actions.includes("*") && resources.includes("*"),
          );
          return { resource: source, held: !full, text: full ? "allows * on *" : "names what it allows" };
        }),
  },
  publicTls: {
    asks: "What answers visitors speaks TLS or redirects to it",
    read: ({ encryption }) =>
      encryption.flatMap(({ resource, inTransit }) =>
        inTransit &&
        inTransit.tone !== "warn" &&
        ["aws_cloudfront_distribution", "aws_lb_listener"].includes(resource.type)
          ? [shown(resource, inTransit, inTransit.tone === "good")]
          : [],
      ),
  },
  guardedByFirewall: {
    asks: "A web application firewall stands before what faces the internet",
    read: ({ waysIn }) =>
      waysIn
        .filter(
          ({ resource: { type, json } }) =>
            type === "aws_cloudfront_distribution" || (type === "aws_lb" && !isTrue(json.internal)),
        )
        .filter(({ resource }, index, all) => all.findIndex((one) => one.resource === resource) === index)
        .map(({ resource, guards }) => ({
          resource,
          held: guards.includes("WAF"),
          text: guards.join(", ") || "no guard",
        })),
  },
  flowLogs: {
    asks: "VPCs keep flow logs",
    read: ({ accessLogs }) =>
      accessLogs
        .filter(({ resource }) => resource.type === "aws_vpc")
        .map(({ resource, found }) => shown(resource, found, found.tone === "good")),
  },
  useIsLogged: {
    asks: "What is used writes down its use",
    read: ({ accessLogs }) => accessLogs.map(({ resource, found }) => shown(resource, found, found.tone === "good")),
  },
  logsKeptOneYear: {
    asks: "Log groups, and buckets of access logs, keep them for a year or longer",
    read: ({ logGroups, tree }) => [
      ...logGroups.map(({ group, retention }) => kept(group, retention)),
      ...bucketsOfAccessLogs(tree).map((bucket) => kept(bucket, daysKept(bucket, tree))),
    ],
  },
  alarmsAct: {
    asks: "Alarms notify a topic, or roll a deployment back",
    read: ({ tree }) => {
      const watched = tree.all("aws_ecs_service").flatMap((service) => service.sources("alarms"));
      return tree.all("aws_cloudwatch_metric_alarm").map((resource) => {
        const notifies = textsWithin(resource.json.alarm_actions).length > 0;
        const rollsBack = watched.includes(resource);
        const text = notifies ? "notifies" : rollsBack ? "rolls a deployment back" : "does nothing";
        return { resource, held: notifies || rollsBack, text };
      });
    },
  },
  imagesScanned: {
    asks: "Images are scanned when they are pushed",
    read: ({ tree }) =>
      tree.all("aws_ecr_repository").map((resource) => {
        const scans = blocksOf(resource.json.image_scanning_configuration).some((one) => isTrue(one.scan_on_push));
        return { resource, held: scans, text: scans ? "scanned on push" : "no scan on push" };
      }),
  },
} as const satisfies Readonly<Record<string, Check>>;
