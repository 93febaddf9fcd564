import type { KnownTypes } from "../knowledge";

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
  },
  aws_route53_record: { id: "{zone_id}_{name}_{type}", computed: { fqdn: ({ name }) => name } },
  aws_route53_health_check: {},
};
