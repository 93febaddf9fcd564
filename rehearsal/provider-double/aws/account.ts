import type { Answer } from "../knowledge";

/** What data sources say of the account itself. */
export const accountData: Readonly<Record<string, Answer>> = {
  aws_caller_identity: (_, { account }) => ({
    id: account,
    account_id: account,
    arn: `arn:aws:iam::${account}:user/rehearsal`,
    user_id: "AIDAREHEARSAL",
  }),
  aws_partition: () => ({
    id: "aws",
    partition: "aws",
    dns_suffix: "amazonaws.com",
    reverse_dns_prefix: "com.amazonaws",
  }),
  aws_region: (_, { region }) => ({ id: region, name: region, region, endpoint: `ec2.${region}.amazonaws.com` }),
};
