import { isIP, isIPv4, isIPv6 } from "node:net";
import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html";
const LONGEST_STRING = 255;
const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;

const HOST = /^(?:[\w*-]{1,63}\.)*[\w-]{1,63}\.?$/;
const isHost = (value: string): boolean => HOST.test(value) && isIP(value) === 0;
const isWord16 = (text: string | undefined): boolean => /^\d{1,5}$/.test(text ?? "") && Number(text) <= 65_535;

/** What is wrong with a value of a record, by the record's type. */
const VALUES: Readonly<Record<string, (value: string) => string | undefined>> = {
  A: (value) => (isIPv4(value) ? undefined : "an IPv4 address"),
  AAAA: (value) => (isIPv6(value) ? undefined : "an IPv6 address"),
  CNAME: (value) => (isHost(value) ? undefined : "a name"),
  NS: (value) => (isHost(value) ? undefined : "a name"),
  PTR: (value) => (isHost(value) ? undefined : "a name"),
  MX: (value) => {
    const [priority, host = "", ...rest] = value.trim().split(/\s+/);
    return isWord16(priority) && (isHost(host) || host === ".") && rest.length === 0
      ? undefined
      : "a priority and a name, such as 10 mail.example.com";
  },
  SRV: (value) => {
    const [priority, weight, port, host = "", ...rest] = value.trim().split(/\s+/);
    const isWhole = [priority, weight, port].every(isWord16) && (isHost(host) || host === ".") && rest.length === 0;
    return isWhole ? undefined : "priority, weight, port and a name";
  },
  CAA: (value) =>
    /^\d{1,3}\s+[a-z0-9]+\s+"?[^"]*"?$/i.test(value)
      ? undefined
      : 'flags, a tag and a value, such as 0 issue "amazon.com"',
  TXT: (value) => tooLong(value),
  SPF: (value) => tooLong(value),
};

/** Strings of 255 characters at most; several stand in quotes beside each other, as Terraform's `""` in a value separates them. */
function tooLong(value: string): string | undefined {
  const longest = Math.max(...value.split(/"\s*"/).map((part) => part.replaceAll('"', "").length));
  return longest > LONGEST_STRING
    ? `strings of at most ${LONGEST_STRING} characters; "" within the value begins another`
    : undefined;
}

const plainName = (text: string): string => text.toLowerCase().replace(/\.$/, "");

export const recordRules: readonly Rule[] = [
  {
    id: "record-value",
    trap: 56,
    title: "A record's values have the form of its type",
    source: GUIDE,
    severity: "error",
    fix: "Correct the value or the type.",
    on: ["aws_route53_record"],
    *check(resource) {
      const type = resource.text("type") ?? "";
      const values = resource.texts("records");
      for (const value of values) {
        const wrong = VALUES[type]?.(value);
        if (wrong !== undefined) yield resource.problem("records", wrong, value);
      }
      if (type === "CNAME" && values.length > 1) yield resource.problem("records", "one name", values);
    },
  },
  {
    id: "record-name",
    trap: 56,
    title: "A record's name lies in its zone, in labels of at most 63 characters, and the zone's own name has no CNAME",
    source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html",
    severity: "error",
    fix: "Correct the name; at the zone's own name take an alias in place of a CNAME.",
    on: ["aws_route53_record"],
    *check(resource) {
      const written = resource.text("name");
      if (written === undefined) return;
      const name = plainName(written);
      if (name.length > LONGEST_NAME || name.split(".").some((label) => label.length > LONGEST_LABEL))
        yield resource.problem("name", `at most ${LONGEST_NAME} characters, and ${LONGEST_LABEL} a label`);
      const zone = resource.follow("zone_id");
      const zoneName = zone?.type === "aws_route53_zone" ? zone.text("name") : undefined;
      if (zoneName === undefined || resource.text("type") !== "CNAME") return;
      // Terraform puts the zone's name behind a name that does not end in it.
      if (name === "" || name === plainName(zoneName))
        yield resource.problem("name", "the zone's own name has no CNAME");
    },
  },
  {
    id: "health-check-search",
    trap: 56,
    title: "A health check that looks for a text has one, and no other has",
    source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html",
    severity: "error",
    fix: "Set search_string, or take HTTP or HTTPS as type.",
    on: ["aws_route53_health_check"],
    *check(resource) {
      const type = resource.text("type");
      if (type === undefined) return;
      if (type.endsWith("_STR_MATCH") !== resource.has("search_string"))
        yield resource.problem(
          "search_string",
          resource.has("search_string") ? `none with ${type}` : `${type} needs it`,
        );
    },
  },
];
