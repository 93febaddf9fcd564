// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { type Stack, treeOf as treeOfStacks } from "../../../audit/project/stack";
import type { JsonObject } from "../../../terraform/json";
import type { Tree } from "../../../terraform/tree";

export interface StackSource {
  readonly resource?: JsonObject;
  readonly data?: JsonObject;
  readonly output?: JsonObject;
  /** Comments by address. */
  readonly comments?: Readonly<Record<string, JsonObject>>;
}

/** Stacks with an S3 backend each, under their names. */
export function stacksOf(sources: Readonly<Record<string, StackSource>>): Stack[] {
  return Object.entries(sources).map(([name, { comments = {}, ...document }]) => ({
    name,
    dependencies: [],
    directory: "/nowhere",
    document: { ...document, terraform: { backend: { s3: { bucket: "state", key: `${name}.tfstate` } } } },
    comments: new Map(Object.entries(comments)),
  }));
}

export function treeOf(sources: Readonly<Record<string, StackSource>>): Tree {
  return treeOfStacks(stacksOf(sources));
}

/** The data source through which one stack reads what another hands over. */
export function remoteState(of: string): JsonObject {
  return { terraform_remote_state: { [of]: { backend: "s3", config: { bucket: "state", key: `${of}.tfstate` } } } };
}

/** A load balancer that the internet may reach, tasks behind it, and a database that only the tasks may reach. */
export function threeTiers(): Stack[] {
  const group = (name: string): string => `\${aws_security_group.${name}.id}`;
  const rule = (own: string, peer: JsonObject, port: number): JsonObject => ({
    security_group_id: group(own),
    ip_protocol: "tcp",
    from_port: port,
    to_port: port,
    ...peer,
  });
  return stacksOf({
    web: {
      resource: {
        aws_internet_gateway: { Gate: {} },
        aws_subnet: {
          Public: { availability_zone: "a" },
          Isolated: { availability_zone: "a" },
        },
        aws_route_table: { Public: {} },
        aws_route: {
          Out: { route_table_id: "${aws_route_table.Public.id}", gateway_id: "${aws_internet_gateway.Gate.id}" },
        },
        aws_route_table_association: {
          Public: { route_table_id: "${aws_route_table.Public.id}", subnet_id: "${aws_subnet.Public.id}" },
        },
        aws_security_group: { Lb: {}, Task: {}, Db: {} },
        aws_vpc_security_group_ingress_rule: {
          Open: rule("Lb", { cidr_ipv4: "0.0.0.0/0" }, 443),
          ToTask: rule("Task", { referenced_security_group_id: group("Lb") }, 8080),
          ToDb: rule("Db", { referenced_security_group_id: group("Task") }, 3306),
        },
        aws_vpc_security_group_egress_rule: {
          FromLb: rule("Lb", { referenced_security_group_id: group("Task") }, 8080),
          Out: rule("Task", { cidr_ipv4: "0.0.0.0/0" }, 443),
        },
        aws_lb: { Web: { internal: false, security_groups: [group("Lb")], subnets: ["${aws_subnet.Public.id}"] } },
        aws_ecs_service: {
          App: { network_configuration: { security_groups: [group("Task")], subnets: ["${aws_subnet.Public.id}"] } },
        },
        aws_db_subnet_group: { Db: { subnet_ids: ["${aws_subnet.Isolated.id}"] } },
        aws_db_instance: {
          Db: {
            engine: "mysql",
            db_subnet_group_name: "${aws_db_subnet_group.Db.name}",
            vpc_security_group_ids: [group("Db")],
          },
        },
      },
    },
  });
}
