import { z } from "zod";
import { RETENTION_DAYS } from "../../aws/log-retention";
import { addressPlan } from "../../aws/network/address-plan";
import { parseCidr } from "../../aws/network/cidr";
import { checkIpv6Cidr } from "../../aws/network/ipv6";
import { findPartition } from "../../aws/partitions";
import { keyTwice, MOST_TAGS, tagKeyRefusal, tagValueRefusal } from "../../aws/tags";

/** A string of one form, refused with a sentence that says what the form is. */
export const text = (form: RegExp, rule: string) => z.string(rule).regex(form, rule);

/** A name of one line for people: a title, a sender. Control characters would begin another header of a mail, or end a line of a configuration. */
export const oneLine = (most: number) =>
  z
    .string("must be a text")
    .min(1, "must not be empty")
    .max(most, `must have at most ${most} characters`)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "must be one line without control characters");

const ZONE = "must be UTC or a time zone such as Europe/Dublin";

/** A name of the IANA's time zones, as PHP and EventBridge take it. */
export const timeZone = () =>
  text(/^(UTC|[A-Z][A-Za-z]+(\/[A-Za-z0-9_+-]+)+)$/, ZONE).refine((zone) => {
    try {
      return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
    } catch {
      return false;
    }
  }, ZONE);

export const whole = (min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.int(rule).min(min, rule).max(max, rule);
};

export const flag = () => z.boolean("must be true or false");

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `must be one of ${values.join(", ")}`);

/** A string that `parse` takes; its error, up to the value, is the rule. */
const parsedBy = (parse: (value: string) => unknown) =>
  z.string("must be an IPv4 CIDR block").superRefine((value, context) => {
    try {
      parse(value);
    } catch (error) {
      const [rule] = (error as Error).message.split(", got ");
      context.addIssue({ code: "custom", message: rule, input: value });
    }
  });

/** WAF's sets of addresses take these many. Source: AWS WAF quotas, "Addresses in an IP set". */
const MOST_ADDRESSES = 10_000;

const ADDRESSES = {
  ipv4: { single: "/32", check: parseCidr, everything: /^0\.0\.0\.0\/0$/ },
  ipv6: { single: "/128", check: checkIpv6Cidr, everything: /\/0$/ },
};

/** Ranges of addresses; one without a prefix is a single address. WAF takes no /0. */
export const addressRanges = (family: keyof typeof ADDRESSES) => {
  const { single, check, everything } = ADDRESSES[family];
  const asRange = (value: string) => (value.includes("/") ? value : `${value}${single}`);
  const range = parsedBy((value) => check(asRange(value)))
    .refine((value) => !everything.test(value), "must not be every address")
    .overwrite(asRange);
  return z.array(range).max(MOST_ADDRESSES, `must have at most ${MOST_ADDRESSES} ranges`);
};

export const cidr = () => parsedBy(parseCidr);

/** A VPC's range: a CIDR block with room for the address plan. */
export const vpcCidr = () => parsedBy((value) => addressPlan(value, 1));

export const email = () => z.email("must be an e-mail address");

export const logRetentionDays = () => {
  const rule = `must be a retention that CloudWatch Logs takes: ${RETENTION_DAYS.join(", ")} days`;
  return z.number(rule).refine((days) => RETENTION_DAYS.includes(days), rule);
};

export const region = () => {
  const rule = "must be an AWS region such as eu-west-1";
  return z.string(rule).refine((value) => findPartition(value) !== undefined, rule);
};

/** Keys that every resource has besides: those of the provider's default tags, and the name that some resources bear. */
const OWN_KEYS = ["Project", "Environment", "Name"];

/** Tags by key; AWS's limits hold for them together with this project's own. */
export const tags = () => z.record(z.string(), z.string("must be a text")).superRefine(refuseTags);

function refuseTags(all: Readonly<Record<string, string>>, context: z.RefinementCtx): void {
  const refuse = (message: string | undefined, input: unknown, path: string[] = []): void => {
    if (message !== undefined) context.addIssue({ code: "custom", message, input, path });
  };
  const keys = Object.keys(all);
  for (const [key, value] of Object.entries(all)) {
    const refusal = tagKeyRefusal(key);
    refuse(refusal === undefined ? undefined : `the key ${refusal}`, key, [key]);
    refuse(tagValueRefusal(value), value, [key]);
  }
  const most = MOST_TAGS - OWN_KEYS.length;
  if (keys.length > most) refuse(`must have at most ${most} keys`, keys.length);
  const twice = keyTwice([...OWN_KEYS.filter((own) => !keys.includes(own)), ...keys]);
  if (twice !== undefined)
    refuse(`must not have keys that differ by case alone, from one another or from ${OWN_KEYS.join(", ")}`, twice, [
      twice,
    ]);
}
