import type { ObjectValue, Value } from "../../../../../rehearsal/provider-double/value";

/** The state of each resource, by its type. */
export type States = readonly (readonly [type: string, state: ObjectValue])[];

const ACCOUNT = "111122223333";

/** What AWS gives a resource, by its logical name. */
function identity(type: string, name: string): Record<string, string> {
  if (type === "aws_cloudfront_distribution") {
    const id = "E1EXAMPLE23456";
    return { id, arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${id}`, domain_name: "d1.cloudfront.net" };
  }
  if (type === "aws_ssm_parameter") return { id: name, arn: `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/${name}` };
  if (type === "aws_s3_bucket")
    return { id: name, arn: `arn:aws:s3:::${name}`, bucket: name, bucket_regional_domain_name: `${name}.s3.example` };
  return { id: name, arn: name };
}

/** The resources of a synthesized stack as they are after an apply, references between them too. */
export function applied(resource: Record<string, Record<string, unknown>>): States {
  const value = (written: unknown): Value => {
    if (Array.isArray(written)) return written.map(value);
    if (typeof written === "object" && written !== null)
      return Object.fromEntries(Object.entries(written).map(([name, one]) => [name, value(one)]));
    if (typeof written !== "string") return written as Value;
    return written.replace(
      /\$\{(aws_\w+)\.(\w+)\.(\w+)\}/g,
      (whole, type, name, attribute) => identity(type, name)[attribute] ?? whole,
    );
  };
  return Object.entries(resource).flatMap(([type, all]) =>
    Object.entries(all).map(
      ([name, state]) => [type, { ...(value(state) as ObjectValue), ...identity(type, name) }] as const,
    ),
  );
}
