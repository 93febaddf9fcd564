import { expect, test } from "vitest";
import { readOptions, shown, written } from "../../../rehearsal/commands/mails";
import type { CaughtMail } from "../../../rehearsal/effects/mails/caught-mail";

const MAIL: CaughtMail = {
  way: "ses",
  recipients: ["a@example.com"],
  from: "Site <shop@example.com>",
  replyTo: [],
  to: ["a@example.com"],
  cc: [],
  bcc: [],
  subject: "Password",
  date: "2026-11-26T23:00:00.000Z",
  text: "A line",
  html: "",
  attachments: [],
  headers: [{ name: "X-Mailer", value: "PHPMailer" }],
};
const RICH: CaughtMail = {
  ...MAIL,
  way: "smtp",
  replyTo: ["Visitor <v@example.net>", "w@example.net"],
  cc: ["c@example.com"],
  bcc: ["b@example.com"],
  subject: "Order",
  html: "<p>A line</p>",
  attachments: [
    { name: "invoice.pdf", type: "application/pdf", bytes: 12, inline: false },
    { name: "logo.png", type: "image/png", bytes: 3, inline: true },
  ],
  headers: [...MAIL.headers, { name: "X-Order", value: "7" }],
};
const plain = { html: false, json: false };

test("all mails are listed by number, time, reader and subject, and what is not in every mail", () => {
  expect(shown([MAIL, RICH], plain).split("\n")).toEqual([
    "1  2026-11-26T23:00:00.000Z  a@example.com  Password",
    "2  2026-11-26T23:00:00.000Z  a@example.com  Order  [Reply-To Visitor <v@example.net>, w@example.net; Cc c@example.com; Bcc b@example.com; text and HTML; attached invoice.pdf, logo.png]",
  ]);
  expect(shown([], plain)).toBe("no mail was sent yet");
});

test("one mail is shown with all who get it, its headers, its attachments and its text", () => {
  expect(shown([MAIL, RICH], { ...plain, number: 2 })).toBe(
    [
      "From: Site <shop@example.com>",
      "Reply-To: Visitor <v@example.net>, w@example.net",
      "To: a@example.com",
      "Cc: c@example.com",
      "Bcc: b@example.com",
      "Subject: Order",
      "Date: 2026-11-26T23:00:00.000Z",
      "Way: SMTP",
      "X-Order: 7",
      "Content: text and HTML; --html shows the HTML",
      "Attached: invoice.pdf (application/pdf, 12 bytes)",
      "Inline: logo.png (image/png, 3 bytes)",
      "",
      "A line",
    ].join("\n"),
  );
  expect(shown([MAIL], { ...plain, number: 1 })).not.toMatch(/^(Reply-To|Cc|Bcc|X-Mailer|Attached):/m);
});

test("a mail is shown as HTML or as JSON, and one of a single form in that form", () => {
  expect(shown([RICH], { ...plain, html: true, number: 1 })).toBe("<p>A line</p>");
  expect(shown([MAIL], { ...plain, html: true, number: 1 })).toBe("A line");
  expect(shown([{ ...RICH, text: "" }], { ...plain, number: 1 })).toMatch(/^Content: HTML;.*\n\n<p>A line<\/p>$/ms);
  expect(shown([{ ...MAIL, text: "" }], { ...plain, number: 1 })).toContain("Content: nothing\n");
  expect(JSON.parse(shown([RICH], { ...plain, json: true, number: 1 }))).toEqual(RICH);
  expect(JSON.parse(shown([RICH], { ...plain, json: true }))).toEqual([RICH]);
});

test("a number that is none says which there are", () => {
  expect(() => shown([MAIL], { ...plain, number: 2 })).toThrow("no mail 2: there are 1 to 1");
  expect(() => shown([], { ...plain, number: 1 })).toThrow("no mail 1: none was sent yet");
});

test("the options arrive at the running start as they were given", () => {
  for (const options of [plain, { number: 3, html: true, json: false }, { number: 12, html: false, json: true }]) {
    expect(readOptions(written(options))).toEqual(options);
  }
});
