import { expect, test } from "vitest";
import {
  DATABASE_USER_SECRET_NAMES,
  type DatabaseUserContainerProps,
  databaseUserContainer,
  databaseUserVolumes,
} from "../../../constructs/service/database-user";
import { wordpressVolumes } from "../../../constructs/service/wordpress-container";

const required: DatabaseUserContainerProps = {
  environment: { WORDPRESS_DB_HOST: "db.internal:3306", WORDPRESS_DB_SSL: "on" },
  image: "repository@sha256:1",
  secrets: DATABASE_USER_SECRET_NAMES.map((name) => ({ name, secretArn: "arn:secret", jsonKey: name })),
  secretsVersion: 3,
  logs: { groupName: "/ecs/site", region: "eu-west-1", streamPrefix: "task" },
};

test("makes the user and ends, without holding the task up afterwards", () => {
  expect(databaseUserContainer(required)).toMatchObject({
    essential: false,
    command: ["wp-image", "database-user"],
    user: "33:33",
    dropCapabilities: ["ALL"],
    environment: { WORDPRESS_DB_HOST: "db.internal:3306", WORDPRESS_DB_SSL: "on", SECRETS_VERSION: "3" },
  });
});

test("shares no directory with WordPress, which would find the master's password there", () => {
  const wordpress = wordpressVolumes({ fileSystemId: "fs-1", accessPointId: "fsap-1" }).map(({ name }) => name);
  const own = databaseUserVolumes().map(({ name }) => name);
  expect(databaseUserContainer(required).mountPoints?.map(({ sourceVolume }) => sourceVolume)).toEqual(own);
  expect(own.filter((name) => wordpress.includes(name))).toEqual([]);
});

test("fails without the master's secret", () => {
  const secrets = required.secrets.filter(({ name }) => !name.includes("MASTER"));
  expect(() => databaseUserContainer({ ...required, secrets })).toThrow(
    "secrets must hold WORDPRESS_DB_MASTER_USER, WORDPRESS_DB_MASTER_PASSWORD, which are missing",
  );
});
