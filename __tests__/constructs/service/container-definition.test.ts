import { Lazy } from "cdktf";
import { expect, test } from "vitest";
import { type ContainerDefinition, containerDefinitions } from "../../../constructs/service/container-definition";

const required: ContainerDefinition = {
  name: "site",
  image: "repository@sha256:1",
  logs: { groupName: "/ecs/site", region: "eu-west-1", streamPrefix: "task" },
};

const render = (container: Partial<ContainerDefinition> = {}) =>
  JSON.parse(containerDefinitions({ ...required, ...container }))[0];

test("gives a container a read-only root, no init process and logs that never block it", () => {
  expect(render()).toEqual({
    name: "site",
    image: "repository@sha256:1",
    essential: true,
    environment: [],
    secrets: [],
    portMappings: [],
    mountPoints: [],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": "/ecs/site",
        "awslogs-region": "eu-west-1",
        "awslogs-stream-prefix": "task",
        "max-buffer-size": "25m",
        mode: "non-blocking",
      },
    },
    linuxParameters: { initProcessEnabled: false },
    stopTimeout: 30,
    readonlyRootFilesystem: true,
  });
});

test("writes every option in ECS's own words", () => {
  const options: Partial<ContainerDefinition> = {
    essential: false,
    user: "33:33",
    command: ["wp-image", "help"],
    containerPorts: [8080],
    mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp" }],
    healthCheck: { command: ["CMD", "true"], intervalSeconds: 15, startPeriodSeconds: 60 },
    dropCapabilities: ["ALL"],
    openFiles: 65535,
    stopTimeoutSeconds: 60,
    readonlyRootFilesystem: false,
  };
  expect(render(options)).toMatchObject({
    essential: false,
    user: "33:33",
    command: ["wp-image", "help"],
    portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
    mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
    healthCheck: { command: ["CMD", "true"], interval: 15, timeout: 5, retries: 3, startPeriod: 60 },
    linuxParameters: { capabilities: { drop: ["ALL"] } },
    ulimits: [{ name: "nofile", softLimit: 65535, hardLimit: 65535 }],
    stopTimeout: 60,
    readonlyRootFilesystem: false,
  });
});

test("names a secret by ARN and JSON key, never by value", () => {
  const secrets = [{ name: "PASSWORD", secretArn: "arn:secret", jsonKey: "password" }];
  expect(render({ secrets })).toMatchObject({ secrets: [{ name: "PASSWORD", valueFrom: "arn:secret:password::" }] });
});

test("names a whole secret by its ARN alone", () => {
  expect(render({ secrets: [{ name: "KEY", secretArn: "arn:secret" }] })).toMatchObject({
    secrets: [{ name: "KEY", valueFrom: "arn:secret" }],
  });
});

test("gives the same text for the same variables in any order", () => {
  const secret = (name: string) => ({ name, secretArn: "arn:secret", jsonKey: name });
  const one = { environment: { A: "1", B: "2" }, secrets: [secret("C"), secret("D")] };
  const other = { environment: { B: "2", A: "1" }, secrets: [secret("D"), secret("C")] };
  expect(containerDefinitions({ ...required, ...one })).toBe(containerDefinitions({ ...required, ...other }));
});

test("keeps what looks like a Terraform template in a value from being one", () => {
  const values = (environment: Record<string, string>) =>
    render({ environment }).environment.map(({ value }: { value: string }) => value);
  expect(values({ A: `\${file(1)}`, B: "100%{x}", C: "$5 & 5%" })).toEqual([`$\${file(1)}`, "100%%{x}", "$5 & 5%"]);
  // References of cdktf are templates on purpose.
  const reference = `http://${Lazy.stringValue({ produce: () => "host" })}/`;
  expect(values({ A: reference })).toEqual([reference]);
});

const refused: [string, Partial<ContainerDefinition>, string][] = [
  ["a name with a space", { name: "my site" }, "container my site: name must have 1 to 255 of A-Z a-z 0-9 _ -"],
  [
    "a stop timeout over Fargate's",
    { stopTimeoutSeconds: 121 },
    "stopTimeoutSeconds must be a whole number from 2 to 120",
  ],
  ["a stop timeout of a second", { stopTimeoutSeconds: 1 }, "stopTimeoutSeconds must be a whole number from 2 to 120"],
  [
    "a health check every second",
    { healthCheck: { command: ["CMD", "true"], intervalSeconds: 1 } },
    "container site: healthCheck.intervalSeconds must be a whole number from 5 to 300, got 1",
  ],
  [
    "a health check of a second",
    { healthCheck: { command: ["CMD", "true"], timeoutSeconds: 1 } },
    "healthCheck.timeoutSeconds must be a whole number from 2 to 60, got 1",
  ],
  [
    "no retry",
    { healthCheck: { command: ["CMD", "true"], retries: 0 } },
    "healthCheck.retries must be a whole number from 1 to 10, got 0",
  ],
  [
    "a start of an hour",
    { healthCheck: { command: ["CMD", "true"], startPeriodSeconds: 3600 } },
    "healthCheck.startPeriodSeconds must be a whole number from 0 to 300, got 3600",
  ],
  [
    "a variable with a hyphen",
    { environment: { "A-B": "" } },
    'a variable is named by letters, digits and _, got "A-B"',
  ],
  [
    "a variable that is a secret too",
    { environment: { A: "" }, secrets: [{ name: "A", secretArn: "arn:secret", jsonKey: "a" }] },
    "container site: a variable is set once, in environment or in secrets, got A twice",
  ],
];

test.each(refused)("refuses %s", (_case, container, message) => {
  expect(() => render(container)).toThrow(message);
});
