/** One statement of an IAM policy, in IAM's own words. */
export interface PolicyStatement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Operator, then key, then value or values. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const version = "2012-10-17";

/** The JSON of a policy that allows `statements` and nothing else. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({
    Version: version,
    Statement: statements.map(({ sid, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      Condition: conditions,
    })),
  });
}

/** The JSON of a trust policy by which the AWS service `service` may take the role. */
export function trustPolicy(service: string, conditions?: PolicyStatement["conditions"]): string {
  return JSON.stringify({
    Version: version,
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole", Condition: conditions }],
  });
}
