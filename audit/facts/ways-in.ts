import type { Resource } from "../../terraform/block";
import { blocksOf, isTrue, textOf } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";
import { AUDITED_TYPES } from "../types";
import { bad, type Finding, good, plain, warn } from "./finding";
import { type GroupRule, isOpen, membersOf } from "./security-groups";
import { subnetTiers, type Tier, tierOf } from "./tiers";

/** Something that answers on the internet, or would if a route led there. */
export interface WayIn {
  readonly resource: Resource;
  readonly ports: string;
  /** From whom: every address, or a list of ranges. */
  readonly from: string;
  readonly verdict: Finding;
  /** What guards it. */
  readonly guards: readonly string[];
}

/** Every way in from the internet: what a security group opens to it, and what AWS serves without a security group. */
export function readWaysIn(tree: Tree, rules: readonly GroupRule[]): WayIn[] {
  return [...throughGroups(tree, rules), ...distributions(tree), ...others(tree)];
}

function throughGroups(tree: Tree, rules: readonly GroupRule[]): WayIn[] {
  const tiers = subnetTiers(tree);
  const fromOutside = rules.filter((rule) => isOpen(rule) || isOutside(rule));
  return fromOutside.flatMap((rule) =>
    membersOf(tree, rule.group).map((resource) => ({
      resource,
      ports: rule.ports,
      from: typeof rule.peer === "string" ? (isOpen(rule) ? `everywhere (${rule.peer})` : rule.peer) : rule.peer.label,
      verdict: reach(tree, tiers, resource),
      guards: guardsOf(tree, resource),
    })),
  );
}

/** An address range outside the private ones, or a prefix list, which AWS's own edge uses. */
function isOutside({ direction, peer }: GroupRule): boolean {
  if (direction !== "in" || typeof peer !== "string") return false;
  if (peer.startsWith("prefix list")) return true;
  return (
    /^\d/.test(peer) &&
    !/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(peer)
  );
}

function reach(tree: Tree, tiers: ReadonlyMap<Resource, Tier>, resource: Resource): Finding {
  const { json, stack, type } = resource;
  if (type === "aws_lb") {
    return isTrue(json.internal) ? plain("internal: no route from the internet") : good("internet-facing by design");
  }
  if (isTrue(json.publicly_accessible)) return bad("publicly accessible");
  const network = blocksOf(json.network_configuration)[0];
  if (network && isTrue(network.assign_public_ip)) return warn("has a public address");
  const tier = tierOf(tiers, tree.sources(resource.attributes, stack, "aws_subnet"));
  return tier === "public" ? warn("in a public subnet") : plain(`in ${tier ?? "no public"} subnets: no route in`);
}

function guardsOf(tree: Tree, resource: Resource): string[] {
  const acls = tree
    .referring(resource, "resource_arn", "aws_wafv2_web_acl_association")
    .map((association) => webAcl(association.sources("web_acl_arn", "aws_wafv2_web_acl")));
  const listeners = tree.referring(resource, "load_balancer_arn", "aws_lb_listener");
  const logins = listeners
    .flatMap((listener) => tree.referring(listener, "listener_arn", "aws_lb_listener_rule"))
    .flatMap(loginOf);
  const tls = listeners
    .filter(({ json }) => json.protocol === "HTTPS")
    .map(({ json }) => `TLS on ${textOf(json.port)}`);
  return [...acls, ...tls, ...new Set(logins)];
}

/** A web ACL, with the addresses that its rules tell apart. */
function webAcl(acls: readonly Resource[]): string {
  const sets = acls.flatMap((acl) => acl.sources("rule", "aws_wafv2_ip_set"));
  const ranges = sets.flatMap((set) => set.texts("addresses"));
  return ranges.length === 0 ? "WAF" : `WAF, by addresses for some paths: ${ranges.join(", ")}`;
}

/** Paths before which a rule of a listener asks for a login. */
function loginOf(rule: Resource): string[] {
  const asks = rule.blocks("action").some(({ json }) => String(json.type).startsWith("authenticate-"));
  if (!asks) return [];
  const paths = rule.blocks("condition").flatMap((condition) => condition.block("path_pattern")?.texts("values") ?? []);
  return [`a login at the load balancer before ${paths.length === 0 ? "every path" : paths.join(", ")}`];
}

function distributions(tree: Tree): WayIn[] {
  return tree.all("aws_cloudfront_distribution").map((resource) => {
    const guarded = textOf(resource.json.web_acl_id) !== undefined;
    return {
      resource,
      ports: "443/tcp, 80/tcp",
      from: "everywhere",
      verdict: good("internet-facing by design"),
      guards: [guarded ? webAcl(resource.sources("web_acl_id", "aws_wafv2_web_acl")) : "no WAF", "TLS"],
    };
  });
}

function others(tree: Tree): WayIn[] {
  const served = tree.managed.flatMap((resource) => {
    const what = AUDITED_TYPES[resource.type]?.served;
    return what === undefined ? [] : [wayIn(resource, "443/tcp", warn(what))];
  });
  const databases = tree
    .all("aws_db_instance", "aws_rds_cluster_instance")
    .filter(({ json }) => isTrue(json.publicly_accessible))
    .map((resource) => wayIn(resource, "database port", bad("publicly accessible")));
  const buckets = tree
    .all("aws_s3_bucket")
    .filter((bucket) => !blocksPublicAccess(tree, bucket))
    .map((resource) => wayIn(resource, "443/tcp", warn("public access is not blocked by the stack")));
  return [...served, ...databases, ...buckets];
}

function wayIn(resource: Resource, ports: string, verdict: Finding): WayIn {
  return { resource, ports, from: "everywhere", verdict, guards: [] };
}

function blocksPublicAccess(tree: Tree, bucket: Resource): boolean {
  const flags = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
  return tree
    .referring(bucket, "bucket", "aws_s3_bucket_public_access_block")
    .some(({ json }) => flags.every((flag) => isTrue(json[flag])));
}
