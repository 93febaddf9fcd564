import { join } from "node:path";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { expect, test } from "vitest";
import { fieldComments } from "../../../environments/documentation/comments";
import { FIELDS, settingsByFields } from "../../../environments/image/fields";
import { INTERNAL } from "../../../environments/image/internal";
import { variableRefusal } from "../../../environments/image/variables";
import contract from "../../../image/settings.json";
import { environmentWith, resources, synthApp } from "../../support/synth-app";
import { problemsOf, withSettings } from "../support/problems";

const withService = (service: Record<string, unknown>) => withSettings({ service });
const settings = Object.keys(contract.settings);
const domain = { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };

test("every setting of the image has a field, or is free, or is internal with its reason", () => {
  const free = settings.filter((name) => variableRefusal(name) === undefined);
  const internal = Object.keys(INTERNAL);
  const byFields = Object.keys(FIELDS);
  expect([...free, ...internal, ...byFields].sort()).toEqual([...settings].sort());
  for (const reason of Object.values(INTERNAL)) expect(reason.length).toBeGreaterThan(20);
});

test("each field that gives a setting is one of the schema", () => {
  const fields = [...fieldComments(join(__dirname, "../../../environments/schema/sections.ts"), "sections").keys()];
  for (const { path } of Object.values(FIELDS)) expect(fields).toContain(path);
});

test("a field gives its setting in the image's form, and none where it is left out", () => {
  const site = { title: "T", adminUser: "a", adminEmail: "a@example.com", timezone: "Europe/Dublin", debug: true };
  expect(settingsByFields(environmentWith({ site }))).toMatchObject({
    ...{ WP_TIMEZONE: "Europe/Dublin", WP_DEBUG: "on", WP_XMLRPC: "off", WORDPRESS_TABLE_PREFIX: "wp_" },
    ...{ WP_UPLOAD_MAX: "64M", WP_FILE_MODS: undefined, SMTP_FROM: undefined },
  });
});

test("what the stacks give the container is nothing that an environment may give too", async () => {
  const all = { service: { scaling: { minTasks: 1, maxTasks: 3 } }, cache: {}, monitoring: {}, cdn: {} };
  const site = { title: "T", adminUser: "a", adminEmail: "a@example.com", domain };
  const { service } = await synthApp(environmentWith({ ...all, site } as never));
  const [definition] = resources(service, EcsTaskDefinition);
  const containers = JSON.parse(String(definition?.container_definitions)) as Record<
    "environment" | "secrets",
    { name: string }[]
  >[];
  const given = containers.flatMap(({ environment, secrets }) => [...environment, ...secrets]).map(({ name }) => name);
  expect(given.length).toBeGreaterThan(30);
  for (const name of given) expect([name, variableRefusal(name)]).toEqual([name, expect.any(String)]);
});

test.each([
  [
    "a setting that has a field",
    { WP_DEBUG: "on" },
    'service.environment.WP_DEBUG: must be left to the field site.debug, got "on"',
  ],
  [
    "the alias of one",
    { TABLE_PREFIX: "x_" },
    'service.environment.TABLE_PREFIX: must be left to the field site.tablePrefix, got "x_"',
  ],
  [
    "the file of one",
    { WP_LOCALE_FILE: "/x" },
    'service.environment.WP_LOCALE_FILE: must be left to the field site.locale, got "/x"',
  ],
  [
    "what the stacks make",
    { DB_HOST: "elsewhere" },
    'service.environment.DB_HOST: must be left out: the stacks make it and pass it on (section database), got "elsewhere"',
  ],
  [
    "a variable of the system",
    { LD_PRELOAD: "/x.so" },
    'service.environment.LD_PRELOAD: must not be a variable of the container\'s system, got "/x.so"',
  ],
  [
    "a header of requests",
    { HTTP_PROXY: "x" },
    'service.environment.HTTP_PROXY: must not be a variable of the container\'s system, got "x"',
  ],
  [
    "a number out of its range",
    { WP_REDIS_BUDGET: "5" },
    'service.environment.WP_REDIS_BUDGET: must be a whole number from 100 to 60000, got "5"',
  ],
  [
    "a switch that is none",
    { WP_PUBLIC_USERS: "perhaps" },
    'service.environment.WP_PUBLIC_USERS: must be on or off, got "perhaps"',
  ],
  [
    "a word that is none",
    { WP_INSTALL: "later" },
    'service.environment.WP_INSTALL: must be one of auto, off, got "later"',
  ],
  [
    "a text of another form",
    { WORDPRESS_DB_CHARSET: "utf8;" },
    'service.environment.WORDPRESS_DB_CHARSET: must be a character set such as utf8mb4, got "utf8;"',
  ],
  [
    "a name that is none",
    { "A-B": "x" },
    'service.environment.A-B: must be named by letters, digits and _, letter first, got "x"',
  ],
])("%s is refused in service.environment", (_what, environment, problem) => {
  expect(problemsOf(withService({ environment }))).toEqual([problem]);
});

test.each([
  [
    "a setting that has a field",
    { WP_LOCALE: "empty" },
    "service.secrets.WP_LOCALE: must be left to the field site.locale",
  ],
  [
    "a password that the stacks make",
    { WP_ADMIN_PASSWORD: "empty" },
    "service.secrets.WP_ADMIN_PASSWORD: must be left out: the stacks make it and pass it on (section secrets)",
  ],
  [
    "no ARN",
    { KEY: "my-secret" },
    'service.secrets.KEY: must be "empty", or the ARN of a secret with its six last characters, and :key:: for one key of its JSON, got "my-secret"',
  ],
  ...[
    ["region", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-AbCdEf"],
    ["account", "arn:aws:secretsmanager:eu-west-1:444455556666:secret:key-AbCdEf"],
    ["partition", "arn:aws-cn:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf"],
  ].map(([what, arn]): [string, Record<string, string>, string] => [
    `a secret of another ${what}`,
    { KEY: arn as string },
    `service.secrets.KEY: must be a secret of this account and region, arn:aws:secretsmanager:eu-west-1:111122223333:…: the tasks may read no other; replicate it, or use "empty", got "${arn}"`,
  ]),
])("%s is refused in service.secrets", (_what, secrets, problem) => {
  expect(problemsOf(withService({ secrets }))).toEqual([problem]);
});

test("all names that are refused stand in one message, also one that is given twice", () => {
  const environment = { WP_DEBUG: "on", PATH: "/", KEY: "x" };
  const secrets = { KEY: "empty", NONCE_SALT: "empty" };
  expect(problemsOf(withService({ environment, secrets })).map((problem) => problem.split(":")[0])).toEqual([
    "service.environment.WP_DEBUG",
    "service.environment.PATH",
    "service.secrets.KEY",
    "service.secrets.NONCE_SALT",
  ]);
});

test("settings without a field and variables of plugins may be given", () => {
  const environment = {
    WP_REDIS_BUDGET: "500",
    WP_PUBLIC_USERS: "ON",
    WP_ENVIRONMENT_TYPE: "staging",
    SHOP_MODE: "live",
  };
  const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/key-AbCdEf";
  const secrets = { SHOP_KEY: "empty", LICENCE: arn, TOKEN: `${arn}:token::`, OTHER: `${arn}:other` };
  expect(problemsOf(withService({ environment, secrets }))).toEqual([]);
});
