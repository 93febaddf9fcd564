import type { KnownTypes } from "../knowledge";
import { inUse, quota, type Refusal } from "../refusal";
import type { ObjectValue, Value } from "../value";

/** Route 53 keeps names in lower case, and with a dot at the end. */
const nameOf = (name: Value | undefined): string =>
  `${String(name ?? "")
    .toLowerCase()
    .replace(/\.$/, "")}.`;

const sameRecord = (one: ObjectValue, other: ObjectValue): boolean =>
  one.zone_id === other.zone_id &&
  one.type === other.type &&
  nameOf(one.name) === nameOf(other.name) &&
  (one.set_identifier ?? null) === (other.set_identifier ?? null);

const exists: Refusal = {
  on: "create",
  operation: "Route 53: ChangeResourceRecordSets",
  code: "InvalidChangeBatch",
  when: "the zone has a record of that name and type, and allow_overwrite is off",
  source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
  text: ({ state, inventory }) =>
    state.allow_overwrite !== true && inventory.all("aws_route53_record").some((one) => sameRecord(one, state))
      ? `[Tried to create resource record set [name='${nameOf(state.name)}', type='${state.type}'] but it already exists]`
      : undefined,
};

const beside: Refusal = {
  on: "create",
  operation: "Route 53: ChangeResourceRecordSets",
  code: "InvalidChangeBatch",
  when: "a CNAME would stand beside another record of its name",
  source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#CNAMEFormat",
  text: ({ state, inventory }) => {
    const others = inventory
      .all("aws_route53_record")
      .filter((one) => one.type !== state.type && sameRecord({ ...one, type: state.type ?? null }, state));
    return others.some(({ type }) => type === "CNAME" || state.type === "CNAME")
      ? `[RRSet of type ${state.type} with DNS name ${nameOf(state.name)} is not permitted as it conflicts with other records with the same DNS name in zone]`
      : undefined;
  },
};

export const route53: KnownTypes = {
  aws_route53_zone: {
    id: "Z{HEX20}",
    arn: "route53:::hostedzone/{id}",
    computed: {
      name_servers: ({ hex }) =>
        ["com", "net", "org", "co.uk"].map(
          (end, place) => `ns-${Number.parseInt(hex(2), 16) + place * 512}.awsdns-${place}0.${end}`,
        ),
      zone_id: ({ known }) => known.id,
    },
    refuses: [
      inUse(
        "Route 53: DeleteHostedZone",
        "HostedZoneNotEmpty",
        "id",
        [["aws_route53_record", "zone_id"]],
        () => "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        {
          except: (_, { force_destroy: force }) => force === true,
        },
      ),
    ],
  },
  aws_route53_record: {
    id: "{zone_id}_{name}_{type}",
    computed: { fqdn: ({ name }) => name },
    replacedBy: ["type", "set_identifier"],
    refuses: [exists, beside],
  },
  aws_route53_health_check: {
    id: "{uuid}",
    refuses: [
      quota(
        "Route 53: CreateHealthCheck",
        "TooManyHealthChecks",
        200,
        "You have reached the maximum number of active health checks.",
        {
          source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html",
        },
      ),
    ],
  },
};
