import PostalMime from "postal-mime";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Container } from "./support/container";
import { DatabaseServer } from "./support/database";
import { MINIMAL, useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("mail");

/** Stands for the credentials endpoint and SES; writes down what it is asked. */
const FAKE_SES = `<?php
$headers = array_change_key_case(getallheaders());
if ($_SERVER['REQUEST_URI'] === '/credentials') { exit('{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"example","Token":"session"}'); }
$asked = ['path' => $_SERVER['REQUEST_METHOD'] . ' ' . $_SERVER['REQUEST_URI'], 'headers' => $headers, 'body' => file_get_contents('php://input')];
file_put_contents('/tmp/requests', json_encode($asked) . "\\n", FILE_APPEND);
if (is_file('/tmp/refuse')) { http_response_code(400); exit('{"message":"Email address is not verified."}'); }
echo '{"MessageId":"1"}';`;

interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Mail {
  readonly FromEmailAddress: string;
  readonly Destination: Readonly<Record<string, readonly string[]>>;
  readonly Content: { readonly Raw: { readonly Data: string } };
  readonly ConfigurationSetName?: string;
}

let aws: Container;
let site: Site;

beforeAll(async () => {
  aws = await lab.wordpress({
    command: ["sh", "-c", "until [ -f /tmp/aws.php ]; do sleep 0.1; done; exec php -S 0.0.0.0:8080 /tmp/aws.php"],
  });
  await aws.write("/tmp/aws.php", FAKE_SES);
  await eventually(
    "the fake SES answers",
    async () => (await aws.request("/credentials").catch(() => undefined))?.status === 200,
  );
  const endpoint = `http://${aws.name}:8080`;
  site = await startSite(lab, await DatabaseServer.shared(lab), {
    WP_SES_REGION: "eu-west-1",
    WP_SES_CONFIGURATION_SET: "site",
    SMTP_FROM: "shop@example.com",
    SMTP_FROM_NAME: "Der Läden",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/credentials`,
    AWS_ENDPOINT_URL_SES: endpoint,
  });
  await site.withProbe();
});

beforeEach(() => aws.shell("rm -f /tmp/refuse /tmp/requests && touch /tmp/requests"));

async function asked(): Promise<Asked[]> {
  const lines = (await aws.shell("cat /tmp/requests")).split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/** The one mail that SES got, and its message as a reader sees it. */
async function sent() {
  const [request, ...more] = await asked();
  expect(more).toEqual([]);
  const mail: Mail = JSON.parse(request?.body ?? "");
  const raw = Buffer.from(mail.Content.Raw.Data, "base64");
  return { request, mail, raw: raw.toString(), message: await PostalMime.parse(raw) };
}

test("a mail leaves by SES, signed with the task's role, from the configured sender", async () => {
  expect(await site.evaluate(`return wp_mail('reader@example.org', 'Grüße', 'A line');`)).toBe(true);
  const { request, mail, message } = await sent();
  expect(request?.path).toBe("POST /v2/email/outbound-emails");
  expect(request?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/ses\/aws4_request, /,
  );
  expect(request?.headers["x-amz-security-token"]).toBe("session");
  expect(mail).toMatchObject({
    FromEmailAddress: "shop@example.com",
    ConfigurationSetName: "site",
    Destination: { ToAddresses: ["reader@example.org"] },
  });
  expect(message).toMatchObject({
    subject: "Grüße",
    from: { name: "Der Läden", address: "shop@example.com" },
    to: [{ address: "reader@example.org" }],
  });
  expect(message.text?.trim()).toBe("A line");
});

test("HTML, attachments, copies, replies and headers of wp_mail arrive unchanged; blind copies stay blind", async () => {
  await site.evaluate(`
    file_put_contents('/tmp/bill.pdf', str_repeat("\\x00\\xff%PDF", 100000));
    return wp_mail(['One <one@example.org>', 'two@example.org'], 'A bill', '<p>Häuser</p>', [
      'Content-Type: text/html; charset=UTF-8', 'Cc: Three <three@example.org>', 'Bcc: four@example.org',
      'Reply-To: Help <help@example.com>', 'X-Shop: 42', 'List-Unsubscribe: <https://example.com/u>',
    ], ['/tmp/bill.pdf']);`);
  const { mail, message, raw } = await sent();
  expect(mail.Destination).toEqual({
    ToAddresses: ["one@example.org", "two@example.org"],
    CcAddresses: ["three@example.org"],
    BccAddresses: ["four@example.org"],
  });
  expect(raw).not.toContain("four@example.org");
  expect(message.html?.trim()).toBe("<p>Häuser</p>");
  expect(message.to).toEqual([
    { name: "One", address: "one@example.org" },
    { name: "", address: "two@example.org" },
  ]);
  expect(message.cc).toEqual([{ name: "Three", address: "three@example.org" }]);
  expect(message.replyTo).toEqual([{ name: "Help", address: "help@example.com" }]);
  const headers = Object.fromEntries(message.headers.map(({ key, value }) => [key, value]));
  expect(headers).toMatchObject({ "x-shop": "42", "list-unsubscribe": "<https://example.com/u>" });
  const [bill, ...others] = message.attachments;
  expect(others).toEqual([]);
  expect(bill).toMatchObject({ filename: "bill.pdf", mimeType: "application/pdf" });
  const content = Buffer.from("\x00\xff%PDF".repeat(100_000), "latin1");
  expect(Buffer.from(bill?.content as ArrayBuffer).equals(content)).toBe(true);
});

test("a sender of a plugin's choice gets the replies, since SES takes one sender alone", async () => {
  await site.evaluate(
    `return wp_mail('reader@example.org', 'Question', 'x', ['From: Visitor <visitor@example.net>']);`,
  );
  const { mail, message } = await sent();
  expect(mail.FromEmailAddress).toBe("shop@example.com");
  expect(message.from).toEqual({ name: "Visitor", address: "shop@example.com" });
  expect(message.replyTo).toEqual([{ name: "Visitor", address: "visitor@example.net" }]);
});

test("a refusal of SES reaches wp_mail_failed and the log, and the next mail is sent", async () => {
  await aws.shell("touch /tmp/refuse");
  const failed = await site.evaluate(`
    $said = null;
    add_action('wp_mail_failed', function ($error) use (&$said) { $said = $error->get_error_message(); });
    return [wp_mail('reader@example.org', 'x', 'x'), $said];`);
  expect(failed).toEqual([false, 'ses answers 400: {"message":"Email address is not verified."}']);
  await site.container.logged('a mail was not sent: ses answers 400: {"message":"Email address is not verified."}');
  await aws.shell("rm /tmp/refuse");
  expect(await site.evaluate(`return wp_mail('reader@example.org', 'x', 'x');`)).toBe(true);
});

test("two ways out at once, and SES without a sender, are refused at the start", async () => {
  const { code, stdout } = await lab.finish({ env: { ...MINIMAL, WP_SES_REGION: "eu-west-1", SMTP_HOST: "mail" } });
  expect(code).toBe(78);
  expect(stdout).toContain("WP_SES_REGION and SMTP_HOST are both set; only one may be");
  expect(stdout).toContain("WP_SES_REGION is set, so SMTP_FROM must be set too");
});
