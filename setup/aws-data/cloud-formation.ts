import { objectOf } from "../../terraform/json";
import type { Input, Shape } from "./api-model";

/** Services whose name in CloudFormation is another than in botocore. */
const SERVICES: Readonly<Record<string, string>> = {
  acm: "CertificateManager",
  efs: "EFS",
  elbv2: "ElasticLoadBalancingV2",
  "application-autoscaling": "ApplicationAutoScaling",
  opensearch: "OpenSearchService",
  sesv2: "SES",
};

/** What the API calls by another word than CloudFormation, by Terraform's type; `null` where its schema is of something else. */
const TYPES: Readonly<Record<string, string | null>> = {
  aws_acm_certificate: "AWS::CertificateManager::Certificate",
  aws_appautoscaling_target: "AWS::ApplicationAutoScaling::ScalableTarget",
  aws_cloudwatch_composite_alarm: "AWS::CloudWatch::CompositeAlarm",
  aws_cloudwatch_dashboard: "AWS::CloudWatch::Dashboard",
  aws_cloudwatch_event_rule: "AWS::Events::Rule",
  aws_cloudwatch_metric_alarm: "AWS::CloudWatch::Alarm",
  aws_ecs_task_definition: "AWS::ECS::TaskDefinition",
  aws_lb_listener_rule: "AWS::ElasticLoadBalancingV2::ListenerRule",
  aws_s3_bucket: null,
  aws_ssm_parameter: "AWS::SSM::Parameter",
  aws_vpc_security_group_egress_rule: "AWS::EC2::SecurityGroupEgress",
  aws_vpc_security_group_ingress_rule: "AWS::EC2::SecurityGroupIngress",
};

type Schema = Readonly<Record<string, unknown>>;

/** Structures within themselves end where they are read, so each is made when it is asked for. */
class Shapes {
  private readonly schemas = new Map<string, Schema>();

  constructor(private readonly root: Schema) {}

  readonly named = (name: string): Shape => this.shape(this.schemas.get(name) ?? {}, name);

  /** The numbers of a schema; its values and patterns are left to the API's own models. */
  shape(schema: Schema, at: string): Shape {
    const { $ref, type, properties, items } = schema;
    if (typeof $ref === "string") return this.shape(this.referred($ref), at);
    if (type === "array")
      return {
        type: "list",
        member: this.keep(`${at}[]`, items),
        min: numberOf(schema.minItems),
        max: numberOf(schema.maxItems),
      };
    if (properties !== undefined) {
      const members = Object.entries(objectOf(properties)).map(
        ([name, inner]) => [name, this.keep(`${at}.${name}`, inner)] as const,
      );
      return { type: "structure", members: Object.fromEntries(members) };
    }
    if (type === "string") return { type: "string", min: numberOf(schema.minLength), max: numberOf(schema.maxLength) };
    if (type === "integer" || type === "number")
      return { type: "double", min: numberOf(schema.minimum), max: numberOf(schema.maximum) };
    return { type: String(type) };
  }

  private keep(name: string, schema: unknown): { shape: string } {
    this.schemas.set(name, objectOf(schema));
    return { shape: name };
  }

  private referred(pointer: string): Schema {
    return pointer
      .split("/")
      .slice(1)
      .reduce((at: Schema, step) => objectOf(at[step]), this.root);
  }
}

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const letters = (name: string): string => name.toLowerCase();

/** The schema that tells how CloudFormation makes what the calls make, with the calls' slash of a member; undefined when there is none. */
export function schemaInput(
  schemas: ReadonlyMap<string, Schema>,
  type: string,
  calls: readonly string[],
): Input | undefined {
  const given = TYPES[type];
  if (given === null) return undefined;
  const [, service = "", noun = "", path] =
    /^([\w-]+):(?:Create|Put|Register|Request|Run|Publish)(\w+?)(?:\/([\w.]+))?$/.exec(calls[0] ?? "") ?? [];
  const wanted = letters(given ?? `AWS::${SERVICES[service] ?? service.replaceAll("-", "")}::${noun}`);
  const name = [...schemas.keys()].find((known) => letters(known) === wanted);
  const schema = name === undefined ? undefined : schemas.get(name);
  if (name === undefined || schema === undefined) return undefined;
  const shapes = new Shapes(schema);
  const whole = shapes.shape(schema, name);
  const first = path?.split(".")[0] ?? "";
  const inner = whole.members?.[first];
  return {
    call: name.replaceAll("::", ":"),
    shape: inner ? shapes.named(inner.shape) : whole,
    shapeNamed: shapes.named,
  };
}
