import { beforeAll, beforeEach, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { type Asked, CREDENTIALS, FakeAws, PARAMETER } from "./support/fake-aws";
import { IMMUTABLE, useLab } from "./support/lab";
import { INSTALLATION, type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("cdn-purge");
let aws: FakeAws;
let site: Site;
let settings: Record<string, string>;

beforeAll(async () => {
  aws = await FakeAws.start(lab);
  const server = await DatabaseServer.shared(lab);
  settings = {
    ...IMMUTABLE,
    ...(await server.database()),
    ...INSTALLATION,
    ...aws.settings,
    WP_CRON: "off",
  };
  site = await startSite(lab, server, settings);
  await site.withProbe();
});

beforeEach(async () => {
  await aws.reset();
  // As if nothing had changed for long.
  await site.evaluate(
    `return $GLOBALS['wpdb']->query("DELETE FROM wp_options WHERE option_name LIKE 'wp_image_cdn%'");`,
  );
});

const asked = () => aws.asked();
const invalidations = () => aws.invalidations();
/** How many changes CloudFront still has to be told of. */
const due = () =>
  site.evaluate<number>(
    `return (int) $GLOBALS['wpdb']->get_var("SELECT COUNT(*) FROM wp_options WHERE option_name = 'wp_image_cdn_purge'");`,
  );
const publish = (title: string) =>
  site.evaluate<number>(`return wp_insert_post(['post_title' => '${title}', 'post_status' => 'publish']);`);

test("the signature is the one of AWS's own examples", async () => {
  const sign = async (request: string) =>
    JSON.parse(
      await site.container.exec([
        "php",
        "-r",
        `require "/usr/lib/wp-image/wordpress/aws/signature.php";
        $credentials = ["AccessKeyId" => "AKIDEXAMPLE", "SecretAccessKey" => "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"];
        echo json_encode((new WpImage\\AwsRequest(${request}))->signed($credentials, 1440938160)["authorization"]);`,
      ]),
    );
  // The example of "Create a signed AWS API request", and two of the test suite of signature version 4.
  const form = `"content-type" => "application/x-www-form-urlencoded; charset=utf-8"`;
  expect(
    await sign(
      `"iam", "us-east-1", "GET", "/", "Action=ListUsers&Version=2010-05-08", ["host" => "iam.amazonaws.com", ${form}], ""`,
    ),
  ).toBe(
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " +
      "SignedHeaders=content-type;host;x-amz-date, " +
      "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  );
  const host = `["host" => "example.amazonaws.com"]`;
  expect(await sign(`"service", "us-east-1", "GET", "/", "", ${host}, ""`)).toContain(
    "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  );
  expect(await sign(`"service", "us-east-1", "POST", "/", "", ${host}, ""`)).toContain(
    "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  );
});

test("publishing purges the distribution that the parameter names, with the task's rights", async () => {
  await publish("one");
  await eventually("CloudFront is asked", async () => (await invalidations()).length > 0);
  const [credentials, parameter, invalidation] = await asked();
  expect(credentials).toMatchObject({ method: "GET", path: "/credentials" });
  expect(parameter).toMatchObject({ method: "POST", path: "/", headers: { "x-amz-target": "AmazonSSM.GetParameter" } });
  expect(JSON.parse(parameter?.body ?? "")).toEqual({ Name: PARAMETER });
  expect(parameter?.headers.authorization).toMatch(/\/eu-west-1\/ssm\/aws4_request,/);
  expect((await invalidations())[0]).toMatchObject({
    method: "POST",
    path: "/2020-05-31/distribution/E1EXAMPLE23456/invalidation",
    headers: { "x-amz-security-token": "session", "content-type": "application/xml" },
  });
  expect(invalidation).toBeDefined();
  const [{ headers, body }] = (await invalidations()) as [Asked];
  expect(headers.authorization).toMatch(/Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/cloudfront\/aws4_request, /);
  expect(body).toContain("<Quantity>1</Quantity><Items><Path>/*</Path></Items>");
});

test("changes soon after are purged together, later", async () => {
  await publish("two");
  await eventually("CloudFront is asked", async () => (await invalidations()).length > 0);
  await site.evaluate(
    "for ($i = 0; $i < 3; $i++) { wp_insert_post(['post_title' => $i, 'post_status' => 'publish']); } return 1;",
  );
  await publish("three");
  expect(await due()).toBe(1);
  expect(await invalidations()).toHaveLength(1);
  await site.evaluate(
    `return $GLOBALS['wpdb']->query("UPDATE wp_options SET option_value = 1 WHERE option_name = 'wp_image_cdn_purged'");`,
  );
  await eventually("nothing is due any more", async () => (await due()) === 0);
  expect(await invalidations()).toHaveLength(2);
});

test("CloudFront is asked when all containers have had the time to forget the old page, by one of them", async () => {
  const second = await lab.wordpress({ env: settings });
  await second.whenHealthy();
  const changed = Date.now() / 1000;
  await publish("once");
  await eventually("nothing is due any more", async () => (await due()) === 0);
  const [told] = await invalidations();
  expect(told?.at).toBeGreaterThan(changed + 2);
  expect(await invalidations()).toHaveLength(1);
});

test("what nobody sees is no reason to purge", async () => {
  await site.evaluate("return wp_insert_post(['post_title' => 'draft', 'post_status' => 'draft']);");
  await publish("four");
  await eventually("CloudFront is asked", async () => (await invalidations()).length > 0);
  expect(await invalidations()).toHaveLength(1);
});

/** PHP puts words of its own before a message of WordPress. */
const failures = async () =>
  (await site.container.logs())
    .split("\n")
    .flatMap((line) => /wp-image: (the CDN was not purged.*)$/.exec(line)?.[1] ?? []);

test("an editor's request does not wait for CloudFront", async () => {
  await aws.container.shell("touch /tmp/hang");
  const before = (await failures()).length;
  expect(await publish("five")).toBeGreaterThan(0);
  expect(await failures()).toHaveLength(before);
  await eventually("the failure is logged", async () => (await failures()).length > before);
  expect((await failures()).at(-1)).toMatch(/cloudfront does not answer/);
});

test("a refusal is a line on the log, without credentials", async () => {
  await aws.whenFree();
  await aws.container.shell("touch /tmp/refuse");
  const before = (await failures()).length;
  expect(await publish("six")).toBeGreaterThan(0);
  await eventually("the failure is logged", async () => (await failures()).length > before);
  expect((await failures()).at(-1)).toBe(
    "the CDN was not purged, its pages expire by themselves: cloudfront answers 403: AccessDenied",
  );
  expect(await site.container.logs()).not.toContain(CREDENTIALS.SecretAccessKey);
});

test("a task without a role says so", async () => {
  const answer = await site.container.exec(
    [
      "php",
      "-r",
      `require "/usr/lib/wp-image/wordpress/aws/client.php";
    try { WpImage\\task_credentials(); } catch (WpImage\\AwsFailure $failure) { echo $failure->getMessage(); }`,
    ],
    ["--env", "AWS_CONTAINER_CREDENTIALS_FULL_URI="],
  );
  expect(answer).toBe("ECS gives this container no credentials: the task has no role");
});
