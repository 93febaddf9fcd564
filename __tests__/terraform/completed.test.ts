// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform expressions, not JavaScript templates
import { expect, test } from "vitest";
import { completed } from "../../terraform/completed";
import { UNKNOWN } from "../../terraform/evaluation/value";

const network = {
  terraform: { backend: { local: { path: "network.tfstate" } } },
  output: { vpc: { value: "${aws_vpc.main.id}" } },
  resource: { aws_vpc: { main: { cidr_block: "10.0.0.0/16" } } },
};
const site = {
  variable: { port: { default: 80 } },
  data: {
    terraform_remote_state: {
      network: { backend: "local", config: { path: "network.tfstate" } },
      elsewhere: { backend: "local", config: { path: "elsewhere.tfstate" } },
    },
  },
  resource: {
    aws_lb: {
      main: {
        "//": { metadata: { path: "site/Balancer" } },
        name: "${lower(aws_vpc.main.arn)}",
        vpc: "${data.terraform_remote_state.network.outputs.vpc}",
        key: "${data.terraform_remote_state.elsewhere.outputs.key}",
        port: "${var.port}",
        rule: [{ name: "b", group: "${aws_lb.main.id}" }, { name: "a" }],
      },
    },
  },
};

test("what is not known stands as it is written, and what leads to a resource of the stacks leads there", () => {
  const values = {
    name: UNKNOWN,
    vpc: "vpc-1",
    key: "arn:aws:kms:x",
    port: 8080,
    rule: [{ name: "a" }, { name: "b", group: "sg-1" }],
  };
  const planned = { network: { resource: {} }, site: { resource: { aws_lb: { main: values } } } };
  const written = new Map<string, Record<string, unknown>>([
    ["network", network],
    ["site", site],
  ]);
  const made = completed(planned, written, new Map([["site", { port: { value: 8080 } }]]));
  expect(made.site?.resource).toEqual({
    aws_lb: {
      main: {
        "//": { metadata: { path: "site/Balancer" } },
        name: "${lower(aws_vpc.main.arn)}",
        vpc: "${data.terraform_remote_state.network.outputs.vpc}",
        key: "arn:aws:kms:x",
        port: 8080,
        rule: [{ name: "a" }, { name: "b", group: "${aws_lb.main.id}" }],
      },
    },
  });
  expect(made.network?.output).toEqual(network.output);
});

test("a plan of a stack that nobody has written stays as it is", () => {
  const planned = { site: { resource: { aws_lb: { main: { name: UNKNOWN } } } } };
  expect(completed(planned, new Map(), new Map())).toEqual(planned);
});
