/** Who a statement is about: AWS accounts and roles, AWS services, or everybody. */
export type Principal =
  | "*"
  | {
      readonly AWS?: string | readonly string[];
      readonly Service?: string | readonly string[];
      readonly Federated?: string;
    };

/** One statement of an IAM policy, in IAM's own words. */
export interface PolicyStatement {
  /** Says what the statement is for; letters and digits only. */
  readonly Sid: string;
  /** @default "Allow" */
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: Principal;
  readonly Action: string | readonly string[];
  /** Left out in trust policies only. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * The JSON text of an IAM policy. The synthesized Terraform holds it in full, so it can be read and checked without a
 * provider, which the `aws_iam_policy_document` data source would not allow.
 */
export function policy(...statements: PolicyStatement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ Sid, Effect = "Allow", ...rest }) => ({ Sid, Effect, ...rest })),
  });
}
