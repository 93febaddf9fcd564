import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { Place } from "../../constructs/place";

type Attributes = Record<string, unknown>;

/** Builds one stack, runs its validations, and answers from the JSON that Terraform would read. Its account is 111122223333. */
export function synth(build: (stack: TerraformStack) => void, region = "eu-west-1") {
  const stack = new TerraformStack(Testing.app(), "test");
  new AwsProvider(stack, "aws", { region });
  new Place("111122223333", region).give(stack);
  build(stack);
  const json = Testing.synth(stack, true);
  const parsed: Record<string, Record<string, Record<string, Attributes>>> = JSON.parse(json);
  const entries = (kind: "resource" | "data", type: string): [string, Attributes][] =>
    Object.entries(parsed[kind]?.[type] ?? {});
  return {
    /** The text, for `Testing.toHaveResource` and its relatives. */
    json,
    /** The JSON as Terraform reads it. */
    parsed,
    /** All resources of a class. */
    all: (type: { tfResourceType: string }): Attributes[] =>
      entries("resource", type.tfResourceType).map(([, attributes]) => attributes),
    /** All resources of a class by logical id. */
    byId: (type: { tfResourceType: string }): Record<string, Attributes> =>
      Object.fromEntries(entries("resource", type.tfResourceType)),
    /** All data sources of a class. */
    data: (type: { tfResourceType: string }): Attributes[] =>
      entries("data", type.tfResourceType).map(([, attributes]) => attributes),
  };
}
