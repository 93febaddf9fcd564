import { expect, test } from "vitest";
import { containerDefinitions } from "../../../constructs/service/container-definition";
import type { ImageEnvironment } from "../../../constructs/service/image-environment";
import {
  WORDPRESS_SECRET_NAMES,
  type WordPressContainerProps,
  type WordPressEnvironment,
  wordpressContainer,
  wordpressVolumes,
} from "../../../constructs/service/wordpress-container";
import contract from "../../../image/settings.json";

const environment: WordPressEnvironment = {
  WORDPRESS_DB_HOST: "db.internal:3306",
  WP_CONTENT_MODE: "mutable",
  WP_FPM_CHILDREN: undefined,
  STOP_TIMEOUT: "70",
};
const required: WordPressContainerProps = {
  environment,
  variables: {},
  image: "repository@sha256:1",
  secrets: WORDPRESS_SECRET_NAMES.map((name) => ({ name, secretArn: "arn:secret", jsonKey: name })),
  secretsVersion: 3,
  logs: { groupName: "/ecs/site", region: "eu-west-1", streamPrefix: "task" },
  exec: false,
  networkMode: "awsvpc",
};

test("tells the image what is set, and when the secrets changed", () => {
  expect(wordpressContainer(required).environment).toEqual({
    WORDPRESS_DB_HOST: "db.internal:3306",
    WP_CONTENT_MODE: "mutable",
    STOP_TIMEOUT: "70",
    SECRETS_VERSION: "3",
  });
});

test("the instance chooses the port where tasks share its interface", () => {
  const hostPorts = (networkMode: "awsvpc" | "bridge") => {
    const [container] = JSON.parse(containerDefinitions(wordpressContainer({ ...required, networkMode })));
    return container.portMappings;
  };
  expect(hostPorts("awsvpc")).toEqual([{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }]);
  expect(hostPorts("bridge")).toEqual([{ containerPort: 8080, hostPort: 0, protocol: "tcp" }]);
});

test("variables of plugins stand beside the settings, and never over them", () => {
  const variables = { SHOP_MODE: "live", STOP_TIMEOUT: "1" };
  expect(wordpressContainer({ ...required, variables }).environment).toMatchObject({
    SHOP_MODE: "live",
    STOP_TIMEOUT: "70",
  });
});

test("a variable that the image does not know is no type of its environment", () => {
  // @ts-expect-error the image's setting is WP_UPLOAD_MAX
  const misspelt: ImageEnvironment = { WP_UPLOADMAX: "64M" };
  expect(Object.keys(contract.settings)).not.toContain(Object.keys(misspelt)[0]);
});

test("runs as www-data without any capability on a read-only root", () => {
  expect(wordpressContainer(required)).toMatchObject({
    user: "33:33",
    dropCapabilities: ["ALL"],
    readonlyRootFilesystem: true,
  });
});

test("may open as many files as nginx asks for, since without root it cannot ask for more", () => {
  expect(wordpressContainer(required).openFiles).toBe(16384);
});

test("opens the root file system for ECS Exec alone, whose agent writes there", () => {
  expect(wordpressContainer({ ...required, exec: true }).readonlyRootFilesystem).toBe(false);
});

test("has itself checked, with a minute to start", () => {
  expect(wordpressContainer(required)).toMatchObject({
    containerPorts: [8080],
    healthCheck: { command: ["CMD", "wp-image", "healthy"], startPeriodSeconds: 60 },
  });
});

test("stops within the image's STOP_TIMEOUT", () => {
  const container = wordpressContainer({ ...required, environment: { ...environment, STOP_TIMEOUT: "90" } });
  expect(container).toMatchObject({ stopTimeoutSeconds: 90, environment: { STOP_TIMEOUT: "90" } });
});

test.each([
  ["mutable", "/var/www/html"],
  ["immutable", "/var/www/html/wp-content/uploads"],
] as const)("mounts the file system of %s content at %s", (mode, containerPath) => {
  const { mountPoints } = wordpressContainer({ ...required, environment: { ...environment, WP_CONTENT_MODE: mode } });
  expect(mountPoints).toContainEqual({ sourceVolume: "web-root", containerPath });
});

test("mounts only volumes that the task has, and can write to /run, /tmp and nginx's cache", () => {
  const volumes = wordpressVolumes({ fileSystemId: "fs-1", accessPointId: "fsap-1" });
  const { mountPoints = [] } = wordpressContainer(required);
  expect(mountPoints.map(({ sourceVolume }) => sourceVolume).sort()).toEqual(volumes.map(({ name }) => name).sort());
  expect(mountPoints.map(({ containerPath }) => containerPath)).toEqual([
    "/var/www/html",
    "/run",
    "/tmp",
    "/var/cache/nginx",
  ]);
});

test("wants the database user, the administrator's password and the eight keys and salts", () => {
  expect(WORDPRESS_SECRET_NAMES).toHaveLength(11);
  const secrets = required.secrets.filter(({ name }) => !/NONCE|DB_USER/.test(name));
  expect(() => wordpressContainer({ ...required, secrets })).toThrow(
    "secrets must hold WORDPRESS_DB_USER, WORDPRESS_NONCE_KEY, WORDPRESS_NONCE_SALT, which are missing",
  );
});
