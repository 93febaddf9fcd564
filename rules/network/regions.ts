import { findPartition, hasZone, PARTITIONS, REGIONS } from "../../aws/partitions";
import { EVERY_TYPE, type Resource, type Rule } from "../rule";

/** Attributes that name Availability Zones, one or a list. */
const ZONES = [
  "availability_zone",
  "availability_zones",
  "availability_zone_name",
  "preferred_availability_zones",
  "preferred_cache_cluster_azs",
  "preferred_availability_zone",
];

const ARN = /\barn:(aws[a-z-]*):([a-z0-9-]*):([a-z0-9-]*):/g;
const KNOWN_PARTITIONS = PARTITIONS.map(({ name }) => name);

export const placeRules: readonly Rule[] = [
  {
    id: "region-exists",
    writtenOnly: true,
    trap: 68,
    title: "A region is one that AWS has",
    source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
    severity: "error",
    fix: "Name a region that exists; npm run aws-data brings in those that are newer than the kept list.",
    on: [EVERY_TYPE],
    *check(resource, tree) {
      const { region } = resource;
      if (region === undefined || REGIONS.includes(region)) return;
      // A provider's region is the same for all its resources: the first of the stack speaks for them.
      const own = resource.has("region");
      if (own || isFirst(resource, region, tree.resources)) yield resource.problem("region", "no such region", region);
    },
  },
  {
    id: "zone-exists",
    trap: 68,
    title: "An Availability Zone is one of the resource's region",
    source: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html",
    severity: "error",
    fix: "Name a zone that the region has.",
    on: [EVERY_TYPE],
    *check(resource) {
      for (const attribute of ZONES) {
        if (!resource.has(attribute)) continue;
        const value = resource.json[attribute];
        const zones = Array.isArray(value) ? resource.texts(attribute) : [resource.text(attribute)];
        const wrong = zones.find((zone) => zone !== undefined && !isZone(zone, resource.region));
        if (wrong !== undefined)
          yield resource.problem(attribute, `no zone of ${resource.region ?? "a region"}`, wrong);
      }
    },
  },
  {
    id: "arn-place",
    writtenOnly: true,
    trap: 68,
    title: "An ARN is of the resource's partition, and of a region that the partition has",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    severity: "error",
    fix: "Write the partition and a region of it: nothing in another partition can be referred to.",
    on: [EVERY_TYPE],
    *check(resource) {
      const own = resource.region === undefined ? undefined : findPartition(resource.region)?.name;
      for (const [attribute, value] of Object.entries(resource.json)) {
        if (attribute === "//") continue;
        const found = misplaced(JSON.stringify(value ?? null), own);
        if (found) yield resource.problem(attribute, found.detail, found.arn);
      }
    },
  },
];

function isFirst(resource: Resource, region: string, all: readonly Resource[]): boolean {
  const speaks = (one: Resource) => one.stack === resource.stack && !one.has("region") && one.region === region;
  return all.find(speaks) === resource;
}

/** Zones of a Local Zone or of an Outpost have longer names, which are not judged. */
function isZone(zone: string, region: string | undefined): boolean {
  const named = /^([a-z]+(?:-[a-z]+)+-\d+)([a-z]*)$/.exec(zone);
  if (named === null) return true;
  const [, of = "", letter = ""] = named;
  if (letter === "") return false;
  return hasZone(of, zone) && (region === undefined || of === region || !REGIONS.includes(region));
}

function misplaced(text: string, own: string | undefined): { arn: string; detail: string } | undefined {
  for (const [arn, partition = "", , region = ""] of text.matchAll(ARN)) {
    if (!KNOWN_PARTITIONS.includes(partition)) return { arn, detail: `no partition is named ${partition}` };
    if (own !== undefined && partition !== own) return { arn, detail: `the resource is in ${own}` };
    if (region !== "" && findPartition(region)?.name !== partition)
      return { arn, detail: `${partition} has no region ${region}` };
  }
  return undefined;
}
