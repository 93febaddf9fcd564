import type Docker from "dockerode";
import { expect, test } from "vitest";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import { readMails } from "../../../rehearsal/effects/mails/caught-mail";
import { MailCatcher } from "../../../rehearsal/effects/mails/mail-catcher";

const RAW =
  "From: Site <shop@example.com>\r\nTo: a@example.com\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nA line\r\n";
const hex = (text: string) => Buffer.from(text).toString("hex");
const ses = JSON.stringify({
  Destination: { ToAddresses: ["a@example.com"], BccAddresses: ["b@example.com"] },
  Content: { Raw: { Data: Buffer.from(RAW).toString("base64") } },
});
const LOG = `ses ${hex(ses)}\nnoise\nsmtp ${hex(`MAIL FROM:shop@example.com\nRCPT TO:c@example.com\n\n${RAW}`)}\n`;

/** A catcher on an engine that only notes what it is asked to run. */
function catcher(log = "") {
  const started: Docker.ContainerCreateOptions[] = [];
  const notes = new LocalNotes();
  const engine = {
    name: (part: string) => `rehearsal-${part}`,
    ensureNetwork: async () => ({ name: "vpc" }),
    logOf: async () => log,
  };
  const kept: string[] = [];
  const lasting = {
    keep: (name: string) => void kept.push(name),
    run: async (_name: string, options: Docker.ContainerCreateOptions) => {
      started.push(options);
      return {} as Docker.Container;
    },
  };
  return { mails: new MailCatcher(engine, lasting, { ready: async () => "services" }, notes), started, kept, notes };
}

test("a container that sends no mail stays as it is", async () => {
  const { mails, started } = catcher();
  const options = { Image: "web", Env: ["A=1"] };
  expect(await mails.extend(options)).toBe(options);
  expect(started).toEqual([]);
  expect(await mails.all()).toEqual([]);
});

test("a site without a section for mail has its mail caught, and the run says that it fails on AWS", async () => {
  const { mails, notes } = catcher();
  const { Env } = await mails.extend({ Env: ["WP_HOME=http://localhost"] });
  expect(Env).toEqual([
    "WP_HOME=http://localhost",
    "SMTP_HOST=mails.rehearsal",
    "SMTP_PORT=1025",
    "SMTP_ENCRYPTION=none",
    "SMTP_FROM=wordpress@example.com",
  ]);
  expect(notes.all()).toEqual([expect.stringContaining("on AWS it fails")]);
});

test("a server of mail is never reached, nor told its password", async () => {
  const { mails, notes } = catcher();
  const given = [
    "SMTP_HOST=smtp.example.net",
    "SMTP_PORT=465",
    "SMTP_ENCRYPTION=tls",
    "SMTP_USER=a",
    "SMTP_PASSWORD=b",
  ];
  const { Env } = await mails.extend({ Env: [...given, "SMTP_FROM=shop@example.com"] });
  expect(Env).toEqual([
    "SMTP_FROM=shop@example.com",
    "SMTP_HOST=mails.rehearsal",
    "SMTP_PORT=1025",
    "SMTP_ENCRYPTION=none",
  ]);
  expect(notes.all()).toEqual(["mail: is caught, none is sent: npm run mails"]);
});

test("SES is answered here, and one container catches for all tasks", async () => {
  const { mails, started, kept } = catcher();
  const site = { Env: ["WP_HOME=https://localhost", "WP_SES_REGION=eu-west-1"] };
  const [first] = await Promise.all([mails.extend(site), mails.extend(site)]);
  expect(first?.Env).toEqual([...site.Env, "AWS_ENDPOINT_URL_SES=http://mails.rehearsal:8025"]);
  expect(started).toHaveLength(1);
  expect(kept).toEqual(["rehearsal-mails"]);
});

test("mails of both ways are read, with those who got a blind copy", async () => {
  const both = await readMails(LOG);
  expect(both).toMatchObject([
    { way: "ses", recipients: ["a@example.com", "b@example.com"], subject: "Grüße", text: "A line" },
    { way: "smtp", recipients: ["c@example.com"], from: "Site <shop@example.com>", to: ["a@example.com"] },
  ]);
  expect(both.map(({ bcc }) => bcc)).toEqual([["b@example.com"], ["c@example.com"]]);
});

const RICH = [
  "From: Site <shop@example.com>",
  "Reply-To: =?UTF-8?Q?J=C3=B6rg?= <joerg@example.net>, w@example.net",
  "To: Team: a@example.com, A B <ab@example.com>;",
  "Cc: C <C@Example.com>",
  "Subject: Order",
  "X-Order: 7",
  'Content-Type: multipart/mixed; boundary="m"',
  "",
  "--m",
  'Content-Type: multipart/alternative; boundary="a"',
  "",
  "--a",
  "Content-Type: text/plain",
  "",
  "plain",
  "--a",
  "Content-Type: text/html",
  "",
  '<img src="cid:logo">',
  "--a--",
  "--m",
  "Content-Type: image/png",
  "Content-ID: <logo>",
  'Content-Disposition: inline; filename="logo.png"',
  "Content-Transfer-Encoding: base64",
  "",
  "AAEC",
  "--m",
  'Content-Type: application/pdf; name="invoice.pdf"',
  'Content-Disposition: attachment; filename="invoice.pdf"',
  "",
  "%PDF",
  "--m--",
  "",
].join("\r\n");

test.each([
  [
    "SES",
    `ses ${hex(
      JSON.stringify({
        Destination: {
          ToAddresses: ["a@example.com", "ab@example.com"],
          CcAddresses: ["c@example.com"],
          BccAddresses: ["b@example.com"],
        },
        Content: { Raw: { Data: Buffer.from(RICH).toString("base64") } },
      }),
    )}`,
  ],
  [
    "a server of mail",
    `smtp ${hex(`MAIL FROM:shop@example.com\nRCPT TO:a@example.com\nRCPT TO:ab@example.com\nRCPT TO:c@example.com\nRCPT TO:b@example.com\n\n${RICH}`)}`,
  ],
])(
  "a mail by %s is read with who gets copies and answers, both its forms, its files and its headers",
  async (_, line) => {
    const [mail] = await readMails(`${line}\n`);
    expect(mail).toMatchObject({
      replyTo: ["Jörg <joerg@example.net>", "w@example.net"],
      to: ["a@example.com", "A B <ab@example.com>"],
      cc: ["C <C@Example.com>"],
      bcc: ["b@example.com"],
      text: "plain",
      html: '<img src="cid:logo">',
      attachments: [
        { name: "logo.png", type: "image/png", bytes: 3, inline: true },
        { name: "invoice.pdf", type: "application/pdf", bytes: 5, inline: false },
      ],
    });
    expect(mail?.headers).toContainEqual({ name: "X-Order", value: "7" });
  },
);
