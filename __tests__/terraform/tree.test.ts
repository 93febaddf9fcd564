// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform references, not JavaScript templates
import { describe, expect, test } from "vitest";
import { check } from "../../rules/check";
import { rules } from "../../rules/rules";
import { Tree } from "../../terraform/tree";

const dataStack = {
  terraform: { backend: { local: { path: "dev-data.tfstate" } } },
  resource: {
    aws_db_parameter_group: { main: { family: "mysql8.4", "//": { metadata: { path: "dev-data/Parameters" } } } },
    aws_subnet: { a: { availability_zone: "eu-west-1a" }, b: { availability_zone: "eu-west-1a" } },
  },
  output: {
    group: { value: "${aws_db_parameter_group.main.id}" },
    family: { value: "${aws_db_parameter_group.main.family}" },
    a: { value: "${aws_subnet.a.id}" },
    b: { value: "${aws_subnet.b.id}" },
  },
};
const remote = (output: string): string =>
  `\${data.terraform_remote_state.cross-stack-reference-input-dev-data.outputs.${output}}`;
const state = {
  terraform_remote_state: {
    "cross-stack-reference-input-dev-data": {
      backend: "local",
      config: { path: "dev-data.tfstate" },
    },
  },
};
const tree = new Tree({ "dev-data": dataStack, "dev-app": { data: state } });

describe("references", () => {
  test("are followed into the stack that made the output", () => {
    expect(tree.referent(remote("group"), "dev-app")?.resource.address).toBe("aws_db_parameter_group.main");
    expect(tree.resolve(remote("family"), "dev-app")).toBe("mysql8.4");
  });

  test("are followed by where the state lies, not by the name of an output", () => {
    const config = { path: "of-somebody-else.tfstate" };
    const data = { terraform_remote_state: { "dev-data": { backend: "local", config } } };
    const foreign = new Tree({ "dev-data": dataStack, "dev-app": { data } });
    const group = foreign.referent("${data.terraform_remote_state.dev-data.outputs.group}", "dev-app");
    expect(group?.resource.type).toBe("terraform_remote_state");
    expect(typeof foreign.resolve("${data.terraform_remote_state.dev-data.outputs.family}", "dev-app")).toBe("symbol");
  });

  test("of a hand-written remote state go to the stack that keeps it, though an earlier one has such an output", () => {
    const earlier = {
      terraform: { backend: { local: { path: "another.tfstate" } } },
      output: { family: { value: "mysql5.7" } },
    };
    const both = new Tree({ another: earlier, "dev-data": dataStack, "dev-app": { data: state } });
    expect(both.resolve(remote("family"), "dev-app")).toBe("mysql8.4");
  });

  test("inside a text are completed when all of them are known", () => {
    expect(tree.resolve(`family-${remote("family")}-x`, "dev-app")).toBe("family-mysql8.4-x");
    expect(typeof tree.resolve(`family-${remote("group")}-x`, "dev-app")).toBe("symbol");
  });

  test("that name the same resource have the same identity, from any stack", () => {
    expect(tree.identity(remote("a"), "dev-app")).toBe(tree.identity("${aws_subnet.a.id}", "dev-data"));
    expect(tree.identity(remote("a"), "dev-app")).not.toBe(tree.identity(remote("b"), "dev-app"));
  });

  test("in a circle end as unknown", () => {
    const circular = new Tree({
      stack: { resource: { aws_x: { a: { name: "${aws_x.b.name}" }, b: { name: "${aws_x.a.name}" } } } },
    });
    expect(typeof circular.resolve("${aws_x.a.name}", "stack")).toBe("symbol");
  });

  test("that are escaped are text", () => {
    expect(tree.resolve("$${not.a.reference}", "dev-app")).toBe("$${not.a.reference}");
  });
});

test("a rule sees a mistake whose parts lie in two stacks", () => {
  const subnets = { aws_db_subnet_group: { main: { subnet_ids: [remote("a"), remote("b")] } } };
  const { problems } = check({ "dev-data": dataStack, "dev-app": { data: state, resource: subnets } }, rules);
  expect(problems.map(({ rule, resource }) => [rule.id, resource.stack])).toEqual([["rds-subnet-zones", "dev-app"]]);
});

test("a value that nobody knows yet is counted and not guessed", () => {
  const bucket = {
    aws_s3_bucket: { main: { bucket: "${var.name}" }, other: { bucket: "${data.aws_region.here.name}_X" } },
  };
  const { problems, unjudged } = check({ stack: { resource: bucket } }, rules);
  expect(problems).toEqual([]);
  expect(unjudged.filter(({ rule }) => rule === "bucket-name")).toEqual([
    {
      rule: "bucket-name",
      stack: "stack",
      address: "aws_s3_bucket.main",
      attribute: "bucket",
      expression: "${var.name}",
    },
    {
      rule: "bucket-name",
      stack: "stack",
      address: "aws_s3_bucket.other",
      attribute: "bucket",
      expression: "${data.aws_region.here.name}_X",
    },
  ]);
});

test("a resource is after what it depends on through others", () => {
  const chain = new Tree({
    stack: {
      resource: {
        aws_x: {
          a: {},
          b: { value: '${jsondecode(aws_x.a.text)["k"]}' },
          c: { depends_on: ["aws_x.b"] },
          d: { depends_on: ["aws_x.e"] },
          e: { depends_on: ["aws_x.d"] },
        },
      },
    },
  });
  const [a, , c, d] = chain.all("aws_x");
  expect(a && c?.isAfter(a)).toBe(true);
  expect(c && a?.isAfter(c)).toBe(false);
  expect(a && d?.isAfter(a)).toBe(false);
});

test("an attribute that is written but unknown is not taken for its default", () => {
  const unknown = "${var.unknown}";
  const resource = {
    aws_lb_target_group: {
      main: { port: 80, protocol: "HTTP", vpc_id: "vpc-1", health_check: { timeout: 40, interval: unknown } },
      other: { port: 80, protocol: unknown, vpc_id: "vpc-1", health_check: { matcher: "12" } },
    },
    aws_ecs_task_definition: { main: { family: "x", network_mode: unknown, container_definitions: "[]" } },
    aws_ecs_service: {
      main: {
        task_definition: "${aws_ecs_task_definition.main.arn}",
        deployment_maximum_percent: 100,
        deployment_minimum_healthy_percent: unknown,
        network_configuration: {},
      },
    },
    aws_elasticache_replication_group: { main: { engine: unknown, parameter_group_name: "default.valkey8" } },
    aws_lb: { main: { load_balancer_type: unknown, subnets: ["subnet-1"] } },
    aws_backup_plan: { main: { rule: [{ completion_window: 100, start_window: unknown }] } },
  };
  const { problems } = check({ stack: { resource } }, rules);
  expect(problems.map(({ rule, attribute }) => `${rule.id} ${attribute}`)).toEqual([]);
});

describe("constants", () => {
  const configuration = {
    locals: { class: "db.t4g.micro", zones: ["eu-west-1a"], sizes: { small: 20 } },
    variable: { name: { default: "site" }, secret: {} },
    resource: { aws_db_instance: { a: { allocated_storage: "${local.sizes.small}" } } },
  };
  const constants = new Tree({ stack: configuration });

  test.each([
    ["${local.class}", "db.t4g.micro"],
    ["${local.zones[0]}", "eu-west-1a"],
    ["${local.sizes.small}", 20],
    ["${var.name}", "site"],
    ["x-${var.name}-${local.class}", "x-site-db.t4g.micro"],
    ["${256 * 16}", 4096],
    ["${upper(local.class)}", "DB.T4G.MICRO"],
    ["${aws_db_instance.a.allocated_storage}", 20],
  ])("%s is known", (text, value) => {
    expect(constants.resolve(text, "stack")).toBe(value);
  });

  test.each(["${var.secret}", "${local.none}", "x-${var.secret}", "${upper(var.secret)}"])("%s is not", (text) => {
    expect(typeof constants.resolve(text, "stack")).toBe("symbol");
  });

  test("a whole list stands for its elements", () => {
    expect(constants.resolve("${local.zones}", "stack")).toEqual(["eu-west-1a"]);
  });
});
