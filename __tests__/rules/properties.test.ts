import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fargateCpuUnits, fargateMemoryMiB } from "../../aws/ecs/task-size";
import { RETENTION_DAYS } from "../../aws/log-retention";
import { RDS_IDENTIFIER } from "../../aws/rds/names";
import { dailyWindow, overlap, weeklyWindow } from "../../aws/windows";
import { mebibytes } from "../../rules/application/agreements";
import { SCHEDULE_EXPRESSION } from "../../rules/autoscaling/schedules";
import { AUTH_TOKEN } from "../../rules/cache/replication-groups";
import { check } from "../../rules/check";
import { onWildcard } from "../../rules/edge/distributions";
import { WEB_ACL_NAME } from "../../rules/edge/web-acls";
import { ROLE_NAME } from "../../rules/iam/roles";
import { LOAD_BALANCER_NAME } from "../../rules/load-balancing/load-balancers";
import { SECURITY_GROUP_DESCRIPTION } from "../../rules/network/security-groups";
import { balanced } from "../../rules/observability/logs-and-alarms";
import { DATABASE_NAME, MASTER_PASSWORD, MASTER_USERNAME } from "../../rules/rds/names";
import { rules } from "../../rules/rules";
import { BUCKET_NAME } from "../../rules/storage/buckets";

const broken = (type: string, attributes: object): string[] => [
  ...new Set(
    check({ stack: { resource: { [type]: { subject: attributes } } } }, rules).problems.map(({ rule }) => rule.id),
  ),
];

const printable = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_./@\"' !#$&<>^:éß"), maxLength: 70 });

describe("a name passes its pattern exactly when it obeys the words of the documentation", () => {
  const only = (text: string, set: RegExp): boolean => [...text].every((character) => set.test(character));
  const between = (text: string, least: number, most: number): boolean => text.length >= least && text.length <= most;
  const cases: [string, RegExp, (text: string) => boolean][] = [
    [
      "load balancer",
      LOAD_BALANCER_NAME,
      (text) => between(text, 1, 32) && only(text, /[0-9A-Za-z-]/) && !text.startsWith("-") && !text.endsWith("-"),
    ],
    [
      "database",
      RDS_IDENTIFIER,
      (text) =>
        between(text, 1, 63) &&
        only(text, /[a-z0-9-]/) &&
        /^[a-z]/.test(text) &&
        !text.includes("--") &&
        !text.endsWith("-"),
    ],
    [
      "database name",
      DATABASE_NAME,
      (text) => between(text, 1, 64) && only(text, /[A-Za-z0-9_]/) && /^[A-Za-z]/.test(text),
    ],
    [
      "master user",
      MASTER_USERNAME,
      (text) => between(text, 1, 16) && only(text, /[A-Za-z0-9_]/) && /^[A-Za-z]/.test(text),
    ],
    ["master password", MASTER_PASSWORD, (text) => between(text, 8, 41) && only(text, /[!-~]/)],
    ["auth token", AUTH_TOKEN, (text) => between(text, 16, 128) && only(text, /[A-Za-z0-9!&#$^<>-]/)],
    ["web ACL", WEB_ACL_NAME, (text) => between(text, 1, 128) && only(text, /[\w-]/)],
    ["role", ROLE_NAME, (text) => between(text, 1, 64) && only(text, /[\w+=,.@-]/)],
    ["description", SECURITY_GROUP_DESCRIPTION, (text) => only(text, /[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]/)],
    [
      "bucket",
      BUCKET_NAME,
      (text) =>
        between(text, 3, 63) &&
        only(text, /[a-z0-9.-]/) &&
        /^[a-z0-9].*[a-z0-9]$/.test(text) &&
        !text.includes("..") &&
        !/^(\d+\.){3}\d+$/.test(text) &&
        !["xn--", "sthree-", "amzn-s3-demo-"].some((prefix) => text.startsWith(prefix)) &&
        !["-s3alias", "--ol-s3", ".mrap", "--x-s3"].some((suffix) => text.endsWith(suffix)),
    ],
  ];

  test.each(cases)("%s", (_, pattern, obeys) => {
    const near = fc.stringMatching(/^[a-z][a-z0-9-]{0,66}$/);
    fc.assert(
      fc.property(fc.oneof(printable, near), (text) => pattern.test(text) === obeys(text)),
      { numRuns: 500 },
    );
  });
});

describe("a rule refuses exactly the names that break the words of the documentation", () => {
  const only = (text: string, set: RegExp): boolean => [...text].every((character) => set.test(character));
  const between = (text: string, least: number, most: number): boolean => text.length >= least && text.length <= most;
  const cases: [string, string, string, (text: string) => boolean][] = [
    [
      "capacity-provider-name",
      "aws_ecs_capacity_provider",
      "name",
      (text) => !["aws", "ecs", "fargate"].some((word) => text.toLowerCase().startsWith(word)),
    ],
    [
      "cache-name",
      "aws_elasticache_replication_group",
      "replication_group_id",
      (text) =>
        between(text, 1, 40) &&
        only(text, /[a-z0-9-]/) &&
        /^[a-z]/.test(text) &&
        !text.includes("--") &&
        !text.endsWith("-"),
    ],
    [
      "kms-alias-name",
      "aws_kms_alias",
      "name",
      (text) =>
        text.startsWith("alias/") && between(text, 7, 256) && only(text, /[\w/-]/) && !text.startsWith("alias/aws/"),
    ],
    [
      "log-group-name",
      "aws_cloudwatch_log_group",
      "name",
      (text) => between(text, 1, 512) && only(text, /[\w./#-]/) && !text.startsWith("aws/"),
    ],
    [
      "rds-group-name",
      "aws_db_subnet_group",
      "name",
      (text) => between(text, 1, 255) && only(text, /[a-z0-9 ._-]/) && /^[a-z0-9]/.test(text),
    ],
    [
      "repository-name",
      "aws_ecr_repository",
      "name",
      (text) =>
        between(text, 2, 256) && only(text, /[a-z0-9._/-]/) && text.split(/__|[._/-]/).every((part) => part !== ""),
    ],
    [
      "secret-name",
      "aws_secretsmanager_secret",
      "name",
      (text) => between(text, 1, 512) && only(text, /[\w/+=.@-]/) && !/-[A-Za-z0-9]{6}$/.test(text),
    ],
    [
      "security-group-name",
      "aws_security_group",
      "name",
      (text) => between(text, 0, 255) && !/^sg-/i.test(text) && SECURITY_GROUP_DESCRIPTION.test(text),
    ],
  ];

  test.each(cases)("%s", (id, type, attribute, obeys) => {
    const near = fc
      .tuple(
        fc.constantFrom("", "aws", "ecs-", "Fargate", "alias/", "alias/aws/", "sg-", "aws/"),
        fc.stringMatching(/^[a-z0-9._/-]{0,42}$/),
      )
      .map(([start, rest]) => start + rest);
    fc.assert(
      fc.property(fc.oneof(printable, near), (text) => {
        expect(!broken(type, { [attribute]: text }).includes(id)).toBe(obeys(text));
      }),
      { numRuns: 300 },
    );
  });
});

test("of all pairs of CPU and memory exactly those of Fargate's table pass", () => {
  const cpus = [...fargateCpuUnits, 128, 300, 65_536];
  fc.assert(
    fc.property(fc.constantFrom(...cpus), fc.integer({ min: 1, max: 500 }), (cpu, halves) => {
      const memory = halves * 512;
      const task = {
        family: "x",
        requires_compatibilities: ["FARGATE"],
        network_mode: "awsvpc",
        cpu: `${cpu}`,
        memory: `${memory}`,
        container_definitions: "[]",
      };
      const possible = fargateMemoryMiB(cpu).includes(memory);
      expect(broken("aws_ecs_task_definition", task)).toEqual(possible ? [] : ["fargate-task-size"]);
    }),
  );
});

test("of all numbers of days exactly those of CloudWatch Logs pass", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), (days) => {
      const ids = broken("aws_cloudwatch_log_group", { name: "/ecs/wordpress", retention_in_days: days });
      expect(ids).toEqual(days === 0 || RETENTION_DAYS.includes(days) ? [] : ["log-retention"]);
    }),
  );
});

test("windows overlap exactly when a minute of the week lies in both", () => {
  const day = 24 * 60;
  const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
  const moment = (minute: number): string => `${names[Math.floor(minute / day) % 7]}:${clock(minute % day)}`;
  const start = fc.integer({ min: 0, max: 7 * day - 1 });
  const length = fc.integer({ min: 30, max: 180 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: day - 1 }), length, start, length, (from, minutes, weekly, weeklyMinutes) => {
      const daily = dailyWindow(`${clock(from)}-${clock((from + minutes) % day)}`);
      const maintenance = weeklyWindow(`${moment(weekly)}-${moment(weekly + weeklyMinutes)}`);
      const inBoth = Array.from({ length: weeklyMinutes }, (_, index) => weekly + index).some(
        (minute) => (((minute - from) % day) + day) % day < minutes,
      );
      expect(daily && maintenance && overlap(daily, maintenance)).toBe(inBoth);
    }),
  );
});

test.each(["3:00-4:00", "03:00", "24:00-01:00", "03:00-04:60"])("%s is no daily window", (text) =>
  expect(dailyWindow(text)).toBeUndefined(),
);
test.each(["sunday:03:00-sun:04:00", "sun:03:00", "03:00-04:00"])("%s is no weekly window", (text) =>
  expect(weeklyWindow(text)).toBeUndefined(),
);

test("rate expressions have a positive number and a unit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9999 }), fc.constantFrom("minutes", "hours", "days"), (n, unit) =>
      SCHEDULE_EXPRESSION.test(`rate(${n} ${unit})`),
    ),
  );
  for (const wrong of ["rate(0 minutes)", "rate(five minutes)", "rate(5 weeks)", "5 minutes", "rate(2 minute)"]) {
    expect(SCHEDULE_EXPRESSION.test(wrong), wrong).toBe(false);
  }
});

test("a pattern whose brackets are closed loses its balance with any one of them", () => {
  const nested = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("$.a = 1", "error", ""),
      tie("pattern").map((inner) => `{ ${inner} }`),
      tie("pattern").map((inner) => `[${inner}]`),
      tie("pattern").map((inner) => `(${inner})`),
    ),
  })).pattern;
  fc.assert(
    fc.property(nested, fc.nat(), (pattern, seed) => {
      expect(balanced(pattern)).toBe(true);
      const brackets = [...pattern.matchAll(/[{}[\]()]/g)];
      const victim = brackets[seed % Math.max(brackets.length, 1)];
      if (victim) expect(balanced(pattern.slice(0, victim.index) + pattern.slice(victim.index + 1))).toBe(false);
    }),
  );
});

test("a wildcard name stands for one label and no more", () => {
  const label = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(
      label,
      label,
      (first, second) =>
        onWildcard(`${first}.example.org`, "*.example.org") &&
        !onWildcard(`${second}.${first}.example.org`, "*.example.org"),
    ),
  );
  expect(onWildcard("example.org", "*.example.org")).toBe(false);
});

test("sizes are read in every unit that PHP and nginx take", () => {
  expect(["64M", "1G", "65536K", "67108864", "large", undefined].map(mebibytes)).toEqual([
    64,
    1024,
    64,
    64,
    undefined,
    undefined,
  ]);
});
